import { isPlumblineError } from '../errors/plumbline-error';
import { closeRun, lostStatement, openRun } from '../history/open-run';
import { ensureTables } from '../history/version-store';
import { isInOneTransaction } from '../plan/groups';
import type { RevisionPlan } from '../plan/plan';
import type { RunContext } from './context';
import { note } from './note';
import type { DatabaseState } from './state';

/**
 * Creates the engine's tables where they are missing, and notes that the run begins, so that the next one can tell of it
 * should it be killed; and tells of the one before, should that have been.
 */
export async function beginRun(
  { books, actor, limits, lockWaitMs }: RunContext,
  plans: readonly RevisionPlan[],
  { open, partial }: DatabaseState,
): Promise<void> {
  const { dialect, session } = books;
  const progress = !plans.every((plan) => isInOneTransaction(dialect, plan));
  const direction = plans[0]?.direction ?? 'upgrade';
  const revisions = plans.map(({ file }) => file.header.revision);
  await dialect.begin(session, limits);
  try {
    await ensureTables(books, { progress, run: true });
    await dialect.commit(session, [
      ...(open === undefined ? [] : [lostStatement(books, open, partial)]),
      ...openRun(books, actor, { direction, revisions, lockWaitMs }),
    ]);
  } catch (error) {
    await dialect.rollback(session);
    throw error;
  }
}

/** Notes that the run is over, where it ends between two revisions: of what ends in one the history tells. */
export async function endRun(context: RunContext, cause: unknown): Promise<void> {
  const isBetween =
    isPlumblineError(cause, 'lock-lost') ||
    ((isPlumblineError(cause, 'interrupted') || isPlumblineError(cause, 'terminated')) &&
      cause.data.revision === undefined);
  if (!isBetween) return;
  // Where it cannot be noted, the next run takes this one for one that was killed; why it ended is thrown already.
  await note(context, [closeRun(context.books)]).catch(() => undefined);
}
