import { byText } from '../kernel/ordering';
import { isSame } from '../kernel/same';
import { displayName, isEnumRef, type ColumnType, type Table } from '../model/schema';
import type { TableUse } from './read-table';
import { unsupportedEntity } from './unsupported';

const PARTS = ['columns', 'uniques', 'checks', 'exclusions', 'foreignKeys', 'indexes'] as const;

/**
 * The table of two descriptions. A class may describe a part of the table of another class, which counts; and a
 * many-to-many relation may go through the table of a class, which counts too. What the other description adds is the
 * constraints and indexes of the columns.
 *
 * @throws PlumblineError `unsupported-entity` where the two contradict each other
 */
export function tableOfBoth(first: TableUse, second: TableUse): Table {
  if (isSame(first.table, second.table)) return first.table;
  return second.entity.isJunction ? tableOfRelation(first.table, second) : tableOfClasses(first, second);
}

function tableOfClasses(first: TableUse, second: TableUse): Table {
  const tables = [first.table, second.table] as const;
  const [narrow, wide] = [...tables].sort((a, b) => a.columns.length - b.columns.length) as [Table, Table];
  const merged: Table = {
    ...wide,
    uniques: withOthers(wide.uniques, narrow.uniques),
    checks: withOthers(wide.checks, narrow.checks),
    exclusions: withOthers(wide.exclusions, narrow.exclusions),
    foreignKeys: withOthers(wide.foreignKeys, narrow.foreignKeys),
    indexes: withOthers(wide.indexes, narrow.indexes),
  };
  // Names that a database cuts to the same are of two tables.
  if (first.entity.tableName === second.entity.tableName && isPartOf(narrow, merged)) return merged;
  throw unsupportedEntity(
    second.entity,
    `Another entity describes the table ${displayName(first.table)} otherwise.`,
  );
}

function isPartOf(narrow: Table, wide: Table): boolean {
  const rest = ({ primaryKey, comment, withoutRowid }: Table) => ({ primaryKey, comment, withoutRowid });
  return (
    isSame(rest(narrow), rest(wide)) &&
    PARTS.every((part) => narrow[part].every((each) => wide[part].some((other) => isSame(each, other))))
  );
}

function tableOfRelation(table: Table, { entity, table: other }: TableUse): Table {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const missing = other.columns.find(({ name, type }) => !canRefer(columns.get(name)?.type, type));
  if (missing !== undefined) {
    const what = columns.has(missing.name)
      ? `with another type of ${missing.name}`
      : `without ${missing.name}`;
    throw unsupportedEntity(entity, `Another entity describes the table ${displayName(table)} ${what}.`);
  }
  return {
    ...table,
    foreignKeys: withOthers(table.foreignKeys, other.foreignKeys),
    indexes: withOthers(table.indexes, other.indexes),
  };
}

/** Whether the relation's foreign key can be of the class's type: to another type of text, a reference is one too. */
function canRefer(own: ColumnType | undefined, related: ColumnType): boolean {
  return isSame(own, related) || (own !== undefined && isText(own) && isText(related));
}

function isText(type: ColumnType): boolean {
  return !isEnumRef(type) && /^(text|varchar|char|citext)\b(?!.*\[\])/i.test(type);
}

/** All, and of the others those whose names are not among them. */
function withOthers<T extends { readonly name?: string }>(
  all: readonly T[],
  others: readonly T[],
): readonly T[] {
  const names = new Set(all.map(({ name }) => name));
  const more = others.filter(({ name }) => !names.has(name));
  return [...all, ...more].sort(byText(({ name }) => name ?? ''));
}
