import { isSame } from '../../kernel/same';
import type { DialectName } from '../../model/dialect-name';
import { nameOf } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import { readCall } from '../../operations/recorder';
import { mergeArguments, withoutEachOverride } from './merge-definitions';
import { callOf, type Call } from './operation-calls';
import { bodyOf, type Body, type BodyStatement } from './render-operations';

/** The operations of one revision, as one dialect needs them. */
export interface DialectOperations {
  readonly dialect: DialectName;
  readonly operations: readonly Operation[];
  /**
   * An operation in the spelling of the dialect, without what it leaves out; `undefined` where it leaves out all of it. Two
   * operations that are the same by it agree: nothing is written under `on` for what has no effect.
   */
  readonly normalise?: (op: Operation) => Operation | undefined;
}

/**
 * Merges the operations of the dialects into one body. What agrees is written plainly, as the first dialect has
 * it; what differs is under `on`; what only one has is under `if (op.dialect === …)`. The order of each list is kept: recorded for
 * a dialect, the body gives its list again — exactly, or the same by `normalise` where there is one.
 */
export function mergeDialects(lists: readonly DialectOperations[]): Body {
  const [first, second, ...more] = lists;
  if (first === undefined) return [];
  if (second === undefined) return bodyOf(first.operations);
  if (more.length > 0) throw new TypeError('two dialects at most');
  const body: BodyStatement[] = [];
  let i = 0;
  let j = 0;
  const flush = (toFirst: number, toSecond: number): void => {
    body.push(...only(first, second, first.operations.slice(i, toFirst)));
    body.push(...only(second, first, second.operations.slice(j, toSecond)));
  };
  for (const pair of alignedPairs(first.operations, second.operations)) {
    const call = mergePair(first, second, pair);
    if (call === undefined) continue;
    flush(pair.first, pair.second);
    body.push({ kind: 'call', ...call });
    i = pair.first + 1;
    j = pair.second + 1;
  }
  flush(first.operations.length, second.operations.length);
  return body;
}

interface Pair {
  readonly first: number;
  readonly second: number;
}

function mergePair(first: DialectOperations, second: DialectOperations, pair: Pair): Call | undefined {
  const plain = first.operations[pair.first];
  const other = second.operations[pair.second];
  if (plain === undefined || other === undefined) return undefined;
  const { method, args } = callOf(plain);
  const spell = second.normalise ?? ((op: Operation) => op);
  const wanted = spell(other);
  if (isSame(spell(plain), wanted)) return { method, args };
  const merged = mergeArguments(method, [args, callOf(other).args], second.dialect);
  if (merged === undefined) return undefined;
  if (second.normalise === undefined) return { method, args: merged };
  return { method, args: withFewestOverrides({ method, args: merged }, second, wanted) };
}

/** Leaves out, one after the other, the overrides that make no difference to the dialect. */
function withFewestOverrides(
  { method, args }: Call,
  { dialect, normalise }: DialectOperations,
  wanted: Operation | undefined,
): readonly unknown[] {
  // What is in a block has no place for overrides.
  if (method === 'autocommit') return args;
  const agrees = (candidate: readonly unknown[]): boolean => {
    try {
      const op = readCall(method, candidate, { revision: '(not yet written)', dialect });
      return isSame(normalise?.(op), wanted);
    } catch {
      // Half of an override can make a definition that is refused; then that half is needed.
      return false;
    }
  };
  const fewer = withoutEachOverride(args).find((candidate) => agrees(candidate as readonly unknown[]));
  if (fewer === undefined) return args;
  return withFewestOverrides(
    { method, args: fewer as readonly unknown[] },
    { dialect, operations: [], ...(normalise && { normalise }) },
    wanted,
  );
}

/** What only one dialect has: plainly where the other one leaves it out anyway, otherwise under `if`. */
function only(
  { dialect }: DialectOperations,
  { normalise }: DialectOperations,
  operations: readonly Operation[],
): readonly BodyStatement[] {
  const statements: BodyStatement[] = [];
  for (const op of operations) {
    const call = callOf(op);
    const last = statements.at(-1);
    if (normalise !== undefined && normalise(op) === undefined) statements.push({ kind: 'call', ...call });
    else if (last?.kind === 'only')
      statements[statements.length - 1] = { ...last, calls: [...last.calls, call] };
    else statements.push({ kind: 'only', dialect, calls: [call] });
  }
  return statements;
}

/**
 * The longest list of pairs that are about the same thing and stand in the same order in both lists. The n-th of
 * those with one identity belongs to the n-th in the other list.
 */
function alignedPairs(first: readonly Operation[], second: readonly Operation[]): readonly Pair[] {
  const places = new Map(numbered(second).map((key, j) => [key, j]));
  const pairs = numbered(first).flatMap((key, i) => {
    const j = places.get(key);
    return j === undefined ? [] : [{ first: i, second: j }];
  });
  return longestRising(pairs);
}

/** The identities, with a number each so that none is there twice. */
function numbered(operations: readonly Operation[]): readonly string[] {
  const counts = new Map<string, number>();
  return operations.map((op) => {
    const key = identityOf(op);
    const n = counts.get(key) ?? 0;
    counts.set(key, n + 1);
    return `${n} ${key}`;
  });
}

/** What an operation is about: two with the same identity may become one call. */
function identityOf(op: Operation): string {
  const about = (...parts: readonly unknown[]) => JSON.stringify([op.kind, ...parts]);
  switch (op.kind) {
    case 'createTable':
    case 'dropTable':
      return about(nameOf(op.table));
    case 'addColumn':
    case 'dropColumn':
      return about(op.table, op.column.name);
    case 'alterColumn':
      return about(op.table, op.to.name);
    case 'addPrimaryKey':
    case 'dropPrimaryKey':
      return about(op.table);
    case 'addUnique':
    case 'dropUnique':
      return about(op.table, op.unique.columns);
    case 'addForeignKey':
    case 'dropForeignKey':
      return about(op.table, op.foreignKey.columns, op.foreignKey.references.table);
    case 'addCheck':
    case 'dropCheck':
      return about(op.table, op.check.name ?? op.check.expression);
    case 'createIndex':
    case 'dropIndex':
      return about(op.table, op.index.name);
    case 'createView':
    case 'dropView':
      return about(nameOf(op.view));
    case 'replaceView':
      return about(op.view);
    case 'run':
      return about(op.name);
    default:
      return about(callOf(op).args);
  }
}

/** The longest subsequence whose second places rise, as their first ones do (patience sorting). */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  /** For each length, the index of the pair with the lowest end of a rising list of that length. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  pairs.forEach((pair, index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const end = pairs[ends[middle] ?? 0];
      if (end !== undefined && end.second < pair.second) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? undefined : ends[low - 1];
    ends[low] = index;
  });
  const rising: Pair[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) {
    const pair = pairs[at];
    if (pair !== undefined) rising.push(pair);
  }
  return rising.reverse();
}
