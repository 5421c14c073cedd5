import { setTimeout as sleep } from 'node:timers/promises';
import { resultCodeOf } from './driver-errors';

/** Milliseconds between two attempts; each varies by half. */
const POLL_INTERVAL = 50;

/**
 * Runs something again for as long as another connection has the file locked, and lets the process go on in between: SQLite's own
 * busy handler (sqlite.org/c3ref/busy_timeout.html) would hold it up, with its timers and the signals that it gets.
 *
 * @param run leaves nothing behind where it finds the file locked
 * @param options `patience`: milliseconds after which it is not run again; `waiting` is told before each pause
 * @throws whatever `run` throws; what it throws because of the lock, once the time is over
 */
export async function whileLocked<T>(
  run: () => T,
  { patience, waiting }: { readonly patience: number; readonly waiting: () => void },
): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!isLocked(error) || performance.now() >= end) throw error;
    }
    waiting();
    await sleep(POLL_INTERVAL * (0.5 + Math.random()));
  }
}

/** Whether another connection has the file locked, and may let go of it (sqlite.org/rescode.html#busy). */
function isLocked(error: unknown): boolean {
  const code = resultCodeOf(error) ?? '';
  return code.startsWith('SQLITE_BUSY') && code !== 'SQLITE_BUSY_SNAPSHOT';
}
