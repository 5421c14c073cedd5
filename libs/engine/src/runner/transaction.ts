import { setTimeout as sleep } from 'node:timers/promises';
import type { Statement } from '../dialect/dialect';
import { isPlumblineError } from '../errors/plumbline-error';
import type { Progress, RunContext } from './context';
import { assertGoing, assertNotInterrupted } from './interruption';
import { record } from './record';

/** Milliseconds before the second attempt; it doubles with each, up to the longest. Each varies by half. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;

/** What is left to be run right before a commit, and who is told of each statement that is done. */
export interface Rest {
  readonly statements: readonly Statement[];
  /** Told right before they are run. */
  readonly begun?: () => void;
  readonly completed?: (index: number) => void;
}

/**
 * Runs something in a transaction, watched, and commits it.
 *
 * @param work gives what is to be run in one message with the commit
 * @param sent called once that message is sent
 * @throws whatever the work or the commit throws; then it is rolled back
 */
export async function inTransaction(
  context: RunContext,
  progress: Progress,
  work: () => Promise<Rest>,
  sent?: () => void,
): Promise<void> {
  const { dialect, session } = context.books;
  progress.isCommitting = false;
  await untilCommitted(context, progress, async () => {
    await dialect.begin(session, context.limits);
    delete progress.blockedBy;
    const { statements, begun, completed } = await work();
    assertNotInterrupted(context.signal);
    progress.isCommitting = true;
    begun?.();
    const committed = dialect.commit(session, statements, completed);
    sent?.();
    await committed;
  });
}

/** Waits, with an eye on it, for what ends with a commit. */
export async function untilCommitted(
  context: RunContext,
  progress: Progress,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await context.watch.over(progress, work);
  } catch (cause) {
    await rollBack(context);
    throw cause;
  }
  progress.isCommitting = false;
}

/** Rolls back what is open, if anything is. */
export async function rollBack({ books }: RunContext): Promise<void> {
  try {
    await books.dialect.rollback(books.session);
  } catch (error) {
    // With the connection the transaction is gone too, and why it is gone is thrown already.
    if (!isPlumblineError(error, 'database-unreachable')) throw error;
  }
}

/**
 * Makes one attempt after another as long as only other transactions are in the way, with pauses that grow. Each attempt
 * that gave way is recorded.
 */
export async function withRetry(
  context: RunContext,
  progress: Progress,
  attempt: () => Promise<void>,
): Promise<void> {
  const { dialect } = context.books;
  const start = { applied: progress.applied, total: progress.total };
  const end = Date.now() + context.limits.statement;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await attempt();
    } catch (cause) {
      const jittered = pause * (0.5 + Math.random());
      const isLast = Date.now() + jittered >= end;
      if (!dialect.isTransient(cause) || context.signal?.aborted || isLast) throw cause;
      await record(context, progress, 'retried', cause);
      context.emit({
        kind: 'lock-retry',
        revision: progress.plan.file.header.revision,
        milliseconds: jittered,
      });
      await pauseFor(context, jittered);
      Object.assign(progress, start);
    }
  }
}

async function pauseFor(context: RunContext, milliseconds: number): Promise<void> {
  const { signal } = context;
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() =>
    assertNotInterrupted(signal),
  );
  await assertGoing(context);
}
