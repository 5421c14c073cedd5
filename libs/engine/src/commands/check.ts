import type { CheckReport } from '../report/report';
import type { CommandIo } from './command-io';
import type { Comparison } from './compare';
import { compareAll, isBasedOnRevisions, pendingRevisions } from './compare-all';
import { reportDatabase, withDatabase } from './database';
import { reportOperations } from './describe-operations';
import { editedRevisions } from './integrity';
import type { OptionsOf } from './options';
import { openProject } from './project';

/** Compares entities, revisions and database; changes nothing. */
export async function check(options: OptionsOf<'check'>, io: CommandIo): Promise<CheckReport> {
  const project = await openProject(options, io);
  if (isBasedOnRevisions(options.base)) {
    return { command: 'check', ...verdict(await compareAll(project), [], []) };
  }
  return withDatabase(project, options, async (database) => {
    const pending = await pendingRevisions(project, database);
    const edited = await editedRevisions(project, database);
    // A database that is behind differs by what is pending; the revisions are held against the entities instead.
    const comparisons = await (pending.length > 0 ? compareAll(project) : compareAll(project, { database }));
    return { command: 'check', database: reportDatabase(database), ...verdict(comparisons, pending, edited) };
  });
}

function verdict(
  comparisons: readonly Comparison[],
  pending: readonly string[],
  edited: readonly string[],
): Pick<CheckReport, 'clean' | 'pending' | 'differences' | 'unmanaged' | 'edited' | 'notes'> {
  const differences = comparisons
    .filter(({ operations }) => operations.length > 0)
    .map(({ dialect, operations }) => ({ dialect, operations: reportOperations(operations, dialect) }));
  return {
    clean: differences.length + pending.length + edited.length === 0,
    pending,
    differences,
    unmanaged: comparisons.flatMap(({ unmanaged }) => unmanaged),
    edited,
    notes: comparisons.flatMap(({ notes }) => notes),
  };
}
