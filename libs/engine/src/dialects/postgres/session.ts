import type { EventEmitter } from 'node:events';
import type { Client, CustomTypesConfig, Submittable } from 'pg';
import type { PostgresTarget } from '../../config/database-url';
import type { Session, Statement } from '../../dialect/dialect';
import { onceFor } from '../../kernel/once';
import { Flight, type FlightConnection, type SentStatement } from './flight';
import { PreparedNames, UNNAMED } from './prepared-names';
import { sqlStateOf, statementError } from './server-errors';

/** How the connection stands, from the server's ReadyForQuery: idle, in a transaction, in a failed one. */
type TransactionStatus = 'I' | 'T' | 'E';

/** What a statement ends with that tells the session its server process. */
export const BACKEND_PID = 'pg_catalog.pg_backend_pid() AS pid';

/** What `pg` does not declare: the connection below the client, which emits each message of the server. */
interface Wire {
  readonly connection: EventEmitter &
    FlightConnection & {
      readonly stream: { readonly bytesRead: number; destroy(): void; ref(): void; unref(): void };
      connect(portOrPath: number | string, host?: string): void;
      cancel(processID: number | null, secretKey: unknown): void;
    };
  /** Whether the server waits for the next query. */
  readonly readyForQuery: boolean;
  /** Of the server, from its BackendKeyData. */
  readonly processID: number | null;
  readonly secretKey: unknown;
}

interface Result {
  readonly rows: readonly Record<string, unknown>[];
}

/** Milliseconds for the other side to hear that the session is closed. */
export const CLOSE_TIMEOUT = 2000;

/** SQLSTATE division_by_zero. */
const NO_ROW = '22012';

/** A statement that fails on the server unless it changes a row: what follows it in the same message must not run. */
const failingWithoutRow = onceFor(
  (sql: string) => `WITH changed AS (${sql} RETURNING 1) SELECT 1 / pg_catalog.count(*) FROM changed`,
);

/** A session on one client of `pg`. Statements without parameters go as a simple query and may be several. */
export class PostgresSession implements Session {
  #status: TransactionStatus = 'I';
  #isClosed = false;
  #isLost = false;
  /** What was said of the connection as it was lost, where no statement was there to hear it. */
  #loss: unknown;
  /** Whether code of others has, or had, the client. */
  #isShared = false;
  #deferred: readonly Statement[] = [];
  /** What was asked and is not answered: queries, and flights. */
  #queries = 0;
  #flights = 0;
  readonly #names = new PreparedNames();
  readonly #client: Client;
  /** The server process, as the last `SELECT pg_backend_pid()` of a deferred statement or a query told. */
  pid: number | undefined;

  constructor(
    readonly target: PostgresTarget,
    client: Client,
    /** How the driver reads values without the engine's settings. */
    readonly driverTypes: CustomTypesConfig,
  ) {
    this.#client = client;
    wireOf(client).on('readyForQuery', (message: { readonly status: TransactionStatus }) => {
      this.#status = message.status;
    });
    client.on('end', () => {
      this.#isLost = true;
    });
    // A connection lost between statements: the next one fails and says so. Unheard it would end the process.
    client.on('error', (error) => {
      this.#loss ??= error;
    });
  }

