import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

export interface SessionOptions {
  /** Whether the database is to refuse writing. */
  readonly readOnly?: boolean;
}

/** The last session of each data source that has one connection only. */
const lastSession = new WeakMap<DataSource, Promise<unknown>>();
const openSessions = new AsyncLocalStorage<ReadonlySet<DataSource>>();

/**
 * Does work in one session: one connection, one transaction. Committed when the work is done, rolled back when it
 * throws, released always. SQLite has one connection, so there sessions wait for each other.
 */
export async function withSession<Result>(
  dataSource: DataSource,
  work: (session: EntityManager) => Promise<Result>,
  options: SessionOptions = {},
): Promise<Result> {
  if (dataSource.options.type === 'postgres') return runSession(dataSource, work, options);
  const open = openSessions.getStore() ?? new Set();
  if (open.has(dataSource)) {
    throw new Error('A session within a session would wait for itself: use transactionScope(session, …).');
  }
  const turn = lastSession.get(dataSource) ?? Promise.resolve();
  const result = turn.then(() =>
    openSessions.run(new Set([...open, dataSource]), () => runSession(dataSource, work, options)),
  );
  lastSession.set(
    dataSource,
    result.catch(() => undefined),
  );
  return result;
}

/**
 * Does part of a session's work under a savepoint: when it throws, this part alone is undone, and the session can
 * go on if the error is caught. Scopes may be nested.
 */
export async function transactionScope<Result>(
  session: EntityManager,
  work: (session: EntityManager) => Promise<Result>,
): Promise<Result> {
  const { queryRunner } = session;
  if (queryRunner?.isTransactionActive !== true) {
    throw new Error('A transaction scope is part of a session: use withSession(dataSource, …).');
  }
  return inTransaction(queryRunner, () => work(session));
}

async function runSession<Result>(
  dataSource: DataSource,
  work: (session: EntityManager) => Promise<Result>,
  options: SessionOptions,
): Promise<Result> {
  const queryRunner = dataSource.createQueryRunner();
  const isPostgres = dataSource.options.type === 'postgres';
  const readOnly = options.readOnly === true;
  try {
    if (readOnly && !isPostgres) await queryRunner.query('PRAGMA query_only = ON');
    return await inTransaction(queryRunner, async () => {
      if (readOnly && isPostgres) await queryRunner.query('SET TRANSACTION READ ONLY');
      return work(queryRunner.manager);
    });
  } finally {
    if (readOnly && !isPostgres) await queryRunner.query('PRAGMA query_only = OFF');
    await queryRunner.release();
  }
}

/** Begins a transaction, or a savepoint in one, and ends it as the work ends. */
async function inTransaction<Result>(queryRunner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
  await queryRunner.startTransaction();
  try {
    const result = await work();
    await queryRunner.commitTransaction();
    return result;
  } catch (error) {
    await rollBack(queryRunner, error);
    throw error;
  }
}

/** Rolls back after an error; where that fails too, both are told. */
async function rollBack(queryRunner: QueryRunner, cause: unknown): Promise<void> {
  try {
    if (queryRunner.isTransactionActive) await queryRunner.rollbackTransaction();
  } catch (error) {
    throw new AggregateError([cause, error], 'The work failed, and so did rolling it back.', {
      cause: error,
    });
  }
}
