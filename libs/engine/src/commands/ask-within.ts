import type { Session } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { chooseEnvironment, withDatabase, type Database } from './database';
import type { CommonOptions } from './options';
import type { Project } from './project';

/**
 * Asks the database of an environment, and drops the connection when the time is over.
 *
 * @param milliseconds for connecting and asking
 * @throws PlumblineError those of the environment and of connecting; `wrong-database`; `database-unreachable` also
 *   when the time is over
 */
export async function askWithin<T>(
  project: Project,
  options: CommonOptions,
  milliseconds: number,
  ask: (database: Database) => Promise<T>,
): Promise<T> {
  const { target } = chooseEnvironment(project, options);
  let session: Session | undefined;
  const answer = withDatabase(project, options, (database) => {
    session = database.session;
    return ask(database);
  });
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      session?.abandon();
      const reason = `It did not answer within ${milliseconds / 1000} s.`;
      reject(new PlumblineError('database-unreachable', { url: target.displayUrl, reason }));
    }, milliseconds);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
