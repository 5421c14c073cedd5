import { displayName, type ColumnType, type ForeignKey, type SchemaModel, type Table } from '../model/schema';
import { targetOf } from './table-order';

/** What a comparison has to know of a dialect's foreign keys. */
export interface KeyOptions {
  /** Whether a foreign key can lead from a column of the one type to one of the other. */
  readonly canRefer: (from: ColumnType, to: ColumnType) => boolean;
}

/** Whether a foreign key of a table cannot stand while the types of its columns change one after the other. */
export type IsUprooted = (table: Table, foreignKey: ForeignKey) => boolean;

/**
 * The foreign keys of columns whose types change: between the change of the one column and that of the other they
 * would lead from a type to another that it cannot be compared with.
 */
export function uprootedKeys(from: SchemaModel, to: SchemaModel, { canRefer }: KeyOptions): IsUprooted {
  const before = new Map(from.tables.map((table) => [displayName(table), table]));
  const retyped = new Map<string, ReadonlySet<string>>();
  for (const table of to.tables) {
    const old = before.get(displayName(table));
    const columns = old === undefined ? [] : retypedColumns(old, table, canRefer);
    if (columns.length > 0) retyped.set(displayName(table), new Set(columns));
  }
  if (retyped.size === 0) return () => false;
  const isRetyped = (table: string, columns: readonly string[]): boolean =>
    columns.some((column) => retyped.get(table)?.has(column));
  return (table, foreignKey) =>
    isRetyped(displayName(table), foreignKey.columns) ||
    isRetyped(targetOf(foreignKey), foreignKey.references.columns);
}

function retypedColumns(from: Table, to: Table, canRefer: KeyOptions['canRefer']): readonly string[] {
  return to.columns.flatMap(({ name, type }, position) => {
    const same = from.columns[position];
    const old = (same?.name === name ? same : from.columns.find((column) => column.name === name))?.type;
    const isKept = old === undefined || old === type || (canRefer(old, type) && canRefer(type, old));
    return isKept ? [] : [name];
  });
}
