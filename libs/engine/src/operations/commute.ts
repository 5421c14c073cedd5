import { namesWord, selectsAll } from '../model/sql-text';
import type { Deed, Touch } from './commute-objects';
import { touchesOf } from './commute-touches';
import type { Operation } from './operation';

/**
 * Whether two operations may change places.
 *
 * - `commutes`: whichever comes first, the schema is the same, but for the order in which a table's new columns stand.
 * - `conflicts`: they touch one object in ways that do not go together; `reason` says which and how.
 * - `unknown`: one of them is SQL by hand or code, and nobody can say what it touches.
 */
export type Verdict =
  | { readonly kind: 'commutes' }
  | { readonly kind: 'conflicts'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** Judges two operations of revisions that do not follow each other, each made for a schema without the other. */
export function judgePair(first: Operation, second: Operation): Verdict {
  const ours = touchesOf(first);
  const theirs = touchesOf(second);
  if (ours === undefined || theirs === undefined) return { kind: 'unknown' };
  for (const mine of ours) {
    for (const other of theirs) {
      const reason = clash(mine, other);
      if (reason !== undefined) return { kind: 'conflicts', reason };
    }
  }
  return { kind: 'commutes' };
}

/** Whether all operations of two lists may change places; SQL by hand and code never. */
export function commute(first: readonly Operation[], second: readonly Operation[]): boolean {
  return first.every((one) => second.every((other) => judgePair(one, other).kind === 'commutes'));
}

function clash(a: Touch, b: Touch): string | undefined {
  const inText = clashInText(a, b) ?? clashInText(b, a);
  if (inText !== undefined) return inText;
  // SQLite does not tell upper from lower case.
  if (a.object.toLowerCase() !== b.object.toLowerCase() || !excludeEachOther(a, b)) return undefined;
  if (a.deed === b.deed) return `both ${VERBS[a.deed]} ${a.object}`;
  return `the first ${VERBS[a.deed]}s ${a.object}, and the second ${VERBS[b.deed]}s it`;
}

const VERBS: Readonly<Record<Deed, string>> = {
  create: 'create',
  drop: 'drop',
  rename: 'rename',
  change: 'change',
  extend: 'extend',
  use: 'use',
};

/** Uses go together, and with further values of an enum; a change only matters to who relies on what changes. */
function excludeEachOther(a: Touch, b: Touch): boolean {
  const [user, other] = a.deed === 'use' ? [a, b] : [b, a];
  if (user.deed !== 'use') return true;
  if (other.deed === 'use' || other.deed === 'extend') return false;
  return other.deed !== 'change' || overlap(user.properties, other.properties);
}

function overlap(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === undefined || b === undefined || [...a].some((property) => b.has(property));
}

/** An expression names a column that the other operation drops, renames or changes. */
function clashInText(text: Touch, other: Touch): string | undefined {
  const { column } = other;
  if (text.text === undefined || column === undefined) return undefined;
  if (text.object.toLowerCase() !== column.table.toLowerCase() || !namesColumn(text, column.name))
    return undefined;
  if (other.deed === 'change' && !overlap(text.properties, other.properties)) return undefined;
  return `an expression names ${other.object}, which the other ${VERBS[other.deed]}s`;
}

function namesColumn({ text = '', isQuery }: Touch, column: string): boolean {
  return namesWord(text, column) || (isQuery === true && selectsAll(text));
}
