import type { Statement } from '../dialect/dialect';
import { attemptStatement, completionStatement } from '../history/audit-log';
import { versionStatements } from '../history/version-store';
import { AlreadyDone, type Progress, type RunContext } from './context';
import { attemptOf } from './record';
import type { StepQueue } from './step-queue';

/** The history row of an attempt that is hoped for: who has it already has done the revision. */
export function addFence(context: RunContext, progress: Progress, queue: StepQueue, fence: string): void {
  const attempt = attemptOf(context, progress, 'done');
  queue.add({
    statement: attemptStatement(context.books, context.actor, attempt, fence),
    otherwise: () => new AlreadyDone(),
  });
}

export function addVersions({ books }: RunContext, { plan }: Progress, queue: StepQueue): void {
  for (const { otherwise, ...statement } of versionStatements(books, plan.rows))
    queue.add({ statement, otherwise });
}

/** What is only known in the end is written into the history row, right before the commit. */
export function completion({ books }: RunContext, progress: Progress, fence: string): Statement {
  return completionStatement(books, fence, {
    durationMs: performance.now() - progress.began,
    statementsApplied: progress.applied,
    statementsTotal: progress.total,
  });
}
