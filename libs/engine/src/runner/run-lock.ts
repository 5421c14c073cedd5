import type { LockOptions, RunLock } from '../dialect/dialect';
import { LOCK_PREFIX } from '../dialect/script-terms';
import type { Bookkeeping } from '../history/version-store';
import { assertNotInterrupted } from './interruption';

/**
 * Takes the lock under which the version rows of a database change: one for each schema of bookkeeping tables, however
 * a configuration comes to name it.
 *
 * @throws PlumblineError `lock-timeout`; `interrupted`, `terminated` when the signal ends the waiting
 */
export async function takeRunLock(
  { dialect, session, schema }: Bookkeeping,
  options: LockOptions,
): Promise<RunLock> {
  try {
    const place = schema ?? (await dialect.defaultSchema(session)) ?? '';
    return await dialect.lock(session, `${LOCK_PREFIX}${place}`, options);
  } catch (error) {
    assertNotInterrupted(options.signal);
    throw error;
  }
}
