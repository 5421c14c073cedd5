import { isSame } from '../../kernel/same';
import type { NotValid, Table, Unique } from '../../model/schema';
import type { CreateTable, DropTable, RenameTable, SetTableComment } from '../../operations/operation';
import { quote, quoteCode, quoteName, quoteText } from './quoting';
import { columnComment, columnDefinition } from './compile-columns';
import {
  addCheck,
  addForeignKey,
  addUnique,
  checkDefinition,
  exclusionDefinition,
  foreignKeyDefinition,
  primaryKeyDefinition,
  uniqueDefinition,
} from './compile-constraints';

/**
 * CREATE TABLE with everything that belongs to it but indexes, then the comments (manual, CREATE TABLE). Of two keys
 * over the same columns CREATE TABLE makes one (`transformIndexConstraints` in src/backend/parser/parse_utilcmd.c);
 * the other is added after it. So are constraints that are not valid yet, which CREATE TABLE cannot make.
 */
export function createTable({ table }: CreateTable): readonly string[] {
  const repeated = table.uniques.filter((unique, index) => isRepeated(table, unique, index));
  const parts = [
    ...table.columns.map(columnDefinition),
    ...(table.primaryKey === undefined ? [] : [primaryKeyDefinition(table.primaryKey)]),
    ...table.uniques.filter((unique) => !repeated.includes(unique)).map(uniqueDefinition),
    ...table.checks.filter(isValid).map(checkDefinition),
    ...table.exclusions.map(exclusionDefinition),
    ...table.foreignKeys.filter(isValid).map(foreignKeyDefinition),
  ];
  const body = parts.length === 0 ? '' : `\n  ${parts.join(',\n  ')}\n`;
  return [
    `CREATE TABLE ${quoteName(table)} (${body})`,
    ...repeated.flatMap((unique) => addUnique({ kind: 'addUnique', table, unique })),
    ...table.checks.flatMap((check) => (isValid(check) ? [] : addCheck({ kind: 'addCheck', table, check }))),
    ...table.foreignKeys.flatMap((foreignKey) =>
      isValid(foreignKey) ? [] : addForeignKey({ kind: 'addForeignKey', table, foreignKey }),
    ),
    ...(table.comment === undefined ? [] : [commentOn(`TABLE ${quoteName(table)}`, table.comment)]),
    ...table.columns
      .filter((column) => column.comment !== undefined)
      .map((column) => columnComment(table, column)),
  ];
}

/** Whether the primary key or a unique before it is the same but for the name. */
function isRepeated(
  { primaryKey, uniques }: Table,
  { name: _name, ...unique }: Unique,
  index: number,
): boolean {
  const before = uniques.slice(0, index).map(({ name: _other, ...rest }) => rest);
  return [{ columns: primaryKey?.columns ?? [] }, ...before].some((other) => isSame(other, unique));
}

function isValid({ notValid }: { readonly notValid?: NotValid }): boolean {
  return notValid === undefined;
}

export function dropTable({ table }: DropTable): readonly string[] {
  return [`DROP TABLE ${quoteName(table)}`];
}

/** A new name, another schema, or both (manual, ALTER TABLE). */
export function renameTable({ from, to }: RenameTable): readonly string[] {
  const moved = from.schema === undefined ? { name: to.name } : { schema: from.schema, name: to.name };
  return [
    ...(from.name === to.name ? [] : [`ALTER TABLE ${quoteName(from)} RENAME TO ${quote(to.name)}`]),
    ...(from.schema === to.schema ? [] : [moveTable(quoteName(moved), to.schema)]),
  ];
}

/** SET SCHEMA takes a name; the default schema's is known to the server only. */
function moveTable(table: string, schema: string | undefined): string {
  if (schema !== undefined) return `ALTER TABLE ${table} SET SCHEMA ${quote(schema)}`;
  const statement = quoteText(`ALTER TABLE ${table.replaceAll('%', '%%')} SET SCHEMA %I`);
  return `DO ${quoteCode(`BEGIN EXECUTE format(${statement}, current_schema()); END`)}`;
}

export function setTableComment({ table, to }: SetTableComment): readonly string[] {
  return [commentOn(`TABLE ${quoteName(table)}`, to)];
}

/** @param object as in `TABLE "users"` */
function commentOn(object: string, comment: string | undefined): string {
  return `COMMENT ON ${object} IS ${comment === undefined ? 'NULL' : quoteText(comment)}`;
}
