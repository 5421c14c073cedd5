import type { LockOptions, RunLock } from '../dialect/dialect';
import type { Bookkeeping } from '../history/version-store';
import { assertNotInterrupted } from './interruption';

/**
 * Takes the lock under which the version rows of a database change: one for each schema of bookkeeping tables.
 *
 * @throws PlumblineError `lock-timeout`; `interrupted`, `terminated` when the signal ends the waiting
 */
export async function takeRunLock(
  { dialect, session, schema }: Bookkeeping,
  options: LockOptions,
): Promise<RunLock> {
  try {
    return await dialect.lock(session, `plumbline:${schema ?? ''}`, options);
  } catch (error) {
    assertNotInterrupted(options.signal);
    throw error;
  }
}
