import type { Operation } from '../../operations/operation';
import { positionAt } from './text-position';

/**
 * The lines on which a revision's source asks for its operations, for people who read it beside a report. The text is
 * searched in the order of the operations for `op.<kind>(`; what a loop or a helper asks for has the line where the
 * search found the same call last, or that of the function.
 *
 * @param text the file
 * @param operations what `upgrade` asks for, in order
 * @returns from 1, one for each operation
 */
export function callLines(text: string, operations: readonly Operation[]): readonly number[] {
  const start = Math.max(0, text.search(/\bupgrade\b\s*[(=]/));
  let from = start;
  const lastOf = new Map<string, number>();
  return operations.map(({ kind }) => {
    const call = new RegExp(`\\.\\s*${kind}\\s*\\(`, 'g');
    call.lastIndex = from;
    const found = call.exec(text)?.index;
    if (found !== undefined) {
      lastOf.set(kind, found);
      from = found + 1;
    }
    return positionAt(text, found ?? lastOf.get(kind) ?? start).line;
  });
}
