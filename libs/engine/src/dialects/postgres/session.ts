import type { EventEmitter } from 'node:events';
import type { Client, CustomTypesConfig, Submittable } from 'pg';
import type { DatabaseTarget, PostgresTarget } from '../../config/database-url';
import type { Session, Statement } from '../../dialect/dialect';
import { isPlumblineError, PlumblineError } from '../../errors/plumbline-error';
import { Flight } from './flight';
import { connectionError, isWayRefused, sqlStateOf, statementError } from './server-errors';
import { tlsAttempts, type TlsAttempt } from './tls';

const APPLICATION_NAME = 'plumbline';
/** Seconds; the URL's `connect_timeout` wins. libpq waits for ever, which in a container looks like a hang. */
const CONNECT_TIMEOUT = 10;

/**
 * Types whose text stays as the server sent it, by OID (`pg_type.dat`): a JavaScript value would lose digits or
 * the server's idea of a time. int8, numeric, date, time, timetz, timestamp, timestamptz, interval; and their arrays.
 */
const KEPT_AS_TEXT: ReadonlySet<number> = new Set([
  20, 1700, 1082, 1083, 1266, 1114, 1184, 1186, 1016, 1231, 1182, 1183, 1270, 1115, 1185, 1187,
]);

/** How the connection stands, from the server's ReadyForQuery: idle, in a transaction, in a failed one. */
type TransactionStatus = 'I' | 'T' | 'E';

/** What a statement ends with that tells the session its server process. */
export const BACKEND_PID = 'pg_catalog.pg_backend_pid() AS pid';

/** What `pg` does not declare: the connection below the client, which emits each message of the server. */
interface Wire {
  readonly connection: EventEmitter & {
    readonly stream: { destroy(): void; ref(): void; unref(): void };
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

/** SQLSTATE division_by_zero. */
const NO_ROW = '22012';

/** A statement that fails on the server unless it changes a row: what follows it in the same message must not run. */
function failingWithoutRow(sql: string): string {
  return `WITH changed AS (${sql} RETURNING 1) SELECT 1 / pg_catalog.count(*) FROM changed`;
}

/** A session on one client of `pg`. Statements without parameters go as a simple query and may be several. */
export class PostgresSession implements Session {
  #status: TransactionStatus = 'I';
  #isClosed = false;
  #isLost = false;
  #deferred: readonly Statement[] = [];
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
    try {
      const result: unknown = await (parameters.length === 0
        ? this.#client.query(sql)
        : this.#client.query(sql, [...parameters]));
      return [result].flat() as readonly Result[];
    } catch (error) {
      if (sqlStateOf(error) !== undefined) await this.#hearStatus();
      throw statementError(error, this.target, sql);
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
    return this.#client;
  }

  /** @throws PlumblineError as {@link query} does, for the statement that failed */
  async runAll(
    statements: readonly Statement[],
    completed: (index: number, rows: number) => void,
  ): Promise<void> {
    const before = this.#deferred.length;
    const all = [...this.#deferred, ...statements];
    this.#deferred = [];
    let done = 0;
    try {
      await this.#fly(all, (index, rows) => {
        done = index + 1;
        if (index >= before) completed(index - before, rows);
      });
    } catch (error) {
      const failed = all[done];
      if (failed?.otherwise !== undefined && sqlStateOf(error) === NO_ROW) throw failed.otherwise();
      throw statementError(error, this.target, failed?.sql ?? '');
    }
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

  #fly(statements: readonly Statement[], completed: (index: number, rows: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      const row = (index: number, values: readonly (string | null)[]): void => {
        if (statements[index]?.sql.endsWith(BACKEND_PID) === true) this.pid = Number(values.at(-1));
      };
      const sent = statements.map((one) =>
        one.otherwise === undefined ? one : { ...one, sql: failingWithoutRow(one.sql) },
      );
      this.#client.query(new Flight(sent, { completed, row }, settle) as unknown as Submittable);
    });
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
    // The end is waited for, whatever was said before.
    wireOf(this.#client).stream.ref();
    await this.#client.end();
  }

  abandon(): void {
    wireOf(this.#client).stream.destroy();
  }
}

/**
 * Connects with `pg`, which is loaded by the first call.
 *
 * @throws PlumblineError `database-unreachable`, `authentication-failed`, `database-missing`, `driver-missing`
 */
export async function connect(target: DatabaseTarget): Promise<PostgresSession> {
  if (target.dialect !== 'postgres') {
    throw new PlumblineError('internal', { message: `a PostgreSQL session for ${target.dialect}` });
  }
  const driver = loadDriver();
  let refusal: unknown;
  for (const tls of readTls(target)) {
    try {
      return await attempt(driver, target, tls);
    } catch (error) {
      refusal = error;
      if (!isWayRefused(error)) break;
    }
  }
  throw connectionError(refusal, target);
}

type Driver = Pick<typeof import('pg'), 'Client' | 'types'>;

/** Required, not imported: for `import()` Node loads and runs another loader first. */
function loadDriver(): Driver {
  try {
    return withNavigator(() => require('pg') as Driver);
  } catch (error) {
    const { code = '' } = error as { readonly code?: string };
    if (!code.endsWith('MODULE_NOT_FOUND')) throw error;
    throw new PlumblineError('driver-missing', { driver: 'pg' }, { cause: error });
  }
}

/**
 * While it is loaded, `pg` asks whether it is in a worker of Cloudflare: by `navigator`, or where that is missing, as in Node
 * 20, by a `Response`, for which Node loads the whole of `fetch`.
 */
function withNavigator<T>(load: () => T): T {
  if ('navigator' in globalThis) return load();
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js' }, configurable: true });
  try {
    return load();
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator');
  }
}

/** A certificate that cannot be read is a connection that cannot be made. */
function readTls(target: PostgresTarget): readonly TlsAttempt[] {
  try {
    return tlsAttempts(target);
  } catch (error) {
    throw connectionError(error, target);
  }
}

async function attempt(driver: Driver, target: PostgresTarget, tls: TlsAttempt): Promise<PostgresSession> {
  const { parameters } = target;
  const client = new driver.Client({
    host: target.host,
    port: target.port,
    user: target.user,
    password: target.password,
    database: target.database,
    ssl: tls,
    application_name: parameters['application_name'] ?? APPLICATION_NAME,
    options: parameters['options'],
    connectionTimeoutMillis: 1000 * (Number(parameters['connect_timeout']) || CONNECT_TIMEOUT),
    keepAlive: true,
    types: typesOf(driver),
  });
  // A connection lost between statements: the next one fails and says so. Unheard it would end the process.
  client.on('error', () => undefined);
  const session = new PostgresSession(target, client, driver.types);
  try {
    await client.connect();
  } catch (error) {
    wireOf(client).stream.destroy();
    throw error;
  }
  return session;
}

function typesOf(driver: Driver): CustomTypesConfig {
  return {
    getTypeParser: ((oid: number, format?: 'text') =>
      KEPT_AS_TEXT.has(oid)
        ? (text: string) => text
        : driver.types.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
  };
}

function wireOf(client: Client): Wire['connection'] {
  return (client as unknown as Wire).connection;
}

/** The SQLSTATE of an error that a session threw. */
export function sqlStateFrom(error: unknown): string | undefined {
  if (isPlumblineError(error, 'read-only-database')) return '25006';
  return isPlumblineError(error, 'database-error') ? error.data.sqlState : undefined;
}
