import { setTimeout as sleep } from 'node:timers/promises';
import type { Blocker, Monitor, Session } from '../../dialect/dialect';
import { maskLiterals } from './scan';
import { connect } from './connect';
import type { PostgresSession } from './session';
import { asPostgres } from './transaction';

/** Milliseconds for the answer to a look, which takes the server no time. */
const PATIENCE = 5000;

interface BlockerRow {
  readonly pid: number;
  readonly query: string | null;
  readonly application: string | null;
  readonly age: number | null;
}

/** Each query is a transaction of its own, so that no snapshot of it is what CREATE INDEX CONCURRENTLY waits for. */
export function monitor(watched: Session): Monitor {
  const session = asPostgres(watched);
  let opened: Promise<PostgresSession> | undefined;
  const connection = (): Promise<PostgresSession> =>
    (opened ??= connect(session.target, PATIENCE).catch((error: unknown) => {
      // The next look tries again.
      opened = undefined;
      throw error;
    }));
  return {
    blockers: async () => (session.pid === undefined ? [] : readBlockers(await connection(), session.pid)),
    cancel: () => session.requestCancel(),
    isAtWork: async () => isActive(await connection(), session.pid),
    // Behind a pooler the process outlives its client, and is known by another number.
    hasEnded: async () => session.isDirect() && (await isGone(await connection(), session.pid)),
    close: async () => {
      // One that cannot be made need not be closed, and whoever asked for it has heard of it.
      const onlooker = await opened?.catch(() => undefined);
      await onlooker?.close();
    },
  };
}

async function isActive(connection: PostgresSession, pid: number | undefined): Promise<boolean> {
  const rows = await connection.query(
    "SELECT FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND state = 'active'",
    [pid],
  );
  return rows.length > 0;
}

/** Looks for a second: a process that has lost its client needs a moment to end. */
async function isGone(connection: PostgresSession, pid: number | undefined): Promise<boolean> {
  for (let looks = 0; looks < 10; looks += 1) {
    const rows = await connection.query('SELECT FROM pg_catalog.pg_stat_activity WHERE pid = $1', [pid]);
    if (rows.length === 0) return true;
    await sleep(100);
  }
  return false;
}

async function readBlockers(connection: PostgresSession, pid: number): Promise<readonly Blocker[]> {
  const rows = await connection.query<BlockerRow>(
    `SELECT a.pid, a.query, a.application_name AS application,
            extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::integer AS age
       FROM pg_catalog.pg_stat_activity a
      WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1)) ORDER BY a.xact_start`,
    [pid],
  );
  return rows.map(({ pid: blocker, query, application, age }) => ({
    pid: blocker,
    query: maskLiterals((query ?? '').replace(/\s+/g, ' ').trim()),
    applicationName: application ?? '',
    age: age ?? 0,
  }));
}
