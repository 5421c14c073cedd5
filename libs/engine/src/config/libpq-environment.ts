import type { PostgresTarget } from './database-url';
import type { Variables } from './variables';

/** Variables that PostgreSQL's own programs need of the process: where programs are, where `~/.postgresql` is, words and times. */
const KEPT = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'SYSTEMROOT',
  'TMPDIR',
  'TEMP',
  'LANG',
  'LC_ALL',
  'TZ',
  'PGPASSFILE',
];

/** Parameters of a URL that libpq takes from a variable (manual, 34.15 Environment Variables). */
const PARAMETERS: Readonly<Record<string, string>> = {
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslcrl: 'PGSSLCRL',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  options: 'PGOPTIONS',
};

/**
 * The environment for a program of PostgreSQL's, such that it connects as the engine does. The password is in it and nowhere
 * else: arguments are for every user of the machine to see.
 */
export function libpqEnvironment(target: PostgresTarget, variables: Variables): Record<string, string> {
  const named: Record<string, string | undefined> = {
    PGHOST: target.host,
    PGPORT: String(target.port),
    PGUSER: target.user,
    PGDATABASE: target.database,
    PGPASSWORD: target.password ?? variables['PGPASSWORD'],
    PGSSLMODE: target.sslmode,
    PGSSLROOTCERT: target.sslrootcert,
    PGAPPNAME: 'plumbline',
    PGCLIENTENCODING: 'UTF8',
  };
  for (const name of KEPT) named[name] = variables[name];
  for (const [parameter, name] of Object.entries(PARAMETERS)) named[name] = target.parameters[parameter];
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
