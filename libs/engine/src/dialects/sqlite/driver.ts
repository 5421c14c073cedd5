import type BetterSqlite3 from 'better-sqlite3';
import { PlumblineError } from '../../errors/plumbline-error';

export type Database = BetterSqlite3.Database;
export type PreparedStatement = BetterSqlite3.Statement<unknown[]>;
type Driver = typeof BetterSqlite3;

/**
 * Loads better-sqlite3 when the first SQLite database is opened: whoever uses PostgreSQL need not have it.
 *
 * @throws PlumblineError `driver-missing`
 */
export function loadDriver(): Driver {
  // Not imported: for `import()` Node loads and runs another loader first.
  try {
    return require('better-sqlite3') as Driver;
  } catch (error) {
    throw new PlumblineError('driver-missing', { driver: 'better-sqlite3' }, { cause: error });
  }
}
