import type { DataSource } from 'typeorm';

/** The pool of connections to PostgreSQL, at one moment. */
export interface PoolState {
  /** Connections that are open. */
  readonly size: number;
  /** Of these, the ones that work. */
  readonly used: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
  /** How many connections there can be: `DB_POOL_SIZE` and `DB_MAX_OVERFLOW` together. */
  readonly limit: number;
  /** Requests that waited longer than `DB_POOL_TIMEOUT` and got none, since the start. */
  readonly timeouts: number;
}

/** What is used of the pool of `pg`, which TypeORM keeps as `master` without a type. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
  connect(callback: Taken): void;
}

type Taken = (error: Error | undefined, ...connection: unknown[]) => void;

const TIMED_OUT = /^timeout exceeded when trying to connect/;

/** Counts the timeouts of a data source's pool from now on, and gives what reads its state; nothing without a pool. */
export function observePool(dataSource: DataSource): (() => PoolState) | undefined {
  const pool = (dataSource.driver as { readonly master?: Pool }).master;
  if (pool === undefined || dataSource.options.type !== 'postgres') return undefined;
  let timeouts = 0;
  const connect = pool.connect.bind(pool);
  // TypeORM takes connections with a callback; the pool itself tells nobody of one that did not come.
  pool.connect = (callback) =>
    connect((error, ...connection) => {
      if (error !== undefined && TIMED_OUT.test(error.message)) timeouts += 1;
      callback(error, ...connection);
    });
  return () => ({
    size: pool.totalCount,
    used: pool.totalCount - pool.idleCount,
    waiting: pool.waitingCount,
    limit: pool.options.max,
    timeouts,
  });
}
