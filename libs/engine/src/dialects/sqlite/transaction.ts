import { accessSync, constants, existsSync } from 'node:fs';
import type { Limits, Session, Statement } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import { asSqlite, type SqliteSession } from './session';

/** Milliseconds after which BEGIN IMMEDIATE is not tried again. */
const LONGEST_WAIT = 20_000;

/**
 * Begins a transaction that may rebuild tables. Foreign keys go off before BEGIN, since the pragma does nothing
 * inside a transaction and DROP TABLE deletes the rows that point to the table (sqlite.org/pragma.html#pragma_foreign_keys).
 * The violations that are there already are counted before they can become more, so that only new ones stop the commit.
 *
 * @throws PlumblineError `read-only-database`, `database-error` with `SQLITE_BUSY`
 */
export async function begin(session: Session, limits?: Limits): Promise<void> {
  const sqlite = asSqlite(session);
  sqlite.materialise();
  try {
    if (!sqlite.isRelaxed()) {
      await sqlite.query('PRAGMA foreign_keys = OFF');
      await sqlite.query('PRAGMA legacy_alter_table = OFF');
      await assertUnenforced(sqlite);
    }
    sqlite.relax(false);
    await sqlite.query('BEGIN IMMEDIATE', [], Math.min(LONGEST_WAIT, limits?.statement ?? LONGEST_WAIT));
    sqlite.keys.begin();
  } catch (error) {
    await rollback(sqlite);
    throw error;
  }
}

async function assertUnenforced(session: SqliteSession): Promise<void> {
  if (await enforcesForeignKeys(session)) {
    throw new PlumblineError('internal', {
      message: 'PRAGMA foreign_keys stayed on; a transaction was open on the connection',
    });
  }
}

/** Whether foreign keys are enforced on the connection now. */
export async function enforcesForeignKeys(session: Session): Promise<boolean> {
  const [row] = await session.query<{ readonly foreign_keys: number }>('PRAGMA foreign_keys');
  return row?.foreign_keys === 1;
}

/**
 * Commits, after the proof that no foreign key is violated that was not before. Where one is, everything is rolled
 * back. Enforcement is on again in every case.
 *
 * @throws PlumblineError `foreign-key-violations`, `database-error` where no transaction is open any more
 */
export async function commit(
  session: Session,
  last: readonly Statement[] = [],
  completed: (index: number, rows: number) => void = () => undefined,
): Promise<void> {
  const sqlite = asSqlite(session);
  try {
    await sqlite.runAll(last, completed);
    sqlite.keys.prove();
    await sqlite.query('COMMIT');
  } catch (error) {
    await rollback(sqlite);
    throw error;
  }
  sqlite.relax(true);
}

/** Rolls back what is open, if anything is, and brings the connection back to its normal state. */
export async function rollback(session: Session): Promise<void> {
  const sqlite = asSqlite(session);
  sqlite.resume();
  if (session.inTransaction()) {
    await session.query('ROLLBACK');
    sqlite.keys.forget();
  }
  await session.query('PRAGMA legacy_alter_table = OFF');
  await session.query('PRAGMA foreign_keys = ON');
}

/** The connection anew, where a revision may have changed it; in a transaction that has to wait. */
export async function resetSession(session: Session): Promise<void> {
  if (!session.inTransaction()) asSqlite(session).renew();
}

/** Why the file cannot be written, before anything is tried; one that is not there yet can. */
export async function writeObstacle(session: Session): Promise<string | undefined> {
  const { path } = asSqlite(session).target;
  if (path === ':memory:' || !existsSync(path)) return undefined;
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return `The file may not be written by this user (${(error as NodeJS.ErrnoException).code ?? 'no access'}).`;
  }
}
