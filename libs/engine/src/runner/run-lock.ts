import type { LockOptions, RunLock } from '../dialect/dialect';
import type { Bookkeeping } from '../history/version-store';

/** Takes the lock under which the version rows of a database change: one for each schema of bookkeeping tables. */
export function takeRunLock(
  { dialect, session, schema }: Bookkeeping,
  options: LockOptions,
): Promise<RunLock> {
  return dialect.lock(session, `plumbline:${schema ?? ''}`, options);
}
