import type { Monitor, Session } from '../../dialect/dialect';
import { asSqlite } from './session';

/** A statement that runs holds up the whole process: nobody can look on, and only the next one can be stopped. */
export function monitor(session: Session): Monitor {
  return {
    blockers: async () => [],
    cancel: async () => asSqlite(session).interrupt(),
    hasEnded: async () => true,
    close: async () => undefined,
  };
}
