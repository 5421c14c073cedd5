import { isOpaque } from '../plan/groups';
import type { RevisionPlan } from '../plan/plan';
import { addFence, addVersions, completion } from './bookkeeping';
import type { Progress, RunContext } from './context';
import { runSteps } from './run-steps';
import type { StepQueue } from './step-queue';

/** Whether all statements of a revision are known before it runs, and are the engine's own. */
export function isKnown(plan: RevisionPlan): boolean {
  return !isOpaque(plan) && plan.steps.every(({ kind }) => kind === 'sql');
}

/**
 * The revision with its fence and its version rows, in the transaction that is open. The history row goes first: a second
 * runner that lost the lock waits for it, and then sees that it is done. What can go in one message with what follows is
 * left in the queue: all of a revision that is known.
 */
export async function addRevision(
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
