import { renameFlag } from '../diff/renames';
import { PlumblineError } from '../errors/plumbline-error';
import type { Rename } from '../model/rename';
import { displayName, type QualifiedName } from '../model/schema';
import type { CommandIo } from './command-io';
import type { Comparison } from './compare';

/**
 * Reads `--rename users.name:full_name` and `--rename-table old:new`; a schema stands before the table.
 *
 * @throws PlumblineError `usage`
 */
export function parseRenames(columns: readonly string[], tables: readonly string[]): readonly Rename[] {
  return [...tables.map(parseTableRename), ...columns.map(parseColumnRename)];
}

function parseColumnRename(text: string): Rename {
  const [path = '', to, ...more] = text.split(':');
  const parts = path.split('.');
  const from = parts.pop();
  const table = qualified(parts);
  if (
    from === undefined ||
    from === '' ||
    to === undefined ||
    to === '' ||
    more.length > 0 ||
    table === undefined
  ) {
    throw usage(`'${text}' is not a rename of a column.`, 'Write --rename users.name:full_name');
  }
  return { kind: 'column', table, from, to };
}

function parseTableRename(text: string): Rename {
  const [from, to, ...more] = text.split(':').map((name) => qualified(name.split('.')));
  if (from === undefined || to === undefined || more.length > 0) {
    throw usage(`'${text}' is not a rename of a table.`, 'Write --rename-table people:users');
  }
  return { kind: 'table', from, to };
}

function qualified(parts: readonly string[]): QualifiedName | undefined {
  const [first, second, ...more] = parts;
  if (first === undefined || first === '' || second === '' || more.length > 0) return undefined;
  return second === undefined ? { name: first } : { schema: first, name: second };
}

/**
 * A rename that applies nowhere is a mistake in typing, and what was meant would be dropped and added.
 *
 * @throws PlumblineError `usage`
 */
export function assertRenamesUsed(renames: readonly Rename[], comparisons: readonly Comparison[]): void {
  const unused = renames.find((rename) =>
    comparisons.every(({ unusedRenames }) => unusedRenames.includes(rename)),
  );
  if (unused === undefined) return;
  const text =
    unused.kind === 'table'
      ? `${displayName(unused.from)}:${displayName(unused.to)}`
      : `${displayName(unused.table)}.${unused.from}:${unused.to}`;
  throw usage(
    `The rename ${text} does not apply.`,
    'The old name must be there and not wanted any more, the new one wanted and not there.',
  );
}

/** Asks, at a terminal, whether what goes and comes is renamed; gives those that are. */
export async function askForRenames(
  comparisons: readonly Comparison[],
  io: CommandIo,
): Promise<readonly Rename[]> {
  const { confirm } = io;
  if (!io.interactive || confirm === undefined) return [];
  const renames: Rename[] = [];
  const asked = new Set<string>();
  for (const candidate of comparisons.flatMap(({ candidates }) => candidates)) {
    const flag = renameFlag(candidate);
    if (asked.has(flag)) continue;
    asked.add(flag);
    const { from, to } = namesOf(candidate);
    if (await confirm(`Is ${to} the old ${from}, renamed?`)) renames.push(candidate);
  }
  return renames;
}

function namesOf(rename: Rename): { readonly from: string; readonly to: string } {
  if (rename.kind === 'table') return { from: displayName(rename.from), to: displayName(rename.to) };
  const table = displayName(rename.table);
  return { from: `${table}.${rename.from}`, to: `${table}.${rename.to}` };
}

const HINTS: Readonly<Record<Rename['kind'], string>> = {
  table: 'a table is dropped and one with the same columns created',
  column: 'a column is dropped and one of its type added',
};

/** What could be renames and was not said to be: what to type. */
export function renameNotes(comparisons: readonly Comparison[]): readonly string[] {
  const candidates = comparisons.flatMap((comparison) => comparison.candidates);
  const notes = candidates.map(
    (rename) => `${HINTS[rename.kind]}; if that is a rename, say so: ${renameFlag(rename)}`,
  );
  return [...new Set(notes)];
}

function usage(problem: string, hint: string): PlumblineError {
  return new PlumblineError('usage', { problem, hint });
}
