import type { CustomTypesConfig } from 'pg';
import type { DatabaseTarget, PostgresTarget } from '../../config/database-url';
import { PlumblineError } from '../../errors/plumbline-error';
import { connectionError, isWayRefused } from './server-errors';
import { PostgresSession, wireOf } from './session';
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

/**
 * Connects with `pg`, which is loaded by the first call.
 *
 * @param patience milliseconds for each answer, of a connection that is asked only what is answered at once; without end
 *   where it is absent
 * @throws PlumblineError `database-unreachable`, `authentication-failed`, `database-missing`, `driver-missing`
 */
export async function connect(target: DatabaseTarget, patience?: number): Promise<PostgresSession> {
  if (target.dialect !== 'postgres') {
    throw new PlumblineError('internal', { message: `a PostgreSQL session for ${target.dialect}` });
  }
  const driver = loadDriver();
  let refusal: unknown;
  for (const tls of readTls(target)) {
    try {
      return await attempt(driver, target, tls, patience);
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

async function attempt(
  driver: Driver,
  target: PostgresTarget,
  tls: TlsAttempt,
  patience: number | undefined,
): Promise<PostgresSession> {
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
    ...(patience === undefined ? {} : { query_timeout: patience }),
    types: typesOf(driver),
  });
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
