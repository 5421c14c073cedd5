import { isAbsolute, resolve } from 'node:path';
import { PlumblineError } from '../errors/plumbline-error';
import { redactUrl } from './redact';

export { DIALECT_NAMES, type DialectName } from '../model/dialect-name';

/** Where a database is, parsed out of a URL. */
export type DatabaseTarget = PostgresTarget | SqliteTarget;

export interface PostgresTarget {
  readonly dialect: 'postgres';
  /** A host name or address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  /** As libpq means it. */
  readonly sslmode: SslMode;
  readonly sslrootcert?: string;
  /** The rest of the URL's parameters (`application_name`, `options`, `connect_timeout` …). */
  readonly parameters: Readonly<Record<string, string>>;
  /** The URL without its password. */
  readonly displayUrl: string;
}

export interface SqliteTarget {
  readonly dialect: 'sqlite';
  /** An absolute path, or `:memory:`. */
  readonly path: string;
  readonly displayUrl: string;
}

export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/**
 * Parses a database URL: `postgresql://user:password@host:5432/database?sslmode=require`, `sqlite:///relative.db`,
 * `sqlite:////absolute.db`, `sqlite://` or `sqlite:///:memory:` for memory, and SQLAlchemy's spellings with a
 * driver (`postgresql+asyncpg://`, `sqlite+aiosqlite://`), whose driver is left aside.
 *
 * @param directory what a relative SQLite path is relative to
 * @throws PlumblineError `malformed-url`, `unsupported-database`
 */
export function parseDatabaseUrl(url: string, directory: string): DatabaseTarget {
  const match = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:(\/\/.*|:memory:|.*)$/is.exec(url.trim());
  if (!match) throw malformed(url, 'It does not begin with a scheme such as postgresql:// or sqlite://.');
  const scheme = (match[1] ?? '').toLowerCase();
  const rest = match[2] ?? '';
  switch (scheme) {
    case 'postgres':
    case 'postgresql':
      return parsePostgres(url, rest);
    case 'sqlite':
    case 'sqlite3':
      return parseSqlite(url, rest, directory);
    default:
      throw new PlumblineError('unsupported-database', { scheme });
  }
}

function parseSqlite(url: string, rest: string, directory: string): SqliteTarget {
  if (rest === ':memory:') return { dialect: 'sqlite', path: ':memory:', displayUrl: 'sqlite:///:memory:' };
  if (!rest.startsWith('//')) throw malformed(url, 'A SQLite URL begins with sqlite:///.');
  const raw = decode(url, rest.slice(2).replace(/\?.*$/s, ''));
  if (raw !== '' && !raw.startsWith('/')) {
    throw malformed(
      url,
      'A SQLite URL has no host: three slashes, then the path (four for an absolute one).',
    );
  }
  const path = raw.slice(1);
  if (path === '' || path === ':memory:')
    return { dialect: 'sqlite', path: ':memory:', displayUrl: 'sqlite:///:memory:' };
  if (path.includes('\0')) throw malformed(url, 'The path holds a NUL character.');
  const absolute = isAbsolute(path) ? path : resolve(directory, path);
  return { dialect: 'sqlite', path: absolute, displayUrl: `sqlite:///${absolute}` };
}

function parsePostgres(url: string, rest: string): PostgresTarget {
  let parsed: URL;
  try {
    // A scheme that URL knows nothing of keeps the authority as it is written.
    parsed = new URL(`postgresql:${rest}`);
  } catch {
    throw malformed(url, 'Host, port or an escape in it is not valid.');
  }
  if (!rest.startsWith('//')) throw malformed(url, 'A PostgreSQL URL begins with postgresql://.');
  const parameters = Object.fromEntries(parsed.searchParams);
  const { sslmode = 'prefer', sslrootcert, host: socket, ...others } = parameters;
  if (!isSslMode(sslmode)) throw malformed(url, `sslmode is one of ${SSL_MODES.join(', ')}.`);
  const database = decode(url, parsed.pathname.slice(1));
  const user = decode(url, parsed.username);
  if (database === '') throw malformed(url, 'It names no database.');
  if (user === '') throw malformed(url, 'It names no user.');
  const password = decode(url, parsed.password);
  return {
    dialect: 'postgres',
    host:
      socket ??
      (parsed.hostname === '' ? 'localhost' : decode(url, parsed.hostname.replace(/^\[(.*)\]$/, '$1'))),
    port: parsed.port === '' ? 5432 : Number(parsed.port),
    user,
    ...(password === '' ? {} : { password }),
    database,
    sslmode,
    ...(sslrootcert === undefined ? {} : { sslrootcert }),
    parameters: others,
    displayUrl: redactUrl(url),
  };
}

function isSslMode(value: string): value is SslMode {
  return (SSL_MODES as readonly string[]).includes(value);
}

function decode(url: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(url, `'%' begins an escape of two hexadecimal digits; write %25 for the sign itself.`);
  }
}

function malformed(url: string, reason: string): PlumblineError {
  // The cause of a URL that does not parse quotes the URL, password and all.
  return new PlumblineError('malformed-url', { url: redactUrl(url), reason });
}
