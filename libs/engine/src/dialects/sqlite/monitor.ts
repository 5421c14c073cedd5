import type { Monitor, Session } from '../../dialect/dialect';
import { lockHolders } from './lock-holders';
import { asSqlite } from './session';

/**
 * A statement that runs holds up the whole process: nobody can look on, and only the next one can be stopped. One that
 * waits for a locked file does neither.
 */
export function monitor(session: Session): Monitor {
  const sqlite = asSqlite(session);
  return {
    blockers: async () => (sqlite.isWaiting() ? lockHolders(sqlite.target.path, sqlite.inTransaction()) : []),
    cancel: async () => sqlite.interrupt(),
    isAtWork: async () => true,
    hasEnded: async () => true,
    close: async () => undefined,
  };
}
