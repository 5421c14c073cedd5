import { searchPathOf, type PostgresTarget } from '../../config/database-url';
import { isPlumblineError, PlumblineError } from '../../errors/plumbline-error';
import { keepDetail } from '../../errors/server-detail';
import { maskLiterals } from './scan';

/** What is read of an error of `pg` or of Node.js. `where` is not: it holds row values, as `detail` mostly does. */
interface DriverError {
  readonly message?: string;
  readonly detail?: string;
  readonly code?: string;
  /** Only errors of the server have one. */
  readonly severity?: string;
  readonly errors?: readonly unknown[];
}

/**
 * SQLSTATEs that the server says goodbye with: it is shut down, it crashed, an administrator ends the session or drops the
 * database, or a timeout of the session ran out.
 */
const CONNECTION_ENDS = /^(?:57P0[1-5]|25P0[34]|08)/;

/** What servers say of an extension that they have not; those before 15, of its file. */
const NO_EXTENSION =
  /^extension "(.+)" is not available$|^could not open extension control file ".*\/(.+)\.control": No such file/;

const NO_TLS = 'The server does not support SSL connections';

/** The SQLSTATE of an error of the server; errors of the socket have codes of Node.js, such as ECONNREFUSED. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = error as DriverError;
  return severity === undefined ? undefined : code;
}

/** Whether the other way (with TLS, or without) is to be tried: the server refused this one, not the user. */
export function isWayRefused(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return state === '28000';
  const { code = '', message = '' } = error as DriverError;
  return message === NO_TLS || /^(?:ERR_(?:TLS|SSL)|EPROTO|ECONNRESET)/.test(code);
}

/** An error on the way to a session. */
export function connectionError(error: unknown, target: PostgresTarget): PlumblineError {
  const url = target.displayUrl;
  const message = messageOf(error);
  switch (sqlStateOf(error)) {
    case '28P01':
    case '28000':
      return new PlumblineError('authentication-failed', { url, user: target.user });
    case '3D000':
      return new PlumblineError('database-missing', { url, database: target.database });
    default:
      break;
  }
  // The password's own checks in `pg`, as when the server asks for one and there is none.
  if (/^SASL|password must be a string/.test(message)) {
    return new PlumblineError('authentication-failed', { url, user: target.user }, { cause: error });
  }
  const reason =
    message === NO_TLS
      ? `sslmode=${target.sslmode} asks for TLS, and the server does not offer it.`
      : message;
  const sqlState = sqlStateOf(error);
  return new PlumblineError(
    'database-unreachable',
    { url, reason, ...(sqlState === undefined ? {} : { sqlState }) },
    { cause: error },
  );
}

/**
 * An error of a statement. It is not kept as the cause: the driver's error holds DETAIL, with the values of rows.
 * Without a SQLSTATE it is the connection that failed.
 */
export function statementError(error: unknown, target: PostgresTarget, sql: string): PlumblineError {
  const sqlState = sqlStateOf(error);
  if (sqlState === undefined || CONNECTION_ENDS.test(sqlState)) {
    const reason = `The connection was lost: ${messageOf(error)}`;
    return new PlumblineError('database-unreachable', { url: target.displayUrl, reason });
  }
  const message = withoutValues(messageOf(error), sqlState) + dependentsOf(error, sqlState);
  if (sqlState === '25006') {
    return new PlumblineError('read-only-database', { url: target.displayUrl, reason: message });
  }
  if (sqlState === '3F000' && /no schema has been selected/.test(message)) {
    return new PlumblineError('no-default-schema', {
      url: target.displayUrl,
      searchPath: searchPathOf(target),
    });
  }
  const extension = NO_EXTENSION.exec(message)?.slice(1).find(Boolean);
  if (extension !== undefined) {
    return new PlumblineError('extension-unavailable', { extension, url: target.displayUrl });
  }
  const refused = new PlumblineError('database-error', { message, sqlState, statement: maskLiterals(sql) });
  return keepDetail(refused, (error as DriverError).detail);
}

/** What depends on an object is said in DETAIL only; of these errors it names objects, and holds no row values. */
function dependentsOf(error: unknown, sqlState: string): string {
  const { detail = '' } = error as DriverError;
  const isDependency = sqlState === '2BP01' || (sqlState === '0A000' && /^rule _RETURN on /.test(detail));
  return isDependency && detail !== '' ? ` (${detail.replaceAll('\n', '; ')})` : '';
}

/** Messages of class 22 (data exception) quote the value: `invalid input syntax for type integer: "…"`. */
function withoutValues(message: string, sqlState: string): string {
  if (!sqlState.startsWith('22')) return message;
  return message.replace(/(: |\bvalue )".*"/s, '$1"…"');
}

/** The message; of an attempt on several addresses (`AggregateError`, without a text of its own), each one's. */
function messageOf(error: unknown): string {
  const { message = '', errors } = error as DriverError;
  if (message !== '' || errors === undefined) return message === '' ? String(error) : message;
  return [...new Set(errors.map(messageOf))].join('; ');
}

/** The SQLSTATE of an error that a session threw. */
export function sqlStateFrom(error: unknown): string | undefined {
  if (isPlumblineError(error, 'read-only-database')) return '25006';
  return isPlumblineError(error, 'database-error') ? error.data.sqlState : undefined;
}
