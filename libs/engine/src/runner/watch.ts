import { setTimeout as sleep } from 'node:timers/promises';
import type { Blocker } from '../dialect/dialect';
import type { Progress, RunContext } from './context';
import { assertNotInterrupted } from './interruption';

/** Milliseconds between two looks at who blocks a statement, where waiting for a lock may last longer. */
const LONGEST_INTERVAL = 1000;
/** Milliseconds between two requests to cancel: one that comes between two statements cancels nothing. */
const CANCEL_INTERVAL = 200;

/** What it takes to have an eye on a session. */
type Watch = Pick<RunContext, 'books' | 'limits' | 'monitor' | 'emit' | 'signal'>;

/**
 * Runs something on the database with an eye on it: tells whom it waits for, and cancels it on the server when the run
 * is to stop.
 *
 * @param progress of the revision, where it is one
 */
export async function watched<T>(
  watch: Watch,
  progress: Progress | undefined,
  work: () => Promise<T>,
): Promise<T> {
  let isOver = false;
  const over = (): boolean => isOver;
  const interval = Math.max(50, Math.min(LONGEST_INTERVAL, watch.limits.lock / 2));
  const looking = setInterval(lookForBlockers(watch, progress, over), interval);
  const cancel = (): void => void cancelUntil(over, watch);
  watch.signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (watch.signal?.aborted) cancel();
    return await work();
  } finally {
    isOver = true;
    clearInterval(looking);
    watch.signal?.removeEventListener('abort', cancel);
  }
}

/**
 * The same of what belongs to no revision, with a monitor of its own.
 *
 * @throws PlumblineError `interrupted`, `terminated` once the signal is aborted; whatever the work throws
 */
export async function watchedAlone<T>(
  books: RunContext['books'],
  watch: Omit<Watch, 'books' | 'monitor'>,
  work: () => Promise<T>,
): Promise<T> {
  const monitor = books.dialect.monitor(books.session);
  try {
    return await watched({ ...watch, books, monitor }, undefined, work);
  } catch (error) {
    assertNotInterrupted(watch.signal);
    throw error;
  } finally {
    await monitor.close();
  }
}

function lookForBlockers(
  { monitor, emit }: Watch,
  progress: Progress | undefined,
  isOver: () => boolean,
): () => void {
  let known = '';
  let isLooking = false;
  const look = async (): Promise<void> => {
    const blockers = await monitor.blockers();
    const seen = blockers.map(describe).join('; ');
    const who = blockers.map(({ pid }) => pid ?? 'unknown').join();
    if (isOver() || who === known) return;
    known = who;
    if (blockers.length === 0) return;
    if (progress !== undefined) progress.blockedBy = seen;
    const revision = progress === undefined ? {} : { revision: progress.plan.file.header.revision };
    emit({ kind: 'blocked', ...revision, blockers });
  };
  return () => {
    if (isLooking) return;
    isLooking = true;
    // To look on is a courtesy: where no further connection is to be had, the statement goes on unwatched.
    look().then(
      () => (isLooking = false),
      () => undefined,
    );
  };
}

function describe({ pid, query, applicationName, age }: Blocker): string {
  const who = pid === undefined ? 'another program' : `process ${pid}`;
  const name = applicationName === '' ? '' : ` ('${applicationName}')`;
  const since = age === undefined ? '' : `, for ${age} s in a transaction`;
  return `${who}${name}${since}${query === undefined ? '' : `: ${query}`}`;
}

/** Where nothing can be cancelled, as no further connection is to be had, the connection is given up. */
async function cancelUntil(isOver: () => boolean, { monitor, books }: Watch): Promise<void> {
  while (!isOver()) {
    try {
      await monitor.cancel();
    } catch {
      if (!isOver()) books.session.abandon();
      return;
    }
    // The process does not wait for it.
    await sleep(CANCEL_INTERVAL, undefined, { ref: false });
  }
}
