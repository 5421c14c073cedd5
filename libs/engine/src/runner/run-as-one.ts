import { isOpaque } from '../plan/groups';
import { addRevision } from './add-revision';
import { beginProgress, type Fenced, type Progress, type RunContext } from './context';
import { failed } from './failure';
import { assertGoing } from './interruption';
import { record } from './record';
import { tellStarted, type RevisionResult } from './run-revision';
import { StepQueue } from './step-queue';
import { inTransaction, withRetry, type Rest } from './transaction';

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
      const begin = (one: Fenced): void => {
        ({ fence } = one);
        Object.assign(progress, beginProgress(one.plan));
        tellStarted(context, progress);
      };
      const finish = (): number => done.push({ ...progress });
      return inTransaction(context, progress, () =>
        runWithin(context, progress, { revisions, begin, finish }),
      );
    });
  } catch (cause) {
    for (const one of done) if (one.plan !== progress.plan) await record(context, one, 'rolled back');
    throw await failed(context, progress, cause, { fence, isWhole: true });
  }
  return done.map((one) => tellFinished(context, one));
}

/** Statements that are sent in one message, about; more would only take memory. */
const LONGEST_QUEUE = 100;

/** Revisions of which all is known go together; where something must be looked at in between, what waits goes first. */
async function runWithin(
  context: RunContext,
  progress: Progress,
  {
    revisions,
    begin,
    finish,
  }: {
    readonly revisions: readonly Fenced[];
    readonly begin: (one: Fenced) => void;
    readonly finish: () => void;
  },
): Promise<Rest> {
  const { books, limits } = context;
  const queue = new StepQueue(context, progress);
  for (const one of revisions) {
    if (one.isKnown) {
      const from = queue.size;
      await addRevision(context, beginProgress(one.plan), queue, one.fence);
      queue.tellOf(from, { begun: () => begin(one), done: finish });
      if (queue.size > LONGEST_QUEUE) await queue.flushAhead();
      continue;
    }
    await queue.flush();
    begin(one);
    await addRevision(context, progress, queue, one.fence);
    await queue.flush();
    finish();
    if (isOpaque(one.plan)) await books.dialect.resetSession(books.session, limits);
  }
  await queue.settle();
  return queue.take();
}

function tellFinished(context: RunContext, progress: Progress): RevisionResult {
  const { revision, message } = progress.plan.file.header;
  const { direction } = progress.plan;
  const milliseconds = performance.now() - progress.began;
  const statements = progress.applied;
  context.emit({ kind: 'revision-finished', revision, message, direction, statements, milliseconds });
  return { statements, milliseconds, skipped: false };
}
