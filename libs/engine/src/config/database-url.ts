import { isAbsolute, resolve } from 'node:path';
import { PlumblineError } from '../errors/plumbline-error';
import { redactUrl } from './redact';
import type { Variables } from './variables';

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
 * @param variables where TLS comes from that the URL says nothing of: PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY, PGSSLCRL
 * @throws PlumblineError `malformed-url`, `unsupported-database`
 */
export function parseDatabaseUrl(url: string, directory: string, variables: Variables = {}): DatabaseTarget {
  const match = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:(\/\/.*|:memory:|.*)$/is.exec(url.trim());
  if (!match) throw malformed(url, 'It does not begin with a scheme such as postgresql:// or sqlite://.');
  const scheme = (match[1] ?? '').toLowerCase();
  const rest = match[2] ?? '';
  switch (scheme) {
    case 'postgres':
    case 'postgresql':
      return parsePostgres(url, rest, variables);
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

/** The URL of another database on the same server. It keeps the password. */
export function withDatabaseName(url: string, name: string): string {
  const parsed = new URL(url.trim().replace(/^postgres(?:ql)?(?:\+[a-z0-9_]+)?:/i, 'postgresql:'));
  parsed.pathname = `/${name}`;
  if (parsed.searchParams.has('dbname')) parsed.searchParams.delete('dbname');
  return parsed.href;
}

/** What TLS a URL asks for, by libpq's variable for each parameter (manual, 34.15 Environment Variables). */
const TLS_VARIABLES = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslcrl: 'PGSSLCRL',
} as const;

function parsePostgres(url: string, rest: string, variables: Variables): PostgresTarget {
  if (!rest.startsWith('//')) throw malformed(url, 'A PostgreSQL URL begins with postgresql://.');
  const parsed = parseAuthority(url, rest);
  const parameters = withTlsVariables(Object.fromEntries(parsed.searchParams), variables);
  // In libpq a parameter takes the place of what stands before the question mark (manual, 34.1.1.2).
  const { sslmode, sslrootcert, host, port, user, password, dbname, ...others } = parameters;
  const target = {
    database: dbname ?? decode(url, parsed.pathname.slice(1)),
    user: user ?? decode(url, parsed.username),
    password: password ?? decode(url, parsed.password),
  };
  if (target.database === '') throw malformed(url, 'It names no database.');
  if (target.user === '') throw malformed(url, 'It names no user.');
  return {
    dialect: 'postgres',
    host: host ?? hostOf(url, parsed.hostname),
    port: portOf(url, port ?? parsed.port),
    user: target.user,
    ...(target.password === '' ? {} : { password: target.password }),
    database: target.database,
    sslmode: sslModeOf(url, sslmode, sslrootcert),
    ...(sslrootcert === undefined ? {} : { sslrootcert }),
    parameters: others,
    displayUrl: redactUrl(url),
  };
}

function parseAuthority(url: string, rest: string): URL {
  try {
    // A scheme that URL knows nothing of keeps the authority as it is written.
    return new URL(`postgresql:${rest}`);
  } catch {
    throw malformed(url, 'Host, port or an escape in it is not valid.');
  }
}

function withTlsVariables(
  parameters: Readonly<Record<string, string>>,
  variables: Variables,
): Readonly<Record<string, string>> {
  const given = Object.entries(TLS_VARIABLES).flatMap(([parameter, name]) => {
    const value = variables[name];
    return value === undefined || value === '' ? [] : [[parameter, value] as const];
  });
  return { ...Object.fromEntries(given), ...parameters };
}

function hostOf(url: string, hostname: string): string {
  return hostname === '' ? 'localhost' : decode(url, hostname.replace(/^\[(.*)\]$/, '$1'));
}

function portOf(url: string, port: string): number {
  if (port === '') return 5432;
  const number = Number(port);
  if (!/^\d+$/.test(port) || number < 1 || number > 65_535)
    throw malformed(url, 'The port is a number up to 65535.');
  return number;
}

/** The system's certificates are trusted by everyone, so libpq takes them with `verify-full` alone (manual, 34.19.1). */
function sslModeOf(url: string, mode: string | undefined, rootCertificate: string | undefined): SslMode {
  const isSystem = rootCertificate === 'system';
  const wanted = mode ?? (isSystem ? 'verify-full' : 'prefer');
  if (!isSslMode(wanted)) throw malformed(url, `sslmode is one of ${SSL_MODES.join(', ')}.`);
  if (isSystem && wanted !== 'verify-full') {
    throw malformed(url, `sslmode=${wanted} is too weak for sslrootcert=system, which takes verify-full.`);
  }
  return wanted;
}

/**
 * The schemas that a URL puts before all others: `?options=-c%20search_path=app,public`, as libpq reads it. Empty where the
 * server decides.
 */
export function searchPathOf(target: DatabaseTarget): readonly string[] {
  if (target.dialect !== 'postgres') return [];
  const settings = (target.parameters['options'] ?? '').matchAll(
    /(?:-c\s*|--)search_path\s*=\s*((?:\\.|[^\s\\])+)/g,
  );
  const path = [...settings].at(-1)?.[1] ?? '';
  return [...path.replace(/\\(.)/g, '$1').matchAll(/"((?:[^"]|"")+)"|([^\s,"]+)/g)]
    .map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare?.toLowerCase() ?? '')
    .filter((schema) => schema !== '$user');
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
