import type { Check, Column, ForeignKey, PrimaryKey, Table, Unique } from '../../model/schema';
import type { ColumnDdl, ConstraintDdl } from './constraint-ddl';
import { parseDefault } from './defaults';
import { normaliseCollation } from './normalise';
import { fold, isSameIdentifier } from './quoting';
import { parseTable, type TableDdl } from './table-ddl';
import { canonicalType } from './types';

/** A row of `pragma_table_xinfo`. */
export interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notNull: number;
  readonly default: string | null;
  /** The place in the primary key, from 1; 0 outside of it. */
  readonly pk: number;
  readonly hidden: number;
}

/** A table without its indexes, out of its text and of what SQLite says of its columns. */
export function readTable(name: string, sql: string, rows: readonly ColumnRow[]): Table {
  const ddl = parseTable(sql);
  const constraints = allConstraints(ddl);
  const primaryKey = readPrimaryKey(rows, constraints);
  const texts = new Map(ddl.columns.map((column) => [fold(column.name), column]));
  return {
    name,
    columns: rows.map((row) => readColumn(row, { ddl, own: texts.get(fold(row.name)), constraints })),
    ...(primaryKey === undefined ? {} : { primaryKey }),
    uniques: readUniques(constraints, rows),
    checks: readChecks(constraints),
    exclusions: [],
    foreignKeys: readForeignKeys(constraints, rows),
    indexes: [],
    ...(ddl.withoutRowid ? { withoutRowid: true } : {}),
    ...(ddl.strict ? { strict: true } : {}),
  };
}

/** The constraints of the columns and of the table, in the order of the text. */
export function allConstraints(ddl: TableDdl): readonly ConstraintDdl[] {
  return ddl.items.flatMap((item) => (item.item === 'column' ? item.constraints : [item.constraint]));
}

interface ColumnTexts {
  readonly ddl: TableDdl;
  readonly own: ColumnDdl | undefined;
  readonly constraints: readonly ConstraintDdl[];
}

function readColumn(row: ColumnRow, { ddl, own, constraints }: ColumnTexts): Column {
  const type = canonicalType(row.type);
  const value = parseDefault(row.default, type);
  const isNotNull = row.notNull !== 0 || isRowidAlias(row, ddl);
  return {
    name: row.name,
    type,
    ...(isNotNull ? {} : { nullable: true }),
    ...(value === undefined ? {} : { default: value }),
    ...(row.pk === 1 && constraints.some((c) => c.kind === 'primaryKey' && c.autoIncrement)
      ? { autoIncrement: true }
      : {}),
    ...(own === undefined ? {} : readGenerated(own)),
    ...(own === undefined ? {} : readCollation(own)),
  };
}

/** `INTEGER PRIMARY KEY` can never be NULL (sqlite.org/lang_createtable.html#rowid). */
function isRowidAlias(row: ColumnRow, ddl: TableDdl): boolean {
  if (row.pk !== 1 || ddl.withoutRowid || fold(row.type) !== 'integer') return false;
  return allConstraints(ddl).some((c) => c.kind === 'primaryKey' && c.columns.length === 1);
}

function readGenerated(column: ColumnDdl): Pick<Column, 'generated'> {
  const found = column.constraints.find((c) => c.kind === 'generated');
  return found === undefined ? {} : { generated: { expression: found.expression, stored: found.stored } };
}

function readCollation(column: ColumnDdl): Pick<Column, 'collation'> {
  const found = column.constraints.filter((c) => c.kind === 'collate').at(-1);
  return found === undefined ? {} : normaliseCollation(found.collation);
}

function readPrimaryKey(
  rows: readonly ColumnRow[],
  constraints: readonly ConstraintDdl[],
): PrimaryKey | undefined {
  const columns = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  if (columns.length === 0) return undefined;
  const name = constraints.find((c) => c.kind === 'primaryKey')?.name;
  return { ...(name === undefined ? {} : { name }), columns: columns.map((column) => column.name) };
}

function readUniques(constraints: readonly ConstraintDdl[], rows: readonly ColumnRow[]): readonly Unique[] {
  return constraints
    .filter((c) => c.kind === 'unique')
    .map(({ name, columns }) => ({
      ...(name === undefined ? {} : { name }),
      columns: columns.map((column) => spell(column, rows)),
    }));
}

function readChecks(constraints: readonly ConstraintDdl[]): readonly Check[] {
  return constraints
    .filter((c) => c.kind === 'check')
    .map(({ name, expression }) => ({ ...(name === undefined ? {} : { name }), expression }));
}

function readForeignKeys(
  constraints: readonly ConstraintDdl[],
  rows: readonly ColumnRow[],
): readonly ForeignKey[] {
  return constraints
    .filter((c) => c.kind === 'foreignKey')
    .map(({ name, columns, references: { table, columns: parents, onDelete, onUpdate, deferrable } }) => ({
      ...(name === undefined ? {} : { name }),
      columns: columns.map((column) => spell(column, rows)),
      references: { table, columns: parents },
      ...(onDelete === undefined || onDelete === 'no action' ? {} : { onDelete }),
      ...(onUpdate === undefined || onUpdate === 'no action' ? {} : { onUpdate }),
      ...(deferrable === undefined ? {} : { deferrable }),
    }));
}

/** A name as the object itself is spelled; a constraint may spell it in another case. */
function spell(name: string, objects: readonly { readonly name: string }[]): string {
  return objects.find((object) => isSameIdentifier(object.name, name))?.name ?? name;
}

/** Spells what foreign keys point to as it is spelled there, and fills in a primary key that is only implied. */
export function resolveReferences(tables: readonly Table[]): readonly Table[] {
  const byName = new Map(tables.map((table) => [fold(table.name), table]));
  return tables.map((table) => ({
    ...table,
    foreignKeys: table.foreignKeys.map((foreignKey) => {
      const { references } = foreignKey;
      const parent = byName.get(fold(references.table));
      if (parent === undefined) return foreignKey;
      const columns =
        references.columns.length === 0
          ? (parent.primaryKey?.columns ?? [])
          : references.columns.map((column) => spell(column, parent.columns));
      return { ...foreignKey, references: { table: parent.name, columns } };
    }),
  }));
}
