import { isPlumblineError } from '../errors/plumbline-error';
import type { CheckReport, PartialReport, SeveralHeadsReport } from '../report/report';
import { readState } from '../runner/state';
import type { CommandIo } from './command-io';
import type { Comparison } from './compare';
import { compareAll, isBasedOnRevisions, pendingRevisions, targetOf } from './compare-all';
import { knownRevisions, reportDatabase, withDatabase } from './database';
import { reportOperations } from './describe-operations';
import { editedRevisions, partialRevisions } from './integrity';
import type { OptionsOf } from './options';
import { openProject, type Project } from './project';
import { explainHeads } from './several-heads';

/** Compares entities, revisions and database, and explains several heads; changes nothing. */
export async function check(options: OptionsOf<'check'>, io: CommandIo): Promise<CheckReport> {
  return checkProject(await openProject(options, io), options);
}

/** The same, for a project that is open. */
export async function checkProject(project: Project, options: OptionsOf<'check'>): Promise<CheckReport> {
  const severalHeads = await explainHeads(project);
  if (isBasedOnRevisions(options.base)) {
    const comparisons = await compared(
      () => compareAll(project, { target: targetOf(project, options) }),
      severalHeads,
    );
    return {
      command: 'check',
      ...verdict({ comparisons, pending: [], edited: [], partial: [], severalHeads }, options.why === true),
    };
  }
  return withDatabase(project, options, async (database) => {
    const state = await readState(database);
    const current = knownRevisions(project, state.versions);
    const pending = pendingRevisions(project, current);
    const edited = editedRevisions(project, state.checksums, current);
    const partial = partialRevisions(state);
    const comparisons = await compared(
      // A database that is behind differs by what is pending; the revisions are held against the entities instead.
      () =>
        pending.length > 0
          ? compareAll(project, { target: database.environment.target })
          : compareAll(project, { database: { ...database, current } }),
      severalHeads,
    );
    const found = verdict({ comparisons, pending, edited, partial, severalHeads }, options.why === true);
    return { command: 'check', database: reportDatabase(database), ...found };
  });
}

/**
 * The comparison; or why there is none: a project may write its revisions by hand, and revisions of heads that do not go
 * together may not be possible one after another, so that there is no schema to compare.
 */
async function compared(
  compare: () => Promise<readonly Comparison[]>,
  severalHeads: SeveralHeadsReport | undefined,
): Promise<readonly Comparison[] | string> {
  try {
    return await compare();
  } catch (error) {
    if (isPlumblineError(error, 'no-data-source'))
      return 'There is no data source; no entities were compared.';
    if (severalHeads === undefined) throw error;
    if (severalHeads.conflicts.length === 0 || !isPlumblineError(error, 'invalid-operation')) throw error;
    return `The entities were not compared, as the heads do not go together: ${error.why}`;
  }
}

function verdict(
  found: {
    readonly comparisons: readonly Comparison[] | string;
    readonly pending: readonly string[];
    readonly edited: readonly string[];
    readonly partial: readonly PartialReport[];
    readonly severalHeads: SeveralHeadsReport | undefined;
  },
  why: boolean,
): Omit<CheckReport, 'command' | 'database'> {
  const { pending, edited, partial, severalHeads } = found;
  const comparisons = typeof found.comparisons === 'string' ? [] : found.comparisons;
  const differences = comparisons
    .filter(({ operations }) => operations.length > 0)
    .map(({ dialect, operations, explain }) => ({
      dialect,
      operations: reportOperations(operations, dialect, why ? explain : undefined),
    }));
  return {
    clean:
      differences.length + pending.length + edited.length + partial.length === 0 &&
      severalHeads === undefined,
    pending,
    differences,
    unmanaged: comparisons.flatMap(({ unmanaged }) => unmanaged),
    edited,
    partial,
    notes:
      typeof found.comparisons === 'string' ? [found.comparisons] : comparisons.flatMap(({ notes }) => notes),
    ...(severalHeads === undefined ? {} : { severalHeads }),
  };
}
