import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { SqliteTarget } from '../../config/database-url';
import type { Session, Statement } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import type { Database, PreparedStatement } from './driver';
import { statementError } from './driver-errors';
import { fromRow, toParameter } from './values';
import { ForeignKeyWatch } from './foreign-key-watch';
import { whileLocked } from './wait';

/** Milliseconds that a statement waits for a file that another connection has locked. */
const BUSY_TIMEOUT = 5000;

/** Milliseconds that statements may follow each other without a look at what else happened. */
const YIELD_INTERVAL = 10;

/** Pages that are copied before the process gets to what else happened. */
const PAGES = 100;

/** What changes a connection beyond the transaction: settings, attached files, temporary objects. */
const LEAVES_TRACES = /\b(?:pragma|attach|detach|temp|temporary)\b/i;

/** What ends a transaction, and can be tried again where it cannot yet. */
const COMMITS = /^\s*(?:commit|end)\b/i;

/** Opens a file, or `:memory:`, with foreign keys enforced. */
type Open = (path: string) => Database;

/**
 * A session on one connection of better-sqlite3. While the file is missing, statements that only read run on an
 * empty database in memory, and the first that writes creates the file: a reading command leaves nothing behind.
 */
export class SqliteSession implements Session {
  #database: Database;
  readonly #open: Open;
  #isPending: boolean;
  #isInterrupted = false;
  #hasTraces = false;
  #isRelaxed = false;
  #isWaiting = false;
  /** Whether SQLite itself waits for a locked file, which holds up the process. */
  #isHeldUp = false;
  #yielded = 0;
  readonly #statements = new Map<string, PreparedStatement>();
  /** What the open transaction may have done to foreign keys. */
  readonly keys = new ForeignKeyWatch((sql) => this.#ask(sql));

  constructor(
    readonly target: SqliteTarget,
    open: Open,
  ) {
    this.#open = open;
    this.#isPending = target.path !== ':memory:' && !existsSync(target.path);
    this.#database = open(this.#isPending ? ':memory:' : target.path);
  }

  /**
   * Runs one statement, or several where there are no parameters; of several no rows are given. Integers beyond
   * 2^53 come as `bigint`. Several statements that begin a transaction of their own and fail leave none open.
   *
   * @param patience milliseconds to wait for a locked file
   * @throws PlumblineError `database-error` with SQLite's result code, `read-only-database`, `database-unreachable`
   */
  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
    patience = BUSY_TIMEOUT,
  ): Promise<readonly Row[]> {
    return this.#whileLocked(sql, patience, () => this.#run(sql, parameters) as readonly Row[]);
  }

  /**
   * The connection of better-sqlite3 as it is now: it is another once the file is created. Whoever uses it waits in SQLite for
   * a locked file.
   */
  connection(): Database {
    this.#tighten();
    this.#holdUp(true);
    if (this.inTransaction()) this.keys.notice(undefined);
    return this.#database;
  }

  async queryEach(statements: readonly string[]): Promise<readonly (readonly Record<string, unknown>[])[]> {
    const results: (readonly Record<string, unknown>[])[] = [];
    for (const sql of statements) results.push(await this.query(sql));
    return results;
  }

  /** Between two statements the process gets to what else happened, as to a signal, if that was some time ago. */
  async runAll(
    statements: readonly Statement[],
    completed: (index: number, rows: number) => void,
  ): Promise<void> {
    for (const [index, statement] of statements.entries()) {
      const { sql, otherwise } = statement;
      await this.#yield();
      const rows = await this.#whileLocked(sql, BUSY_TIMEOUT, () => this.#execute(statement));
      if (otherwise !== undefined && rows === 0) throw otherwise();
      completed(index, rows);
    }
  }

  async #yield(): Promise<void> {
    if (performance.now() - this.#yielded < YIELD_INTERVAL) return;
    await setImmediate();
    this.#yielded = performance.now();
  }

