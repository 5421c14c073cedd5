import { setTimeout as sleep } from 'node:timers/promises';
import type { Blocker } from '../dialect/dialect';
import type { Progress, RunContext } from './context';

/** Milliseconds between two looks at who blocks a statement, where waiting for a lock may last longer. */
const LONGEST_INTERVAL = 1000;
/** Milliseconds between two requests to cancel: one that comes between two statements cancels nothing. */
const CANCEL_INTERVAL = 200;

/**
 * Runs something on the database with an eye on it: tells whom it waits for, and cancels it on the server when the run
 * is to stop.
 */
export async function watched<T>(
  context: RunContext,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  let isOver = false;
  const over = (): boolean => isOver;
  const interval = Math.max(50, Math.min(LONGEST_INTERVAL, context.limits.lock / 2));
  const looking = setInterval(lookForBlockers(context, progress, over), interval);
  const cancel = (): void => void cancelUntil(over, context);
  context.signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (context.signal?.aborted) cancel();
    return await work();
  } finally {
    isOver = true;
    clearInterval(looking);
    context.signal?.removeEventListener('abort', cancel);
  }
}

function lookForBlockers(context: RunContext, progress: Progress, isOver: () => boolean): () => void {
  let known = '';
  let isLooking = false;
  const look = async (): Promise<void> => {
    const blockers = await context.monitor.blockers();
    const pids = blockers.map(({ pid }) => pid).join();
    if (isOver() || pids === known) return;
    known = pids;
    if (blockers.length === 0) return;
    progress.blockedBy = blockers.map(describe).join('; ');
    context.emit({ kind: 'blocked', revision: progress.plan.file.header.revision, blockers });
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
  const name = applicationName === '' ? '' : ` ('${applicationName}')`;
  return `process ${pid}${name}, for ${age} s in a transaction: ${query}`;
}

/** Where nothing can be cancelled, as no further connection is to be had, the connection is given up. */
async function cancelUntil(isOver: () => boolean, { monitor, books }: RunContext): Promise<void> {
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
