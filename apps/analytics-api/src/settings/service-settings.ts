import type { MigrationsOf, OnStartup } from '@plumbline/engine';

/** How the service runs. Where its database is belongs to `@analytics/core`, which reads that itself. */
export interface ServiceSettings {
  /** The address that is listened on. */
  readonly host: string;
  /** The port that is listened on; 0 takes a free one. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** What the start does with a database that is not at head. */
  readonly onStartup: OnStartup;
  /** Seconds that the start waits for the database. */
  readonly startupTimeout: number;
  /** Seconds that the start waits for another process that upgrades the database. */
  readonly migrationTimeout: number;
  /** The configuration and the environment of the revisions; the nearest one, and its default, unless named. */
  readonly migrations: Pick<MigrationsOf, 'config' | 'env'>;
  /** Seconds within which the database has to answer a health check. */
  readonly healthTimeout: number;
  /** Seconds that requests have to end when the service stops. */
  readonly shutdownTimeout: number;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** From which level on something is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];

type Variables = Readonly<Record<string, string | undefined>>;

const ON_STARTUP = ['check', 'warn', 'upgrade'] as const satisfies readonly OnStartup[];

/** The settings that the environment gives. */
export function serviceSettingsFromEnvironment(): ServiceSettings {
  // eslint-disable-next-line no-restricted-properties -- the one place of the service that reads the environment
  return parseServiceSettings(process.env);
}

/**
 * Parses `HOST`, `PORT`, `LOG_LEVEL`, `DB_ON_STARTUP`, `DB_STARTUP_TIMEOUT`, `DB_MIGRATION_TIMEOUT`,
 * `DB_HEALTH_TIMEOUT`, `SHUTDOWN_TIMEOUT`, `MIGRATIONS_CONFIG` and `MIGRATIONS_ENV`. An empty variable counts as unset.
 *
 * @throws Error that names the variable
 */
export function parseServiceSettings(variables: Variables): ServiceSettings {
  const given = (name: string): string | undefined => variables[name]?.trim() || undefined;
  const number = (name: string, otherwise: number, range: readonly [number, number]): number =>
    parseNumber(name, given(name) ?? String(otherwise), range);
  const config = given('MIGRATIONS_CONFIG');
  const env = given('MIGRATIONS_ENV');
  return {
    host: given('HOST') ?? '127.0.0.1',
    port: number('PORT', 3000, [0, 65_535]),
    logLevel: parseWord('LOG_LEVEL', given('LOG_LEVEL') ?? 'info', LOG_LEVELS),
    onStartup: parseWord('DB_ON_STARTUP', given('DB_ON_STARTUP') ?? 'check', ON_STARTUP),
    startupTimeout: number('DB_STARTUP_TIMEOUT', 30, [1, 3600]),
    migrationTimeout: number('DB_MIGRATION_TIMEOUT', 600, [1, 86_400]),
    migrations: { ...(config === undefined ? {} : { config }), ...(env === undefined ? {} : { env }) },
    healthTimeout: number('DB_HEALTH_TIMEOUT', 2, [1, 60]),
    shutdownTimeout: number('SHUTDOWN_TIMEOUT', 10, [1, 3600]),
  };
}

function parseWord<Word extends string>(name: string, value: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === value.toLowerCase());
  if (word === undefined) {
    throw new Error(`${name}=${value} is not valid: expected one of ${words.join(', ')}.`);
  }
  return word;
}

function parseNumber(name: string, value: string, [least, most]: readonly [number, number]): number {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw new Error(`${name}=${value} is not valid: expected a whole number from ${least} to ${most}.`);
  }
  return number;
}
