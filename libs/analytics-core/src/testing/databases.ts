import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { AnalyticsDataSource } from '../database/analytics-data-source';
import { createDataSource } from '../database/create-data-source';

/** A database of a test's own, with the analytics schema in it. */
export interface TestDatabase {
  readonly dataSource: AnalyticsDataSource;
  drop(): Promise<void>;
}

async function onServer(statement: string): Promise<URL> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests through Jest.');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
  return new URL(url);
}

async function connect(url: string): Promise<AnalyticsDataSource> {
  const dataSource = createDataSource(url);
  await dataSource.initialize();
  await dataSource.synchronize();
  return dataSource;
}

async function createPostgres(): Promise<TestDatabase> {
  const name = `analytics_${randomBytes(6).toString('hex')}`;
  const url = await onServer(`CREATE DATABASE "${name}" TEMPLATE template0`);
  url.pathname = `/${name}`;
  const dataSource = await connect(url.href.replace(/^postgresql:/, 'postgresql+asyncpg:'));
  return {
    dataSource,
    drop: async () => {
      await dataSource.destroy();
      await onServer(`DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'analytics-sqlite-'));
  const dataSource = await connect(`sqlite+aiosqlite:///${join(folder, 'test.db')}`);
  return {
    dataSource,
    drop: async () => {
      await dataSource.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Both databases, for suites that run the same cases on each. */
export const DATABASES = [
  { dialect: 'postgres', create: createPostgres },
  { dialect: 'sqlite', create: createSqlite },
] as const;
