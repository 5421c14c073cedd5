import type { PartialRevision } from '../history/progress-store';
import { isInOneTransaction, isOpaque } from '../plan/groups';
import type { RevisionPlan } from '../plan/plan';
import { addFence, addVersions, completion } from './bookkeeping';
import { AlreadyDone, beginProgress, type Progress, type RunContext } from './context';
import { failed } from './failure';
import { assertGoing } from './interruption';
import { runInGroups } from './run-in-groups';
import { runSteps } from './run-steps';
import { StepQueue } from './step-queue';
import { inTransaction, withRetry } from './transaction';

export interface RevisionResult {
  readonly statements: number;
  readonly milliseconds: number;
  /** True when another run had done it already. */
  readonly skipped: boolean;
}

/**
 * Runs one revision: in one transaction, or where it cannot be in groups of statements with a journal between them.
 * A failure is rolled back as far as it can be, and recorded.
 *
 * @param partial what an earlier run has done of it, where it did not come to its end
 * @throws PlumblineError `revision-failed` with the cause, `connection-lost`, `interrupted`, `terminated`,
 *   `lock-lost`, `transaction-left`, `version-conflict`, `applied-part-edited`
 */
export async function runRevision(
  context: RunContext,
  plan: RevisionPlan,
  fence: string,
  partial?: PartialRevision,
): Promise<RevisionResult> {
  await assertGoing(context);
  const progress = beginProgress(plan);
  const { revision, message } = plan.file.header;
  const { direction } = plan;
  tellStarted(context, progress);
  try {
    if (isInOneTransaction(context.books.dialect, plan) && partial === undefined)
      await runWhole(context, progress, fence);
    else await runInGroups(context, progress, fence, partial);
  } catch (cause) {
    if (!(cause instanceof AlreadyDone)) throw await failed(context, progress, cause, { fence });
    context.emit({ kind: 'revision-skipped', revision, direction });
    return { statements: 0, milliseconds: performance.now() - progress.began, skipped: true };
  }
  if (isOpaque(plan)) await context.books.dialect.resetSession(context.books.session, context.limits);
  const milliseconds = performance.now() - progress.began;
  const statements = progress.applied;
  context.emit({ kind: 'revision-finished', revision, message, direction, statements, milliseconds });
  return { statements, milliseconds, skipped: false };
}

export function tellStarted(context: RunContext, { plan, total }: Progress): void {
  context.emit({
    kind: 'revision-started',
    revision: plan.file.header.revision,
    direction: plan.direction,
    message: plan.file.header.message,
    statements: total,
  });
}

async function runWhole(context: RunContext, progress: Progress, fence: string): Promise<void> {
  await withRetry(context, progress, () =>
    inTransaction(context, progress, async () => {
      const queue = new StepQueue(context, progress);
      await runAsOne(context, progress, queue, fence);
      return queue.take();
    }),
  );
}

/**
 * The revision with its fence and its version rows, in the transaction that is open. The history row goes first: a second
 * runner that lost the lock waits for it, and then sees that it is done. What can go in one message with what follows is
 * left in the queue.
 */
export async function runAsOne(
  context: RunContext,
  progress: Progress,
  queue: StepQueue,
  fence: string,
): Promise<void> {
  const { plan } = progress;
  addFence(context, progress, queue, fence);
  const steps = plan.steps.map((step, index) => ({ step, index }));
  await runSteps(context, progress, queue, { steps });
  addVersions(context, progress, queue);
  // Nothing is committed before it is seen that what a person wrote has not left the transaction.
  if (isOpaque(plan)) await queue.flush();
  queue.add({ statement: completion(context, progress, fence) });
}
