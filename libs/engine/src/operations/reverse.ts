import { PlumblineError } from '../errors/plumbline-error';
import { deepFreeze } from '../kernel/freeze';
import { isSame } from '../kernel/same';
import type { Column, PrimaryKey, QualifiedName, Unique } from '../model/schema';
import { dispatch, indexOfKey, type AlterEnum, type Operation, type OpHandlers } from './operation';

/**
 * The operations that undo one, in order, or `undefined` for what cannot be undone by looking at it (`execute`, `run`, changes of rows).
 * There are none where there is nothing to undo: rows that were checked may stay so. What was lost does not come back:
 * an undone `dropColumn` is an empty column.
 */
export function reverseOperation(op: Operation): readonly Operation[] | undefined {
  const reverse = dispatch<Operation | readonly Operation[] | undefined, []>(reverses, op);
  return deepFreeze(reverse === undefined || isList(reverse) ? reverse : [reverse]);
}

function isList(value: Operation | readonly Operation[]): value is readonly Operation[] {
  return Array.isArray(value);
}

/** The operations that undo a list, last first; `undefined` when one of them cannot be undone. */
export function reverseOperations(operations: readonly Operation[]): readonly Operation[] | undefined {
  const reversed: Operation[] = [];
  for (const op of [...operations].reverse()) {
    const reverse = reverseOperation(op);
    if (reverse === undefined) return undefined;
    for (const step of reverse) {
      // The index that a key was made of would be created again only to be dropped.
      if (isUndone(reversed.at(-1), step)) reversed.pop();
      else reversed.push(step);
    }
  }
  return Object.freeze(reversed);
}

function isUndone(last: Operation | undefined, next: Operation): boolean {
  return (
    last?.kind === 'createIndex' &&
    next.kind === 'dropIndex' &&
    isSame([last.table, last.index], [next.table, next.index])
  );
}

const reverses = {
  createSchema: (op) => ({ ...op, kind: 'dropSchema' }),
  dropSchema: (op) => ({ ...op, kind: 'createSchema' }),
  createExtension: (op) => ({ ...op, kind: 'dropExtension' }),
  dropExtension: (op) => ({ ...op, kind: 'createExtension' }),
  createEnum: (op) => ({ ...op, kind: 'dropEnum' }),
  dropEnum: (op) => ({ ...op, kind: 'createEnum' }),
  alterEnum: reverseAlterEnum,
  createTable: (op) => ({ ...op, kind: 'dropTable' }),
  dropTable: (op) => ({ ...op, kind: 'createTable' }),
  renameTable: swap,
  setTableComment: ({ kind, table, from, to }) => ({
    kind,
    table,
    ...(to === undefined ? {} : { from: to }),
    ...(from === undefined ? {} : { to: from }),
  }),
  setTableOptions: swap,
  addColumn: (op) => ({ ...op, kind: 'dropColumn' }),
  dropColumn: (op) => ({ ...op, kind: 'addColumn' }),
  alterColumn: ({ kind, table, from, to, using, usingReverse }) => ({
    kind,
    table,
    from: to,
    to: from,
    ...(usingReverse === undefined ? {} : { using: usingReverse }),
    ...(using === undefined ? {} : { usingReverse: using }),
  }),
  renameColumn: swap,
  addPrimaryKey: ({ table, primaryKey, usingIndex }) => [
    { kind: 'dropPrimaryKey', table, primaryKey },
    ...indexAgain({ table, key: primaryKey, usingIndex }),
  ],
  dropPrimaryKey: (op) => ({ ...op, kind: 'addPrimaryKey' }),
  addUnique: ({ table, unique, usingIndex }) => [
    { kind: 'dropUnique', table, unique },
    ...indexAgain({ table, key: unique, usingIndex }),
  ],
  dropUnique: (op) => ({ ...op, kind: 'addUnique' }),
  addCheck: (op) => ({ ...op, kind: 'dropCheck' }),
  dropCheck: (op) => ({ ...op, kind: 'addCheck' }),
  addExclusion: (op) => ({ ...op, kind: 'dropExclusion' }),
  dropExclusion: (op) => ({ ...op, kind: 'addExclusion' }),
  addForeignKey: (op) => ({ ...op, kind: 'dropForeignKey' }),
  dropForeignKey: (op) => ({ ...op, kind: 'addForeignKey' }),
  validateConstraint: () => [],
  createIndex: (op) => ({ ...op, kind: 'dropIndex' }),
  dropIndex: (op) => ({ ...op, kind: 'createIndex' }),
  renameConstraint: swap,
  renameIndex: swap,
  bulkInsert: () => undefined,
  backfill: () => undefined,
  autocommit: ({ kind, operations }) => {
    const reversed = reverseOperations(operations);
    return reversed === undefined || reversed.length === 0 ? reversed : { kind, operations: reversed };
  },
  createView: (op) => ({ ...op, kind: 'dropView' }),
  dropView: (op) => ({ ...op, kind: 'createView' }),
  replaceView: swap,
  execute: () => undefined,
  run: () => undefined,
} satisfies OpHandlers<Operation | readonly Operation[] | undefined>;

/**
 * What a comparison finds can always be reversed: only code, and SQL by hand, cannot.
 *
 * @throws PlumblineError `internal`
 */
export function reverseAll(operations: readonly Operation[]): readonly Operation[] {
  const reversed = reverseOperations(operations);
  if (reversed === undefined)
    throw new PlumblineError('internal', { message: 'an operation has no reverse' });
  return reversed;
}

/** A key takes its index along when it goes. */
function indexAgain(made: {
  readonly table: QualifiedName;
  readonly key: PrimaryKey | Unique;
  readonly usingIndex: string | undefined;
}): readonly Operation[] {
  if (made.usingIndex === undefined) return [];
  return [{ kind: 'createIndex', table: made.table, index: indexOfKey(made.key, made.usingIndex) }];
}

function swap<T extends { readonly from: unknown; readonly to: unknown }>(op: T): T {
  return { ...op, from: op.to, to: op.from };
}

/**
 * A renamed value gets its old name back. A removed one comes back unused: its rows went where `mapping` said, and
 * nothing tells them from the others any more.
 */
function reverseAlterEnum({ mapping, usedBy, ...op }: AlterEnum): AlterEnum {
  const back = Object.entries(mapping ?? {})
    .filter(([, value]) => !op.from.includes(value))
    // Where two values became one, the first of them takes the rows back: later entries win in fromEntries.
    .reverse()
    .map(([old, value]) => [value, old] as const);
  return {
    ...swap(op),
    ...(back.length === 0 ? {} : { mapping: Object.fromEntries(back) }),
    usedBy: usedBy.map((use) => ({ ...use, column: withMappedDefault(use.column, mapping) })),
  };
}

/** A default that is a value of the enum goes where the mapping says. */
export function withMappedDefault(column: Column, mapping: AlterEnum['mapping']): Column {
  const value = column.default;
  if (typeof value !== 'string' || mapping === undefined || !Object.hasOwn(mapping, value)) return column;
  return { ...column, default: mapping[value] ?? value };
}