  async #whileLocked<T>(sql: string, patience: number, run: () => T): Promise<T> {
    const waiting = (): void => {
      this.#isWaiting = true;
    };
    try {
      // In a transaction the lock is held already, and where it is not, waiting may be for ever.
      const isFree = !this.inTransaction() || COMMITS.test(sql);
      return isFree ? await whileLocked(run, { patience, waiting }) : run();
    } catch (error) {
      throw error instanceof PlumblineError ? error : statementError(error, this.target, sql);
    } finally {
      this.#isWaiting = false;
    }
  }

  /** Whether a statement waits for a locked file. */
  isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Lets the next statement fail: a statement of better-sqlite3 holds up the process, and cannot be cancelled. */
  interrupt(): void {
    this.#isInterrupted = true;
  }

  /** Takes {@link interrupt} back. */
  resume(): void {
    this.#isInterrupted = false;
  }

  inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  isPooled(): boolean {
    return false;
  }

  canSendAhead(): boolean {
    return false;
  }

  /** Whether foreign keys are still off of the last transaction, and nothing has run since. */
  isRelaxed(): boolean {
    return this.#isRelaxed;
  }

  /** Leaves foreign keys off until something else comes than another transaction that wants them off; or takes that back. */
  relax(isRelaxed: boolean): void {
    this.#isRelaxed = isRelaxed;
    if (this.#hasTraces) this.#tighten();
  }

  #holdUp(isHeldUp: boolean): void {
    if (this.#isHeldUp === isHeldUp) return;
    this.#database.pragma(`busy_timeout = ${isHeldUp ? BUSY_TIMEOUT : 0}`);
    this.#isHeldUp = isHeldUp;
  }

  #tighten(): void {
    if (!this.#isRelaxed) return;
    this.#isRelaxed = false;
    this.#database.pragma('legacy_alter_table = OFF');
    this.#database.pragma('foreign_keys = ON');
  }

  /** Opens the file anew where a statement of a transaction may have changed more than the database. */
  renew(): void {
    if (!this.#hasTraces || this.target.path === ':memory:' || this.#isPending) return;
    this.#reopen();
    this.#hasTraces = false;
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  heard(): undefined {
    return undefined;
  }

  abandon(): void {
    this.#database.close();
  }

  /**
   * Copies the database as it is now into a file (sqlite.org/backup.html), unless that is stopped.
   *
   * @returns how many pages it has; 0 also where the file was locked as the copying began
   */
  async copyTo(file: string, signal?: AbortSignal): Promise<number> {
    const progress = (): number => {
      signal?.throwIfAborted();
      return PAGES;
    };
    return (await this.#database.backup(file, { progress })).totalPages;
  }

  /** Creates the file if it is missing, as a write is about to come. */
  materialise(): void {
    if (!this.#isPending) return;
    this.#reopen();
    this.#isPending = false;
  }

  /** Nothing is left of what was known of the connection. */
  #reopen(): void {
    this.#database.close();
    this.#database = this.#open(this.target.path);
    this.#isRelaxed = false;
    this.#isHeldUp = false;
    this.#statements.clear();
    this.keys.forget();
  }

  #run(sql: string, parameters: readonly unknown[]): readonly unknown[] {
    this.#prepareToRun(sql);
    // Read first: a pragma at the beginning of a text takes effect as soon as the text is prepared.
    const enforced = LEAVES_TRACES.test(sql)
      ? this.#database.pragma('foreign_keys', { simple: true })
      : undefined;
    const statement = this.#prepare(sql, parameters);
    if (statement === 'several') {
      if (this.inTransaction()) this.keys.notice(undefined);
      this.#runSeveral(sql, enforced);
      return [];
    }
    if (statement === undefined) return [];
    if (this.#isPending && !statement.readonly) {
      this.materialise();
      return this.#run(sql, parameters);
    }
    if (!statement.readonly && this.inTransaction()) this.keys.notice(sql);
    const values = parameters.map(toParameter);
    if (statement.reader)
      return statement
        .safeIntegers(true)
        .all(...values)
        .map(fromRow);
    statement.run(...values);
    return [];
  }

  /** Runs a statement whose rows nobody reads; how many it changed or gave. */
  #execute(one: Statement): number {
    const { sql, parameters = [], isRepeated = false } = one;
    this.#prepareToRun(sql);
    const statement = isRepeated ? this.#kept(sql) : this.#database.prepare(sql);
    if (this.#isPending && !statement.readonly) {
      this.materialise();
      return this.#execute(one);
    }
    if (!statement.readonly && this.inTransaction()) this.keys.notice(sql);
    const values = parameters.map(toParameter);
    return statement.reader ? statement.all(...values).length : statement.run(...values).changes;
  }

  /** SQLite prepares what is kept again by itself where the schema has changed (sqlite.org/c3ref/prepare.html). */
  #kept(sql: string): PreparedStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** For {@link keys} itself. */
  #ask<Row>(sql: string): readonly Row[] {
    try {
      return this.#database.prepare(sql).all() as readonly Row[];
    } catch (error) {
      throw statementError(error, this.target, sql);
    }
  }

  #prepareToRun(sql: string): void {
    this.#tighten();
    this.#holdUp(false);
    if (this.#isInterrupted) {
      this.#isInterrupted = false;
      throw new PlumblineError('database-error', { message: 'interrupted', sqlState: 'SQLITE_INTERRUPT' });
    }
    if (this.#isPending && existsSync(this.target.path)) this.materialise();
    this.#hasTraces ||= this.#database.inTransaction && LEAVES_TRACES.test(sql);
  }

  /** better-sqlite3 tells apart one statement, none and several by its errors. */
  #prepare(sql: string, parameters: readonly unknown[]) {
    try {
      return this.#database.prepare(sql);
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'RangeError' && message.includes('no statements')) return undefined;
      if (name === 'RangeError' && message.includes('more than one') && parameters.length === 0) {
        return 'several' as const;
      }
      throw error;
    }
  }

  #runSeveral(sql: string, enforced: unknown): void {
    this.materialise();
    // Nobody knows how many of them have run when one finds the file locked.
    this.#holdUp(true);
    const wasInTransaction = this.#database.inTransaction;
    try {
      this.#database.exec(sql);
    } catch (error) {
      if (!wasInTransaction && this.#database.inTransaction) this.#database.exec('ROLLBACK');
      if (!wasInTransaction && enforced !== undefined)
        this.#database.pragma(`foreign_keys = ${Number(enforced)}`);
      throw error;
    }
  }
}

/** The session as this dialect opened it. */
export function asSqlite(session: Session): SqliteSession {
  if (session instanceof SqliteSession) return session;
  throw new TypeError('The session was not opened by the SQLite dialect.');
}
