import { DATABASES as EMPTY_DATABASES } from '@plumbline/testing';
import type { AnalyticsDataSource } from '../database/analytics-data-source';
import { createDataSource } from '../database/create-data-source';

/** A database of a test's own, with the analytics schema in it. */
export interface TestDatabase {
  readonly dataSource: AnalyticsDataSource;
  drop(): Promise<void>;
}

/** SQLAlchemy's spellings, so that these are tried as well. */
const DRIVERS = { postgres: 'postgresql+asyncpg:', sqlite: 'sqlite+aiosqlite:' } as const;

/** A database of one dialect, with the schema. */
export async function createDatabase(dialect: keyof typeof DRIVERS): Promise<TestDatabase> {
  const found = EMPTY_DATABASES.find((one) => one.dialect === dialect);
  if (found === undefined) throw new TypeError(`There is no ${dialect} to test on.`);
  const { url, drop } = await found.create();
  const dataSource = createDataSource(url.replace(/^[a-z]+:/, DRIVERS[dialect]));
  await dataSource.initialize();
  await dataSource.synchronize();
  return {
    dataSource,
    drop: async () => {
      await dataSource.destroy();
      await drop();
    },
  };
}

/** Both databases, for suites that run the same cases on each. */
export const DATABASES = EMPTY_DATABASES.map(({ dialect }) => ({
  dialect,
  create: () => createDatabase(dialect),
}));
