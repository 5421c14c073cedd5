import { parseDatabaseUrl, type DatabaseTarget } from '@plumbline/engine';

/** Where the database is and how it is used. */
export interface DatabaseSettings {
  readonly target: DatabaseTarget;
  /** The same as a URL, with its password, and with the path of a SQLite file made absolute. */
  readonly url: string;
  /** Whether every statement is logged. */
  readonly echoSql: boolean;
  /** Connections that are kept open (PostgreSQL). */
  readonly poolSize: number;
  /** Connections beyond these under load (PostgreSQL). */
  readonly maxOverflow: number;
  /** Seconds to wait for a connection, or for the lock of a SQLite file. */
  readonly poolTimeout: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The settings that the environment gives. */
export function settingsFromEnvironment(): DatabaseSettings {
  // eslint-disable-next-line no-restricted-properties -- the one place of this library that reads the environment
  return parseSettings(process.env, process.cwd());
}

/**
 * Parses `DATABASE_URL` (the SQLite file `analytics.db` unless set), `DB_ECHO_SQL`, `DB_POOL_SIZE`,
 * `DB_MAX_OVERFLOW` and `DB_POOL_TIMEOUT`. An empty variable counts as unset.
 *
 * @param directory what a relative SQLite path is relative to
 * @throws Error that names the variable, and never the password in it
 */
export function parseSettings(variables: Variables, directory: string): DatabaseSettings {
  const given = (name: string): string | undefined => variables[name]?.trim() || undefined;
  const url = given('DATABASE_URL') ?? 'sqlite:///./analytics.db';
  const target = parseUrl(url, directory);
  return {
    target,
    url: target.dialect === 'sqlite' ? target.displayUrl : url,
    echoSql: parseFlag('DB_ECHO_SQL', given('DB_ECHO_SQL') ?? 'false'),
    poolSize: parseCount('DB_POOL_SIZE', given('DB_POOL_SIZE') ?? '5', 1),
    maxOverflow: parseCount('DB_MAX_OVERFLOW', given('DB_MAX_OVERFLOW') ?? '10', 0),
    poolTimeout: parseCount('DB_POOL_TIMEOUT', given('DB_POOL_TIMEOUT') ?? '30', 1),
  };
}

function parseUrl(url: string, directory: string): DatabaseTarget {
  try {
    return parseDatabaseUrl(url, directory);
  } catch (error) {
    // The parser's messages have the password taken out.
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`DATABASE_URL: ${reason}`, { cause: error });
  }
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

function parseFlag(name: string, value: string): boolean {
  const flag = FLAGS[value.toLowerCase()];
  if (flag === undefined) throw new Error(`${name}=${value} is not valid: expected true or false.`);
  return flag;
}

const MOST = 100_000;

function parseCount(name: string, value: string, least: number): number {
  const count = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (!(count >= least && count <= MOST)) {
    throw new Error(`${name}=${value} is not valid: expected a whole number from ${least} to ${MOST}.`);
  }
  return count;
}
