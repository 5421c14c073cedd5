import { isSame } from '../kernel/same';
import {
  displayName,
  isSameName,
  nameOf,
  PUBLIC_SCHEMA,
  type Column,
  type QualifiedName,
  type SchemaModel,
  type Table,
} from '../model/schema';
import type { Rename } from '../model/rename';
import { applyOperations } from '../operations/apply';
import type { Operation } from '../operations/operation';

export interface Renamed {
  /** The renames that apply, tables first, as operations. */
  readonly operations: readonly Operation[];
  /** The schema after them. */
  readonly model: SchemaModel;
  /** What does not apply: the old name is not there to go, or the new one not there to come. */
  readonly unused: readonly Rename[];
}

/**
 * Applies what was said about renames to what there is, so that a comparison finds the old things under their new
 * names. Names in the texts of checks, predicates and expressions follow, as they do in a database.
 *
 * @param from what there is
 * @param to what is wanted
 * @param renames tables are named as they are wanted, in renames of columns too
 */
export function applyRenames(from: SchemaModel, to: SchemaModel, renames: readonly Rename[]): Renamed {
  const operations: Operation[] = [];
  const unused: Rename[] = [];
  let model = from;
  for (const rename of [...renames].sort((a, b) => Number(b.kind === 'table') - Number(a.kind === 'table'))) {
    const operation =
      rename.kind === 'table' ? renameTable(model, to, rename) : renameColumn(model, to, rename);
    if (operation === undefined) {
      unused.push(rename);
      continue;
    }
    const needed = operation.kind === 'renameTable' ? schemaFor(model, operation.to) : [];
    operations.push(...needed, operation);
    model = applyOperations(model, [...needed, operation]);
    if (operation.kind === 'renameColumn') model = withTextsRenamed(model, operation);
  }
  return { operations, model, unused };
}

/** A table may move to a schema that is not there yet. */
function schemaFor({ schemas }: SchemaModel, { schema }: QualifiedName): readonly Operation[] {
  const isThere = schema === undefined || schema === PUBLIC_SCHEMA || schemas.includes(schema);
  return isThere ? [] : [{ kind: 'createSchema', schema }];
}

function renameTable(
  model: SchemaModel,
  to: SchemaModel,
  rename: Extract<Rename, { kind: 'table' }>,
): Operation | undefined {
  const applies =
    has(model, rename.from) && !has(to, rename.from) && has(to, rename.to) && !has(model, rename.to);
  return applies ? { kind: 'renameTable', from: rename.from, to: rename.to } : undefined;
}

function renameColumn(
  model: SchemaModel,
  to: SchemaModel,
  { table, from, to: name }: Extract<Rename, { kind: 'column' }>,
): Operation | undefined {
  const [before, after] = [find(model, table), find(to, table)];
  const applies =
    hasColumn(before, from) && !hasColumn(after, from) && hasColumn(after, name) && !hasColumn(before, name);
  return applies ? { kind: 'renameColumn', table: nameOf(table), from, to: name } : undefined;
}

function find(model: SchemaModel, name: QualifiedName): Table | undefined {
  return model.tables.find((table) => isSameName(table, name));
}

function has(model: SchemaModel, name: QualifiedName): boolean {
  return find(model, name) !== undefined;
}

function hasColumn(table: Table | undefined, name: string): boolean {
  return table?.columns.some((column) => column.name === name) === true;
}

/** A database writes the new name into its texts; a word of the same spelling in a literal stays. */
function withTextsRenamed(
  model: SchemaModel,
  { table, from, to }: Extract<Operation, { kind: 'renameColumn' }>,
): SchemaModel {
  const text = (sql: string): string => renameInText(sql, from, to);
  return {
    ...model,
    tables: model.tables.map((one) =>
      isSameName(one, table)
        ? {
            ...one,
            columns: one.columns.map((column) =>
              column.generated === undefined
                ? column
                : {
                    ...column,
                    generated: { ...column.generated, expression: text(column.generated.expression) },
                  },
            ),
            checks: one.checks.map((check) => ({ ...check, expression: text(check.expression) })),
            indexes: one.indexes.map((index) => ({
              ...index,
              ...(index.where === undefined ? {} : { where: text(index.where) }),
              keys: index.keys.map((key) =>
                typeof key === 'string' || key.expression === undefined
                  ? key
                  : { ...key, expression: text(key.expression) },
              ),
            })),
          }
        : one,
    ),
  };
}

/** Replaces a column's name, bare or quoted, outside of string literals. */
function renameInText(sql: string, from: string, to: string): string {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const bare = /^[a-z_][a-z0-9_]*$/.test(to) ? to : quoted(to);
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][\w$]*/g, (token) => {
    if (token === quoted(from)) return quoted(to);
    return token === from ? bare : token;
  });
}

/** A column that goes and one that comes in the same table, which could be one column under another name. */
export interface RenameCandidate {
  readonly table: QualifiedName;
  readonly from: string;
  readonly to: string;
}

/**
 * Columns that go and come with the same type: a rename is likely, and without a word from a person it would lose
 * what the old column holds. A pair is named only where both have no other partner of the type.
 */
export function likelyRenames(operations: readonly Operation[]): readonly RenameCandidate[] {
  const gone = operations.filter((op) => op.kind === 'dropColumn');
  const come = operations.filter((op) => op.kind === 'addColumn');
  return gone.flatMap((old) => {
    const partners = come.filter((op) => isSameName(op.table, old.table) && sameType(op.column, old.column));
    const rivals = gone.filter((op) => isSameName(op.table, old.table) && sameType(op.column, old.column));
    const [only, ...more] = partners;
    if (only === undefined || more.length > 0 || rivals.length > 1) return [];
    return [{ table: nameOf(old.table), from: old.column.name, to: only.column.name }];
  });
}

function sameType(a: Column, b: Column): boolean {
  return isSame(a.type, b.type);
}

/** How a candidate is said on the command line: `--rename users.name:full_name`. */
export function renameFlag({ table, from, to }: RenameCandidate): string {
  return `--rename ${displayName(table)}.${from}:${to}`;
}
