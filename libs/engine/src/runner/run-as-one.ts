import type { RevisionPlan } from '../plan/plan';
import { completion } from './bookkeeping';
import { beginProgress, type Progress, type RunContext } from './context';
import { failed } from './failure';
import { assertGoing } from './interruption';
import { record } from './record';
import { isOpaque, runAsOne, tellStarted, type RevisionResult } from './run-revision';
import { StepQueue } from './step-queue';
import { inTransaction, withRetry } from './transaction';

/** A revision of the run with the name of its attempt. */
export interface Fenced {
  readonly plan: RevisionPlan;
  readonly fence: string;
}

/**
 * Runs all revisions in one transaction (`--transaction all`): one that fails rolls all of them back, and the history
 * tells of each of them.
 *
 * @throws PlumblineError as a run of one revision does
 */
export async function runInOneTransaction(
  context: RunContext,
  revisions: readonly Fenced[],
): Promise<readonly RevisionResult[]> {
  await assertGoing(context);
  const [first] = revisions;
  if (first === undefined) return [];
  let done: Progress[] = [];
  let { fence } = first;
  // One object, which is made that of each revision in turn: who looks on sees the one that runs.
  const progress = beginProgress(first.plan);
  try {
    await withRetry(context, progress, () => {
      done = [];
      return inTransaction(context, progress, async () => {
        for (const one of revisions) {
          ({ fence } = one);
          Object.assign(progress, beginProgress(one.plan));
          await runWithin(context, progress, fence);
          done.push({ ...progress });
        }
        return [];
      });
    });
  } catch (cause) {
    for (const one of done) if (one.plan !== progress.plan) await record(context, one, 'rolled back');
    throw await failed(context, progress, cause, { fence, isWhole: true });
  }
  return done.map((one) => tellFinished(context, one));
}

async function runWithin(context: RunContext, progress: Progress, fence: string): Promise<void> {
  const { books, limits } = context;
  tellStarted(context, progress);
  const queue = new StepQueue(context, progress);
  await runAsOne(context, progress, queue, fence);
  queue.add({ statement: completion(context, progress, fence) });
  await queue.flush();
  if (isOpaque(progress.plan)) await books.dialect.resetSession(books.session, limits);
}

function tellFinished(context: RunContext, progress: Progress): RevisionResult {
  const { revision, message } = progress.plan.file.header;
  const { direction } = progress.plan;
  const milliseconds = performance.now() - progress.began;
  const statements = progress.applied;
  context.emit({ kind: 'revision-finished', revision, message, direction, statements, milliseconds });
  return { statements, milliseconds, skipped: false };
}
