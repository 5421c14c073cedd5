import { isInOneTransaction, isOpaque } from '../plan/groups';
import { addRevision } from './add-revision';
import { AlreadyDone, beginProgress, type Fenced, type Progress, type RunContext } from './context';
import { failed } from './failure';
import { assertGoing } from './interruption';
import { runInGroups } from './run-in-groups';
import type { SentAhead } from './send-ahead';
import { StepQueue } from './step-queue';
import { inTransaction, untilCommitted, withRetry, type Rest } from './transaction';

export interface RevisionResult {
  readonly statements: number;
  readonly milliseconds: number;
  /** True when another run had done it already. */
  readonly skipped: boolean;
}

/** What a revision has to do with those before and after it. */
export interface Turn {
  /** Where the revision is on its way already. */
  readonly ahead?: SentAhead;
  /** Called once the last message of the revision is sent, and again where it is tried again. */
  readonly sent?: () => void;
}

/**
 * Runs one revision: in one transaction, or where it cannot be in groups of statements with a journal between them.
 * A failure is rolled back as far as it can be, and recorded.
 *
 * @throws PlumblineError `revision-failed` with the cause, `connection-lost`, `interrupted`, `terminated`,
 *   `lock-lost`, `transaction-left`, `version-conflict`, `applied-part-edited`
 */
export async function runRevision(
  context: RunContext,
  { plan, fence, partial }: Fenced,
  turn: Turn = {},
): Promise<RevisionResult> {
  // What is on its way is heard to its end: the watch cancels it where the run is to stop.
  if (turn.ahead === undefined) await assertGoing(context);
  const progress = turn.ahead?.progress ?? beginProgress(plan);
  const { revision, message } = plan.file.header;
  const { direction } = plan;
  tellStarted(context, progress);
  try {
    if (isInOneTransaction(context.books.dialect, plan) && partial === undefined)
      await runWhole(context, progress, fence, turn);
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

async function runWhole(
  context: RunContext,
  progress: Progress,
  fence: string,
  { ahead, sent }: Turn,
): Promise<void> {
  const work = async (): Promise<Rest> => {
    const queue = new StepQueue(context, progress);
    await addRevision(context, progress, queue, fence);
    return queue.take();
  };
  const hear = (waiting: SentAhead): Promise<void> => {
    const committed = waiting.hear();
    sent?.();
    return committed;
  };
  let first = ahead;
  await withRetry(context, progress, () => {
    const waiting = first;
    // What is tried again is sent again.
    first = undefined;
    return waiting === undefined
      ? inTransaction(context, progress, work, sent)
      : untilCommitted(context, progress, () => hear(waiting));
  });
}
