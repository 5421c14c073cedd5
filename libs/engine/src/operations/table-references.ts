import type { ForeignKey, Index, IndexKey, QualifiedName, SchemaModel, Table } from '../model/schema';

/** Where columns and tables are referred to by name; expressions are text and are not looked into. */

type Target = ForeignKey['references'];

/** The table with the foreign keys that point at another one changed. */
export function retarget(
  table: Table,
  at: QualifiedName,
  change: (target: Target) => Omit<Target, 'schema'> & { readonly schema?: string | undefined },
): Table {
  if (!table.foreignKeys.some((key) => pointsAt(key, at))) return table;
  return {
    ...table,
    foreignKeys: table.foreignKeys.map((key) => {
      if (!pointsAt(key, at)) return key;
      const { schema, ...rest } = change(key.references);
      return { ...key, references: schema === undefined ? rest : { schema, ...rest } };
    }),
  };
}

/** The table with a column of another name, in its constraints and indexes too. */
export function renameInTable(table: Table, from: string, to: string): Table {
  const rename = (column: string) => (column === from ? to : column);
  const columns = <T extends { readonly columns: readonly string[] }>(part: T): T => ({
    ...part,
    columns: part.columns.map(rename),
  });
  return {
    ...table,
    columns: table.columns.map((column) => (column.name === from ? { ...column, name: to } : column)),
    ...(table.primaryKey === undefined ? {} : { primaryKey: columns(table.primaryKey) }),
    uniques: table.uniques.map(columns),
    foreignKeys: table.foreignKeys.map(columns),
    indexes: table.indexes.map((index) => renameInIndex(index, rename)),
  };
}

/** What needs a column of a table to be there, in words; first what is in the table itself. */
export function usesOf(model: SchemaModel, table: Table, column: string): readonly string[] {
  const has = (part: { readonly columns: readonly string[] }) => part.columns.includes(column);
  const named = (what: string, name: string | undefined) =>
    name === undefined ? `a ${what}` : `${what} ${name}`;
  const own = [
    ...(table.primaryKey !== undefined && has(table.primaryKey)
      ? [named('primary key', table.primaryKey.name)]
      : []),
    ...table.uniques.filter(has).map((unique) => named('unique', unique.name)),
    ...table.foreignKeys.filter(has).map((key) => named('foreign key', key.name)),
    ...table.indexes.filter((index) => inIndex(index, column)).map((index) => `index ${index.name}`),
  ];
  const others = model.tables.flatMap((other) =>
    other.foreignKeys
      .filter((key) => pointsAt(key, table) && has(key.references))
      .map((key) => `${named('foreign key', key.name)} of ${other.name}`),
  );
  return [...own, ...others];
}

function pointsAt(key: ForeignKey, name: QualifiedName): boolean {
  return key.references.table === name.name && key.references.schema === name.schema;
}

function inIndex(index: Index, column: string): boolean {
  return (
    index.keys.some((key) => key === column || (typeof key !== 'string' && key.column === column)) ||
    (index.include ?? []).includes(column)
  );
}

function renameInIndex(index: Index, rename: (column: string) => string): Index {
  const key = (part: IndexKey): IndexKey => {
    if (typeof part === 'string') return rename(part);
    return part.column === undefined ? part : { ...part, column: rename(part.column) };
  };
  return {
    ...index,
    keys: index.keys.map(key),
    ...(index.include === undefined ? {} : { include: index.include.map(rename) }),
  };
}
