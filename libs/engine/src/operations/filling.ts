import type { Column } from '../model/schema';
import type { Operation } from './operation';

/**
 * Whether rows that are there would have no value for the column. It is added as nullable and made NOT NULL after
 * the others are changed, so that a backfill has its place between the two.
 */
export function needsFilling(column: Column): boolean {
  const { default: value, identity, autoIncrement, generated } = column;
  return !column.nullable && value === undefined && !identity && !autoIncrement && generated === undefined;
}

/** The column before its rows have values. */
export function nullable(column: Column): Column {
  return { ...column, nullable: true };
}

/**
 * The same operations, in which a column that needs values is added as nullable and made NOT NULL right after: a backfill has
 * its place between the two.
 */
export function withPlaceForValues(operations: readonly Operation[]): readonly Operation[] {
  return operations.flatMap((op): readonly Operation[] => {
    if (op.kind !== 'addColumn' || !needsFilling(op.column)) return [op];
    const { table, column } = op;
    return [
      { kind: 'addColumn', table, column: nullable(column) },
      { kind: 'alterColumn', table, from: nullable(column), to: column },
    ];
  });
}
