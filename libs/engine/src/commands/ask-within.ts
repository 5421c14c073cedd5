import type { Session } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { withDatabaseAt, type Database, type Place } from './database';

/**
 * Asks a database, and drops the connection when the time is over.
 *
 * @param milliseconds for connecting and asking
 * @throws PlumblineError those of connecting; `database-unreachable` also when the time is over
 */
export async function askWithin<T>(
  place: Place,
  milliseconds: number,
  ask: (database: Database) => Promise<T>,
): Promise<T> {
  let session: Session | undefined;
  const answer = withDatabaseAt(place, (database) => {
    session = database.session;
    return ask(database);
  });
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      session?.abandon();
      const reason = `It did not answer within ${milliseconds / 1000} s.`;
      reject(
        new PlumblineError('database-unreachable', { url: place.environment.target.displayUrl, reason }),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
