import { isSame } from '../kernel/same';
import {
  displayName,
  isEnumRef,
  nameOf,
  type Column,
  type Index,
  type SchemaModel,
  type Table,
} from '../model/schema';
import { namesWord } from '../model/sql-text';
import type { Operation } from '../operations/operation';

/** What a comparison has to know of a dialect's generated columns. */
export interface GeneratedOptions {
  /** Whether no column can change its type while a generated column is computed of it (PostgreSQL). */
  readonly generatedHoldColumns: boolean;
}

/**
 * Takes away the generated columns that are computed of a column whose type changes, with the indexes and constraints on
 * them: they would hold it. A comparison with the result adds them again, and their values are computed anew.
 */
export function withoutGeneratedHolds(
  from: SchemaModel,
  to: SchemaModel,
  { generatedHoldColumns }: GeneratedOptions,
): { readonly operations: readonly Operation[]; readonly model: SchemaModel } {
  if (!generatedHoldColumns) return { operations: [], model: from };
  const wanted = new Map(to.tables.map((table) => [displayName(table), table]));
  const remade = remadeEnums(from, to);
  const operations: Operation[] = [];
  const tables = from.tables.map((table) =>
    holdersOf(table, wanted.get(displayName(table)), remade).reduce((rest, column) => {
      operations.push(...dropsOf(rest, column));
      return withoutColumn(rest, column.name);
    }, table),
  );
  return operations.length === 0 ? { operations, model: from } : { operations, model: { ...from, tables } };
}

/** The enums that lose or move a label, for which a type takes the place of the old one: every column of it changes its type. */
function remadeEnums(from: SchemaModel, to: SchemaModel): ReadonlySet<string> {
  const wanted = new Map(to.enums.map((type) => [displayName(type), type.values]));
  const remade = from.enums.filter((type) => {
    const kept = wanted.get(displayName(type))?.filter((label) => type.values.includes(label));
    return kept !== undefined && !isSame(type.values, kept);
  });
  return new Set(remade.map(displayName));
}

function isOfRemade({ type }: Column, remade: ReadonlySet<string>): boolean {
  return isEnumRef(type) && remade.has(displayName({ ...type, name: type.enum }));
}

function holdersOf(from: Table, to: Table | undefined, remade: ReadonlySet<string>): readonly Column[] {
  const generated = from.columns.filter((column) => column.generated !== undefined);
  if (to === undefined || generated.length === 0) return [];
  const after = new Map(to.columns.map((column) => [column.name, column]));
  const retyped = from.columns.filter((before) => {
    const { name, type, collation } = before;
    const column = after.get(name);
    if (column === undefined || isOfRemade(before, remade)) return true;
    return !isSame([type, collation], [column.type, column.collation]);
  });
  return generated.filter((column) =>
    retyped.some(({ name }) => name !== column.name && namesWord(column.generated?.expression ?? '', name)),
  );
}

function dropsOf(table: Table, column: Column): readonly Operation[] {
  const on = { table: nameOf(table) };
  const { indexes, foreignKeys, checks, exclusions, uniques } = partsOn(table, column.name);
  return [
    ...indexes.map((index): Operation => ({ kind: 'dropIndex', ...on, index })),
    ...foreignKeys.map((foreignKey): Operation => ({ kind: 'dropForeignKey', ...on, foreignKey })),
    ...checks.map((check): Operation => ({ kind: 'dropCheck', ...on, check })),
    ...exclusions.map((exclusion): Operation => ({ kind: 'dropExclusion', ...on, exclusion })),
    ...uniques.map((unique): Operation => ({ kind: 'dropUnique', ...on, unique })),
    { kind: 'dropColumn', ...on, column },
  ];
}

function withoutColumn(table: Table, column: string): Table {
  const parts = partsOn(table, column);
  return {
    ...table,
    columns: table.columns.filter(({ name }) => name !== column),
    indexes: table.indexes.filter((index) => !parts.indexes.includes(index)),
    foreignKeys: table.foreignKeys.filter((key) => !parts.foreignKeys.includes(key)),
    checks: table.checks.filter((check) => !parts.checks.includes(check)),
    exclusions: table.exclusions.filter((exclusion) => !parts.exclusions.includes(exclusion)),
    uniques: table.uniques.filter((unique) => !parts.uniques.includes(unique)),
  };
}

type Parts = Pick<Table, 'indexes' | 'foreignKeys' | 'checks' | 'exclusions' | 'uniques'>;

function partsOn({ indexes, foreignKeys, checks, exclusions, uniques }: Table, column: string): Parts {
  return {
    indexes: indexes.filter((index) => isOn(index, column)),
    foreignKeys: foreignKeys.filter((key) => key.columns.includes(column)),
    checks: checks.filter(({ expression }) => namesWord(expression, column)),
    exclusions: exclusions.filter(({ expression }) => namesWord(expression, column)),
    uniques: uniques.filter(({ columns }) => columns.includes(column)),
  };
}

function isOn({ keys, include = [], where = '' }: Index, column: string): boolean {
  const texts = keys.flatMap((key) => (typeof key === 'string' ? [key] : [key.column, key.expression]));
  return [...texts, ...include, where].some((text = '') => text === column || namesWord(text, column));
}
