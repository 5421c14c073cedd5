import type { Statement } from '../dialect/dialect';
import { attemptStatement, completionStatement } from '../history/audit-log';
import { closeRun } from '../history/open-run';
import { versionStatements } from '../history/version-store';
import { AlreadyDone, type Progress, type RunContext } from './context';
import { attemptOf } from './record';
import type { StepQueue } from './step-queue';

/**
 * The history row of an attempt that is hoped for: who has it already has done the revision. The attempt begins with it,
 * unless what went before is committed already.
 */
export function addFence(context: RunContext, progress: Progress, queue: StepQueue, fence: string): void {
  const { startedAt, ...attempt } = attemptOf(context, progress, 'done');
  const begun = progress.kept > 0 && startedAt !== undefined ? { startedAt } : {};
  const statement = attemptStatement(context.books, context.actor, { ...attempt, ...begun }, fence);
  queue.add({ statement: { ...statement, otherwise: () => new AlreadyDone() } });
}

/** The version rows; with those of the last revision the run is over. */
export function addVersions({ books, last }: RunContext, { plan }: Progress, queue: StepQueue): void {
  for (const statement of versionStatements(books, plan.rows)) queue.add({ statement });
  if (plan === last) queue.add({ statement: closeRun(books) });
}

/** What is only known in the end is written into the history row, right before the commit. */
export function completion({ books }: RunContext, progress: Progress, fence: string): Statement {
  return completionStatement(books, fence, {
    ...(progress.kept > 0 ? { durationMs: performance.now() - progress.began } : {}),
    statements: progress.total,
  });
}
