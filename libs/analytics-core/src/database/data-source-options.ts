import type { DatabaseTarget } from '@plumbline/engine';
import { readFileSync } from 'node:fs';
import type { DataSourceOptions } from 'typeorm';
import { ANALYTICS_ENTITIES } from '../entities/all-entities';
import type { DatabaseSettings } from './database-settings';
import { SnakeCaseNaming } from './snake-case';

type PostgresTarget = Extract<DatabaseTarget, { dialect: 'postgres' }>;

/** TypeORM's options for a database. The schema is never synchronised: it comes from the revisions. */
export function dataSourceOptions(settings: DatabaseSettings): DataSourceOptions {
  const { target, echoSql, poolTimeout } = settings;
  const common = {
    entities: ANALYTICS_ENTITIES,
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    logging: echoSql ? ('all' as const) : false,
  };
  if (target.dialect === 'sqlite') {
    return { ...common, type: 'better-sqlite3', database: target.path, timeout: poolTimeout * 1000 };
  }
  const { host, port, user: username, password, database } = target;
  return {
    ...common,
    type: 'postgres',
    host,
    port,
    username,
    ...(password === undefined ? {} : { password }),
    database,
    ssl: tls(target),
    extra: { ...target.parameters, ...pool(settings) },
  };
}

/** Milliseconds after which an idle connection beyond the size of the pool is closed. */
const OVERFLOW_IDLE = 1000;

function pool({ poolSize, maxOverflow, poolTimeout }: DatabaseSettings): Record<string, number> {
  return {
    min: poolSize,
    max: poolSize + maxOverflow,
    connectionTimeoutMillis: poolTimeout * 1000,
    idleTimeoutMillis: OVERFLOW_IDLE,
  };
}

interface Tls {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly checkServerIdentity?: () => undefined;
}

/** `sslmode` as libpq means it; what it leaves to the server (`allow`, `prefer`) is without TLS. */
function tls({ sslmode, sslrootcert }: PostgresTarget): Tls | false {
  const ca = sslrootcert === undefined ? {} : { ca: readFileSync(sslrootcert, 'utf8') };
  switch (sslmode) {
    case 'disable':
    case 'allow':
    case 'prefer':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ...ca, rejectUnauthorized: true };
  }
}
