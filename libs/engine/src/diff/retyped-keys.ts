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
  const retyped = new Map(
    to.tables.map((table) => [
      displayName(table),
      retypedColumns(before.get(displayName(table)), table, canRefer),
    ]),
  );
  const isRetyped = (table: string, columns: readonly string[]): boolean =>
    columns.some((column) => retyped.get(table)?.has(column));
  return (table, foreignKey) =>
    isRetyped(displayName(table), foreignKey.columns) ||
    isRetyped(targetOf(foreignKey), foreignKey.references.columns);
}

function retypedColumns(
  from: Table | undefined,
  to: Table,
  canRefer: KeyOptions['canRefer'],
): ReadonlySet<string> {
  const types = new Map(from?.columns.map(({ name, type }) => [name, type]));
  const changed = to.columns.filter(({ name, type }) => {
    const old = types.get(name);
    return old !== undefined && !(canRefer(old, type) && canRefer(type, old));
  });
  return new Set(changed.map(({ name }) => name));
}
