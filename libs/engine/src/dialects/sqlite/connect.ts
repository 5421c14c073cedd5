import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseTarget } from '../../config/database-url';
import { PlumblineError } from '../../errors/plumbline-error';
import { loadDriver, type Database } from './driver';
import { isBusy, openError } from './driver-errors';
import { SqliteSession } from './session';

/**
 * Opens a session. A missing file is not created until something is written; see {@link SqliteSession}.
 *
 * @throws PlumblineError `driver-missing`, `database-unreachable` for a missing folder, a file that is no database
 *   or one that cannot be read
 */
export async function connect(target: DatabaseTarget): Promise<SqliteSession> {
  if (target.dialect !== 'sqlite') {
    throw new PlumblineError('internal', { message: `a SQLite session for ${target.dialect}` });
  }
  const Driver = loadDriver();
  const folder = dirname(target.path);
  if (target.path !== ':memory:' && !existsSync(folder)) {
    throw new PlumblineError('database-unreachable', {
      url: target.displayUrl,
      reason: `The folder ${folder} does not exist.`,
    });
  }
  return new SqliteSession(target, (path) => {
    try {
      const database = new Driver(path, { timeout: 0 });
      database.pragma('foreign_keys = ON');
      readHeader(database);
      return database;
    } catch (error) {
      throw openError(error, target);
    }
  });
}

/** Finds out whether the file is a database. One that is locked is, or is looked at by the first statement. */
function readHeader(database: Database): void {
  try {
    database.pragma('schema_version');
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

/** A session on an empty database in memory, which is gone when it is closed. */
export function connectToMemory(): Promise<SqliteSession> {
  return connect({ dialect: 'sqlite', path: ':memory:', displayUrl: 'sqlite:///:memory:' });
}
