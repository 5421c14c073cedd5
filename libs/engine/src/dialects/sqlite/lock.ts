import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqliteTarget } from '../../config/database-url';
import type { LockOptions, RunLock, Session } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import { loadDriver, type Database } from './driver';
import { isBusy, openError, resultCodeOf } from './driver-errors';
import { asSqlite, type SqliteSession } from './session';

/** Milliseconds between two attempts, before jitter. */
const POLL_INTERVAL = 100;

type Opener = () => Database;

/** The process holds it itself: nothing can take it away but its end. */
const HELD = { assertHeld: async () => undefined, isFresh: () => true };

/**
 * Takes the lock of a run: the write lock of a small SQLite file beside the database, `<file>.plumbline-lock`, held
 * by a connection of its own. A transaction of the database itself cannot be the lock, for a run has one for each
 * revision. The operating system lets the lock go with the process, however it ends; a file left behind locks
 * nothing. The holder writes who it is before it takes the lock, and BEGIN IMMEDIATE lets others read that
 * (sqlite.org/lockingv3.html, RESERVED). One lock guards one file, whatever the key; memory needs none.
 *
 * @throws PlumblineError `lock-timeout` after `options.timeout` milliseconds, `read-only-database`
 */
export async function lock(session: Session, _key: string, options: LockOptions): Promise<RunLock> {
  const sqlite = asSqlite(session);
  if (sqlite.target.path === ':memory:') return { ...HELD, release: async () => undefined };
  const path = lockPath(sqlite.target.path);
  const Driver = loadDriver();
  const open: Opener = () => new Driver(path, { timeout: 0 });
  const deadline = Date.now() + options.timeout;
  let told: string | undefined;
  for (;;) {
    const taken = attempt(sqlite, open);
    if (typeof taken !== 'string') {
      return { ...HELD, release: async () => release(taken, path) };
    }
    if (Date.now() >= deadline) {
      throw new PlumblineError('lock-timeout', { seconds: options.timeout / 1000, holder: taken });
    }
    if (told !== taken) options.onWait?.(taken);
    told = taken;
    const pause = Math.min(POLL_INTERVAL * (0.5 + Math.random()), Math.max(0, deadline - Date.now()));
    await sleep(pause, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

/** Two paths to one file have one lock. */
function lockPath(database: string): string {
  const real = existsSync(database)
    ? realpathSync(database)
    : join(realpathSync(dirname(database)), basename(database));
  return `${real}.plumbline-lock`;
}

/** The connection that holds the lock now, or who else does. */
function attempt(session: SqliteSession, open: Opener): Database | string {
  const token = randomUUID();
  let connection: Database | undefined;
  try {
    connection = open();
    announce(connection, token);
    connection.exec('BEGIN IMMEDIATE');
    // Another may have come between, and have removed the file that this connection has open.
    if (readToken(connection) === token) return connection;
    connection.close();
    return 'Another run was a moment faster.';
  } catch (error) {
    const holder = isBusy(error) && connection !== undefined ? readHolder(connection) : undefined;
    connection?.close();
    if (holder !== undefined) return holder;
    // The file was removed under the connection by the run that let go of it: the next attempt makes a new one.
    if (isBusy(error) || resultCodeOf(error) === 'SQLITE_READONLY_DBMOVED') return 'Another run just ended.';
    throw refusal(error, session.target);
  }
}

/** Where the lock cannot be written, neither could the journal of the database. */
function refusal(error: unknown, target: SqliteTarget): PlumblineError {
  if (resultCodeOf(error)?.startsWith('SQLITE_CANTOPEN') !== true) return openError(error, target);
  const reason = `The folder of ${target.path} may not be written, and the lock of a run is a file in it.`;
  return new PlumblineError('read-only-database', { url: target.displayUrl, reason }, { cause: error });
}

function announce(connection: Database, token: string): void {
  connection.exec('BEGIN IMMEDIATE');
  connection.exec('CREATE TABLE IF NOT EXISTS holder (token text, pid integer, host text, since text)');
  connection.exec('DELETE FROM holder');
  connection
    .prepare('INSERT INTO holder VALUES (?, ?, ?, ?)')
    .run(token, process.pid, hostname(), new Date().toISOString());
  connection.exec('COMMIT');
}

function readToken(connection: Database): unknown {
  return connection.prepare('SELECT token FROM holder').pluck().get();
}

function readHolder(connection: Database): string | undefined {
  try {
    const row = connection.prepare('SELECT pid, host, since FROM holder').get() as
      { readonly pid: number; readonly host: string; readonly since: string } | undefined;
    return row && `Process ${row.pid} on ${row.host} holds it since ${row.since}.`;
  } catch (error) {
    if (resultCodeOf(error) === undefined) throw error;
    // The file is being made at this moment.
    return undefined;
  }
}

/**
 * Removes the file while the lock is held: whoever has it open then finds it moved when announcing itself, or
 * another's token after, and tries again on the new file.
 */
function release(connection: Database, path: string): void {
  if (!connection.open) return;
  rmSync(path, { force: true });
  connection.close();
}
