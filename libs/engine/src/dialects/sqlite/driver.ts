import type BetterSqlite3 from 'better-sqlite3';
import { PlumblineError } from '../../errors/plumbline-error';

export type Database = BetterSqlite3.Database;
type Driver = typeof BetterSqlite3;

/**
 * Loads better-sqlite3 when the first SQLite database is opened: whoever uses PostgreSQL need not have it.
 *
 * @throws PlumblineError `driver-missing`
 */
export async function loadDriver(): Promise<Driver> {
  try {
    const loaded = await import('better-sqlite3');
    return loaded.default;
  } catch (error) {
    throw new PlumblineError('driver-missing', { driver: 'better-sqlite3' }, { cause: error });
  }
}