  /**
   * @returns the rows; of several statements those of the last
   * @throws PlumblineError `database-error` with the SQLSTATE, `read-only-database` (25006), and
   *   `database-unreachable` when the connection is lost
   */
  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const results = await this.#run(sql, parameters);
    return (results.at(-1)?.rows ?? []) as readonly Row[];
  }

  /**
   * One message, and so one round trip.
   *
   * @throws PlumblineError as {@link query}; what follows the failed statement did not run
   */
  async queryEach(statements: readonly string[]): Promise<readonly (readonly Record<string, unknown>[])[]> {
    return (await this.#run(statements.join(';\n'), [])).map(({ rows }) => rows);
  }

  async #run(sql: string, parameters: readonly unknown[]): Promise<readonly Result[]> {
    await this.#sendDeferred();
    // It may be anybody's, and DISCARD ALL.
    this.#names.forget();
    this.#queries += 1;
    try {
      const result: unknown = await (parameters.length === 0
        ? this.#client.query(sql)
        : this.#client.query(sql, [...parameters]));
      return [result].flat() as readonly Result[];
    } catch (error) {
      if (sqlStateOf(error) !== undefined) await this.#hearStatus();
      throw statementError(this.#reason(error), this.target, sql);
    } finally {
      this.#queries -= 1;
    }
  }

  /** `pg` fails a query before it has heard how the transaction stands, where that comes in another packet. */
  #hearStatus(): Promise<void> {
    const { connection, readyForQuery } = this.#client as unknown as Wire;
    if (readyForQuery || this.#isLost) return Promise.resolve();
    return new Promise((resolve) => {
      connection.once('readyForQuery', () => resolve());
      connection.once('end', () => resolve());
    });
  }

  /** Runs what `pg` takes, and gives what it gives: for code that was written for a client of `pg`. */
  client(): Client {
    this.#isShared = true;
    return this.#client;
  }

  /**
   * While one message is on its way another one may follow it: the server begins with it as soon as it is done with the first.
   *
   * @throws PlumblineError as {@link query} does, for the statement that failed
   */
  async runAll(
    statements: readonly Statement[],
    completed: (index: number, rows: number) => void,
  ): Promise<void> {
    const before = this.#deferred.length;
    const all = before === 0 ? statements : [...this.#deferred, ...statements];
    this.#deferred = [];
    let done = 0;
    try {
      await this.#fly(all, (index, rows) => {
        done = index + 1;
        if (index >= before) completed(index - before, rows);
      });
    } catch (error) {
      this.#names.forget();
      const failed = all[done];
      if (failed?.otherwise !== undefined && sqlStateOf(error) === NO_ROW) throw failed.otherwise();
      throw statementError(this.#reason(error), this.target, failed?.sql ?? '');
    }
  }

  /** Of a connection that is gone the first thing said says why. */
  #reason(error: unknown): unknown {
    return sqlStateOf(error) === undefined ? (this.#loss ?? error) : error;
  }

  heard(): number | undefined {
    return this.#queries + this.#flights === 0 ? undefined : wireOf(this.#client).stream.bytesRead;
  }

  /** Behind a pooler the next message may reach another server process; and nobody knows what code of others does. */
  canSendAhead(): boolean {
    return this.isDirect() && !this.#isShared;
  }

  /** Keeps statements until the next one is sent, in one message with it: to begin a transaction costs nothing. */
  defer(statements: readonly Statement[]): void {
    this.#deferred = [...this.#deferred, ...statements];
  }

  /** Drops what was deferred; true where there was something. */
  dropDeferred(): boolean {
    const wasPending = this.#deferred.length > 0;
    this.#deferred = [];
    return wasPending;
  }

  async #sendDeferred(): Promise<void> {
    if (this.#deferred.length > 0) await this.runAll([], () => undefined);
  }

  async #fly(
    statements: readonly Statement[],
    completed: (index: number, rows: number) => void,
  ): Promise<void> {
    const canSendAhead = this.canSendAhead();
    const sent = statements.map((one) => this.#prepare(one, canSendAhead));
    const isNext = canSendAhead && this.#flights === 1 && this.#queries === 0;
    this.#flights += 1;
    try {
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
        const row = (index: number, values: readonly (string | null)[]): void => {
          if (statements[index]?.sql.endsWith(BACKEND_PID) === true) this.pid = Number(values.at(-1));
        };
        const flight = new Flight(sent, { completed, row }, settle);
        // `pg` keeps it until the one in front is answered, and then finds it sent: the answers come in the same order.
        if (isNext) flight.send(wireOf(this.#client));
        this.#client.query(flight as unknown as Submittable);
      });
    } finally {
      this.#flights -= 1;
    }
  }

  #prepare(one: Statement, canName: boolean): SentStatement {
    const sql = one.otherwise === undefined ? one.sql : failingWithoutRow(one.sql);
    // What stands after it in the message is parsed after it was run.
    if (one.isOpaque === true) this.#names.forget();
    const { name, isParsed } = canName && one.isRepeated === true ? this.#names.take(sql) : UNNAMED;
    const { parameters = [], isAwaited = false } = one;
    return { sql, parameters, isAwaited, name, isParsed };
  }

  inTransaction(): boolean {
    return this.#status !== 'I' || this.#deferred.length > 0;
  }

  /** Whether the server has begun the transaction: what was deferred it does not know yet. */
  hasBegun(): boolean {
    return this.#status !== 'I';
  }

  /**
   * Whether the server process is the one that greeted: a pooler greets by itself, with a number of its own (PgBouncer makes
   * one up). Known once a transaction has told its process.
   */
  isDirect(): boolean {
    return this.pid !== undefined && this.pid === (this.#client as unknown as Wire).processID;
  }

  isPooled(): boolean {
    return this.pid !== undefined && !this.isDirect();
  }

  /**
   * Asks the server to cancel what the connection runs (manual, 54.2.9), on a connection of its own that needs no user. A
   * pooler knows which of its server processes that is now.
   */
  requestCancel(): Promise<void> {
    const { processID, secretKey, host, port } = this.#client as unknown as Wire & Client;
    const { connection } = new (this.#client.constructor as typeof Client)() as unknown as Wire;
    return new Promise((resolve, reject) => {
      connection.on('error', reject);
      connection.once('connect', () => {
        connection.cancel(processID, secretKey);
        // The server answers by hanging up, in whatever way.
        connection.prependListener('error', () => resolve());
      });
      connection.once('end', () => resolve());
      if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
      else connection.connect(port, host);
    });
  }

  /** Whether the connection is gone. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Whether a statement of the open transaction failed, so that COMMIT would roll back without a word. */
  hasFailed(): boolean {
    return this.#status === 'E';
  }

  /** Lets the process end while this is open: for a connection on which nothing is asked. */
  unref(): void {
    wireOf(this.#client).stream.unref();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#isLost) return;
    // The end is waited for, whatever was said before; but not for ever, where the other side is not there any more.
    wireOf(this.#client).stream.ref();
    const timer = setTimeout(() => this.abandon(), CLOSE_TIMEOUT);
    await this.#client.end();
    clearTimeout(timer);
  }

  abandon(reason?: string): void {
    if (reason !== undefined) this.#loss ??= new Error(reason);
    wireOf(this.#client).stream.destroy();
  }
}

/** The connection below a client. */
export function wireOf(client: Client): Wire['connection'] {
  return (client as unknown as Wire).connection;
}
