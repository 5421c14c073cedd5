import type { Limits, Session, Statement } from '../../dialect/dialect';
import { isPlumblineError, PlumblineError } from '../../errors/plumbline-error';
import { BACKEND_PID, PostgresSession } from './session';

/**
 * SQLSTATEs of what others have to do with: lock_not_available, where `lock_timeout` ran out or NOWAIT found the lock taken,
 * deadlock_detected and serialization_failure. The manual says of the last two to run the whole transaction again (13.3.4, 13.5).
 */
const TRANSIENT: readonly (string | undefined)[] = ['55P03', '40P01', '40001'];

/**
 * That a server process notices within a second that its client is gone (manual, 19.3.2); where the system cannot
 * tell, the server refuses another value than zero.
 */
const CHECK_INTERVAL = `pg_catalog.set_config('client_connection_check_interval',
  CASE WHEN pg_catalog.version() ~* 'linux|apple|darwin|bsd|solaris' THEN '1s' ELSE '0' END, $3::boolean)`;

/**
 * That no setting of the role or the database ends a transaction whose code asks nothing for a while, or one that takes
 * long: how long a statement may take is said apart, as `pg_dump` does it for what it restores. `transaction_timeout` is there
 * since PostgreSQL 17; the server checks a name only when it sets it.
 *
 * @param isLocal in SQL: whether they are set for the transaction, as against the session
 */
export function noOtherLimits(isLocal: string): string {
  return `pg_catalog.set_config('idle_in_transaction_session_timeout', '0', ${isLocal}),
    CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
    THEN pg_catalog.set_config('transaction_timeout', '0', ${isLocal}) END`;
}

/** What {@link limiting} sets, as it was when the session began. */
const RESET_LIMITS = `RESET lock_timeout; RESET statement_timeout; RESET client_connection_check_interval;
  RESET idle_in_transaction_session_timeout;
  SELECT pg_catalog.set_config(name, reset_val, false) FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout'`;

/** Sets what a statement may take, and learns which server process runs it. */
function limiting({ lock, statement }: Limits, scope: 'transaction' | 'session'): Statement {
  return {
    sql: `SELECT pg_catalog.set_config('lock_timeout', $1, $3::boolean), pg_catalog.set_config('statement_timeout', $2, $3::boolean), ${CHECK_INTERVAL}, ${noOtherLimits('$3::boolean')}, ${BACKEND_PID}`,
    parameters: [String(Math.round(lock)), String(Math.round(statement)), scope === 'transaction'],
    isRepeated: true,
  };
}

const BEGIN: Statement = { sql: 'BEGIN', isRepeated: true };
const COMMIT: Statement = { sql: 'COMMIT', isRepeated: true };

/**
 * Begins a transaction. With limits it is sent with the first statement, and everything that is set is set for the
 * transaction alone, which a pooler between needs.
 */
export async function begin(session: Session, limits?: Limits): Promise<void> {
  if (limits === undefined) await session.query(BEGIN.sql);
  else {
    const postgres = asPostgres(session);
    const limit = limiting(limits, 'transaction');
    // Who looks on has to know the process at once, as long as it may be another one than in the last transaction.
    postgres.defer([BEGIN, postgres.isDirect() ? limit : { ...limit, isAwaited: true }]);
  }
}

/**
 * What a person's SQL may have set: behind a pooler the next transaction, which may be anybody's, has the same server process,
 * so that it is taken back before the commit.
 */
const RESETS: readonly Statement[] = [
  'RESET SESSION AUTHORIZATION',
  'RESET ROLE',
  'RESET ALL',
  'DISCARD TEMP',
].map((sql) => ({ sql }));

/** COMMIT of a failed transaction rolls back and says nothing; here that is an error. */
export async function commit(
  session: Session,
  last: readonly Statement[] = [],
  completed: (index: number, rows: number) => void = () => undefined,
): Promise<void> {
  const postgres = asPostgres(session);
  const hasFailed = postgres.hasFailed();
  // Nothing was sent yet of a transaction in which nothing was run.
  if (last.length === 0 && !postgres.hasBegun()) {
    postgres.dropDeferred();
    return;
  }
  const resets = postgres.isPooled() ? RESETS : [];
  await session.runAll([...last, ...resets, COMMIT], (index, rows) => {
    if (index < last.length) completed(index, rows);
  });
  if (hasFailed) {
    throw new PlumblineError('database-error', {
      message: 'a statement of the transaction had failed, so nothing of it was kept',
      sqlState: '25P02',
    });
  }
}

export async function rollback(session: Session): Promise<void> {
  const postgres = asPostgres(session);
  const wasOnlyDeferred = postgres.dropDeferred() && !postgres.hasBegun();
  if (!wasOnlyDeferred) await session.query('ROLLBACK');
}

/**
 * Outside of a transaction everything goes (DISCARD ALL); inside, what a statement can take back: the role, and every
 * setting (manual, RESET, DISCARD).
 */
export async function resetSession(session: Session, limits: Limits): Promise<void> {
  if (!session.inTransaction()) {
    // Behind a pooler the commit has done it, and what is sent now may reach another server process.
    if (!session.isPooled()) await session.query('DISCARD ALL');
    return;
  }
  const resets = ['RESET SESSION AUTHORIZATION', 'RESET ROLE', 'RESET ALL'].map((sql) => ({ sql }));
  asPostgres(session).defer([...resets, limiting(limits, 'transaction')]);
}

/**
 * The limits for statements outside of a transaction, while a function runs. Behind a pooler nothing is set for a session: it
 * would be set for whoever comes next, and need not be for the statement. There the time is kept here.
 */
export async function withLimits(session: Session, limits: Limits, run: () => Promise<void>): Promise<void> {
  if (session.isPooled()) return withTimer(asPostgres(session), limits.statement, run);
  await session.runAll([limiting(limits, 'session')], () => undefined);
  await run();
  await session.query(RESET_LIMITS);
}

async function withTimer(session: PostgresSession, limit: number, run: () => Promise<void>): Promise<void> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // Where it cannot be asked to stop, the connection is given up.
    session.requestCancel().catch(() => session.abandon());
  }, limit);
  try {
    await run();
  } catch (error) {
    if (!isLate || !isPlumblineError(error, 'database-error')) throw error;
    const message = `canceling statement due to statement timeout (${limit / 1000} s)`;
    throw new PlumblineError('database-error', { ...error.data, message });
  } finally {
    clearTimeout(timer);
  }
}

export function isTransient(error: unknown): boolean {
  return isPlumblineError(error, 'database-error') && TRANSIENT.includes(error.data.sqlState);
}

/** Why nothing can be written here, before anything is tried. */
export async function writeObstacle(session: Session): Promise<string | undefined> {
  const [row] = await session.query<{ readonly standby: boolean; readonly readonly: string }>(
    `SELECT pg_catalog.pg_is_in_recovery() AS standby,
            pg_catalog.current_setting('transaction_read_only') AS readonly`,
  );
  if (row?.standby === true)
    return 'The server is a standby: it only follows its primary (pg_is_in_recovery).';
  return row?.readonly === 'on'
    ? 'Transactions are read-only for this user, this database or this server (default_transaction_read_only).'
    : undefined;
}

/** The session as this dialect opened it. */
export function asPostgres(session: Session): PostgresSession {
  if (session instanceof PostgresSession) return session;
  throw new PlumblineError('internal', { message: 'the session was not opened by the PostgreSQL dialect' });
}
