import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions } from './data-source-options';
import { parseSettings } from './database-settings';

const optionsFor = (DATABASE_URL: string, more = {}) =>
  dataSourceOptions(parseSettings({ DATABASE_URL, ...more }, '/app'));

describe('the options of the data source', () => {
  it('never synchronise', () => {
    for (const url of ['sqlite://', 'postgresql://ada@db/x']) {
      expect(optionsFor(url)).toMatchObject({ synchronize: false, logging: false });
      expect(optionsFor(url, { DB_ECHO_SQL: '1' }).logging).toBe('all');
    }
  });

  it('size the pool of PostgreSQL', () => {
    expect(
      optionsFor('postgresql+asyncpg://ada:s%40crt@db:6543/x?application_name=api', {
        DB_POOL_SIZE: '3',
        DB_MAX_OVERFLOW: '4',
        DB_POOL_TIMEOUT: '2',
      }),
    ).toMatchObject({
      type: 'postgres',
      host: 'db',
      port: 6543,
      username: 'ada',
      password: 's@crt',
      database: 'x',
      ssl: false,
      extra: {
        application_name: 'api',
        min: 3,
        max: 7,
        connectionTimeoutMillis: 2000,
        idleTimeoutMillis: 1000,
      },
    });
  });

  it('wait for the lock of a SQLite file as long', () => {
    expect(optionsFor('sqlite+aiosqlite:///./x.db')).toMatchObject({
      type: 'better-sqlite3',
      database: '/app/x.db',
      timeout: 30_000,
    });
  });

  it('use TLS as sslmode says', () => {
    const certificate = join(mkdtempSync(join(tmpdir(), 'analytics-tls-')), 'root.crt');
    writeFileSync(certificate, 'CERTIFICATE');
    const tls = (mode: string) => (optionsFor(`postgresql://ada@db/x?${mode}`) as { ssl?: unknown }).ssl;
    expect(tls('sslmode=disable')).toBe(false);
    expect(tls('sslmode=require')).toEqual({ rejectUnauthorized: false });
    expect(tls(`sslmode=verify-full&sslrootcert=${certificate}`)).toEqual({
      rejectUnauthorized: true,
      ca: 'CERTIFICATE',
    });
    expect(tls(`sslmode=verify-ca&sslrootcert=${certificate}`)).toMatchObject({
      rejectUnauthorized: true,
      ca: 'CERTIFICATE',
      checkServerIdentity: expect.any(Function) as unknown,
    });
  });
});
