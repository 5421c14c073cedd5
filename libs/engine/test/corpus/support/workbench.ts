import { DataSource, type DataSourceOptions } from 'typeorm';
import { createPostgresDatabase, createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import type { DialectName } from '../../../src/config/database-url';
import { readEntities } from '../../../src/entities/read-entities';
import { isTypeorm03 } from '../../support/typeorm-version';
import type { SchemaModel } from '../../../src/model/schema';
import { connect, type Connected } from '../../support/apply';
import type { EntityDefinition } from './shape';

/** What TypeORM keeps for itself. */
export const TYPEORM_TABLES = ['typeorm_metadata'];

/** Entities with the options of their data source. */
export interface Described {
  readonly entities: readonly EntityDefinition[];
  readonly options: Partial<DataSourceOptions>;
}

/** A database that a case has to itself, empty at its beginning. */
export interface Bench extends Connected {
  /** Works with a TypeORM data source on the database. */
  withTypeorm<T>(described: Described, work: (source: DataSource) => Promise<T>): Promise<T>;
  /** The model of entities, for this database. */
  read(described: Described): Promise<SchemaModel>;
}

/** Two databases for the cases of a file: one that the engine changes, one that TypeORM does. */
export interface Workbench {
  readonly ours: () => Bench;
  readonly theirs: () => Bench;
}

/** TypeORM 0.3 has a driver for the package `sqlite3` too, where that can be built; 1.0 dropped it. */
const SQLITE_TYPE = isTypeorm03 && isInstalled('sqlite3') ? 'sqlite' : 'better-sqlite3';

function isInstalled(name: string): boolean {
  try {
    require(name);
    return true;
  } catch {
    return false;
  }
}

const EMPTY_POSTGRES = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
  CREATE SCHEMA public;
END $$`;

/** Opens the databases of a suite and empties them for each of its cases. */
export function useWorkbench(dialect: DialectName): Workbench {
  const ours = useBench(dialect);
  const theirs = useBench(dialect);
  return { ours, theirs };
}

/** Opens one database for a suite and empties it for each of its cases. */
export function useBench(dialect: DialectName): () => Bench {
  let bench: Bench | undefined;
  let database: TestDatabase | undefined;
  const open = async (create: () => Promise<TestDatabase>): Promise<void> => {
    database = await create();
    bench = benchOn(dialect, database.url, await connect(database.url));
  };
  const close = async (): Promise<void> => {
    await bench?.session.close();
    await database?.drop();
  };
  if (dialect === ('postgres' as DialectName)) {
    beforeAll(() => open(createPostgresDatabase));
    beforeEach(() => bench?.session.query(EMPTY_POSTGRES));
    afterAll(close);
  } else {
    beforeEach(() => open(createSqliteDatabase));
    afterEach(close);
  }
  return () => {
    if (bench === undefined) throw new Error('the suite has not begun');
    return bench;
  };
}

function benchOn(dialect: DialectName, url: string, connected: Connected): Bench {
  const optionsOf = ({ entities, options }: Described): DataSourceOptions => {
    const place =
      connected.dialect.placeholder(1) === '$1'
        ? { type: 'postgres', url, poolSize: 1, uuidExtension: 'pgcrypto', installExtensions: false }
        : { type: SQLITE_TYPE, database: new URL(url).pathname };
    return { ...place, ...options, entities } as unknown as DataSourceOptions;
  };
  return {
    ...connected,
    read: (described) => readEntities(optionsOf(described), dialect, { resolveFrom: __filename }),
    async withTypeorm(described, work) {
      const source = new DataSource(optionsOf(described));
      await source.initialize();
      try {
        return await work(source);
      } finally {
        await source.destroy();
      }
    },
  };
}
