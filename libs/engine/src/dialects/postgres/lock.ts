import { setTimeout as sleep } from 'node:timers/promises';
import { PlumblineError, isPlumblineError } from '../../errors/plumbline-error';
import { sha256 } from '../../kernel/hash';
import type { LockOptions, RunLock, Session } from '../../dialect/dialect';
import { connect } from './connect';
import { CLOSE_TIMEOUT, type PostgresSession } from './session';
import { noOtherLimits } from './transaction';

/** Milliseconds between two attempts: a base, and at most as much again at random, so that waiters do not march in step. */
const POLL = 100;
/** Milliseconds after which the holding connection is asked whether it still lives, where nothing was heard of it. */
const HEARTBEAT = 1000;
/**
 * Milliseconds for an answer of the holding connection: as long as a server may be too busy for anything, and no longer, as
 * nobody knows of a connection without answers whether it still holds the lock.
 */
const PATIENCE = 30_000;
const NOBODY = 'The holder has just gone, or is not visible to this user.';

/** The advisory lock that stands for a text: the first 64 bits of its SHA-256, as the server's signed bigint. */
export function lockKey(text: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${sha256(text).slice(0, 16)}`));
}

/**
 * Takes a run's lock: a second connection keeps a transaction open that holds `pg_try_advisory_xact_lock` (manual,
 * 13.3.5 and 9.28.10). A transaction pins its server connection behind a pooler, and whatever ends it frees the lock.
 * It is polled, never awaited in the server: a waiter's snapshot would deadlock with CREATE INDEX CONCURRENTLY.
 *
 * @param key the text that the lock stands for; the lock is the database's own
 * @throws PlumblineError `lock-timeout` after `options.timeout` milliseconds, and what `connect` throws
 */
export async function lock(session: Session, key: string, options: LockOptions): Promise<RunLock> {
  const holder = await connect(session.target, PATIENCE);
  try {
    await poll(holder, lockKey(key), options);
  } catch (error) {
    await holder.close();
    throw error;
  }
  let checked = Date.now();
  const isFresh = (): boolean => !holder.isLost && Date.now() - checked < HEARTBEAT;
  return {
    isFresh,
    assertHeld: async () => {
      if (isFresh()) return;
      await assertAlive(holder);
      checked = Date.now();
    },
    release: () => release(holder),
  };
}

/** SHOW takes no snapshot, so that nobody's CREATE INDEX CONCURRENTLY comes to wait for this transaction. */
async function assertAlive(holder: PostgresSession): Promise<void> {
  try {
    await holder.query('SHOW transaction_isolation');
  } catch (cause) {
    throw new PlumblineError('lock-lost', { reason: (cause as Error).message }, { cause });
  }
}

async function poll(session: PostgresSession, key: bigint, options: LockOptions): Promise<void> {
  const end = Date.now() + options.timeout;
  let known: string | undefined;
  while (!(await tryLock(session, key))) {
    const holder = await describeHolder(session, key);
    await session.query('ROLLBACK');
    if (holder !== known) options.onWait?.(holder);
    known = holder;
    const left = end - Date.now();
    if (left <= 0) throw new PlumblineError('lock-timeout', { seconds: options.timeout / 1000, holder });
    await sleep(Math.min(left, POLL + Math.random() * POLL), undefined, signalOf(options));
  }
}

/** One message: the transaction, no timeouts that would end it while it only holds the lock, and the attempt. */
async function tryLock(session: PostgresSession, key: bigint): Promise<boolean> {
  const [row] = await session.query<{ readonly locked: boolean }>(
    `BEGIN;
     SELECT ${noOtherLimits('true')};
     SELECT pg_catalog.pg_try_advisory_xact_lock('${key}'::bigint) AS locked`,
  );
  return row?.locked === true;
}

/** Who holds it: `process 4711 ('plumbline', user 'deploy'), since 2026-11-23T22:02:17Z`. */
async function describeHolder(session: PostgresSession, key: bigint): Promise<string> {
  const [row] = await session.query<{ readonly holder: string }>(
    `SELECT format('process %s (''%s'', user ''%s''), since %s', a.pid, a.application_name, a.usename,
              to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS holder
       FROM pg_catalog.pg_locks l
       JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        AND l.classid = ('${key}'::bigint >> 32 & 4294967295)::oid AND l.objid = ('${key}'::bigint & 4294967295)::oid`,
  );
  return row?.holder ?? NOBODY;
}

/** `sleep` wants a signal, or no key of that name. */
function signalOf({ signal }: LockOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

async function release(session: PostgresSession): Promise<void> {
  const timer = setTimeout(() => session.abandon(), CLOSE_TIMEOUT);
  try {
    if (session.inTransaction()) await session.query('ROLLBACK');
  } catch (error) {
    // With the connection the lock is gone too: there is nothing left to release.
    if (!isPlumblineError(error, 'database-unreachable')) throw error;
  } finally {
    clearTimeout(timer);
    await session.close();
  }
}
