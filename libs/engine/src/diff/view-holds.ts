import { isSame } from '../kernel/same';
import type { QualifiedName, View } from '../model/schema';
import { namesWord, readsFrom, selectsAll } from '../model/sql-text';
import type { AlterColumn, AlterEnum, Operation } from '../operations/operation';

/** Whether a view keeps what it reads as it is. */
export interface HoldOptions {
  /** Whether no column can change its type, and no key go, while a view reads it (PostgreSQL). */
  readonly viewsHoldColumns: boolean;
}

type Query = Pick<View, 'definition'>;

/**
 * Whether an operation cannot be done, or would break a view, while the view is there. Columns and tables are known by
 * their names in the text of the view.
 *
 * @param others all operations of the revision: a new label of an enum that one of them uses takes a new type
 */
export function holds(
  view: Query,
  op: Operation,
  others: readonly Operation[],
  { viewsHoldColumns }: HoldOptions,
): boolean {
  switch (op.kind) {
    case 'dropTable':
      return readsFrom(view.definition, op.table);
    case 'dropView':
      return viewsHoldColumns && readsFrom(view.definition, op.view);
    case 'renameTable':
      return readsFrom(view.definition, op.from);
    case 'renameColumn':
      return usesColumn(view, op.table, op.from);
    case 'dropColumn':
      return usesColumn(view, op.table, op.column.name);
    case 'addColumn':
      // PostgreSQL writes the columns down when it creates the view.
      return viewsHoldColumns && selectsAll(view.definition) && readsFrom(view.definition, op.table);
    case 'alterColumn':
      return viewsHoldColumns && isRetyped(op) && usesColumn(view, op.table, op.to.name);
    case 'dropPrimaryKey':
      // A query that groups by the key may take other columns without an aggregate.
      return viewsHoldColumns && namesWord(view.definition, 'group') && readsFrom(view.definition, op.table);
    case 'alterEnum':
      return viewsHoldColumns && holdsEnum(view, op, others);
    default:
      return false;
  }
}

function usesColumn({ definition }: Query, table: QualifiedName, column: string): boolean {
  return readsFrom(definition, table) && (namesWord(definition, column) || selectsAll(definition));
}

function isRetyped({ from, to }: AlterColumn): boolean {
  return !isSame([from.type, from.collation, from.generated], [to.type, to.collation, to.generated]);
}

/** Labels that are only added leave the type where it is, unless one of them is used in the same transaction. */
function holdsEnum(view: Query, op: AlterEnum, others: readonly Operation[]): boolean {
  const added = op.to.filter((label) => !op.from.includes(label));
  const isExtended =
    op.mapping === undefined &&
    isSame(
      op.to.filter((label) => op.from.includes(label)),
      op.from,
    );
  const rest = JSON.stringify(others.filter((other) => other !== op));
  if (isExtended && !added.some((label) => rest.includes(JSON.stringify(label).slice(1, -1)))) return false;
  return (
    namesWord(view.definition, op.name.name) ||
    op.usedBy.some(({ table, column }) => usesColumn(view, table, column.name))
  );
}
