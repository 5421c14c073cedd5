import { createPostgresDatabase } from '@plumbline/testing';
import { parseDatabaseUrl, type PostgresTarget } from '../../../config/database-url';
import { EMPTY_SCHEMA, type Column, type SchemaModel, type Table } from '../../../model/schema';
import type { Operation } from '../../../operations/operation';
import { postgres } from '../postgres-dialect';
import { connect } from '../connect';
import type { PostgresSession } from '../session';

/** A database of a suite's own with a session on it, opened before the suite and dropped after it. */
export interface Harness {
  readonly session: PostgresSession;
  readonly url: string;
  /** Compiles and runs operations in one transaction, as a revision does. */
  apply(...operations: readonly Operation[]): Promise<void>;
  read(): Promise<SchemaModel>;
  readTable(name: string): Promise<Table>;
}

export function useDatabase(): Harness {
  let session: PostgresSession | undefined;
  let url = '';
  let drop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const database = await createPostgresDatabase();
    ({ url, drop } = database);
    session = await connect(targetOf(url));
  });
  afterAll(async () => {
    await session?.close();
    await drop?.();
  });
  const live = () => {
    if (session === undefined) throw new Error('the suite has not begun');
    return session;
  };
  return {
    get session() {
      return live();
    },
    get url() {
      return url;
    },
    apply: (...operations) => apply(live(), operations),
    read: () => postgres.introspect(live()),
    readTable: async (name) => {
      const table = (await postgres.introspect(live())).tables.find((each) => each.name === name);
      if (table === undefined) throw new Error(`there is no table ${name}`);
      return table;
    },
  };
}

async function apply(session: PostgresSession, operations: readonly Operation[]): Promise<void> {
  await postgres.begin(session);
  try {
    for (const step of postgres.compile(operations)) {
      if (step.kind !== 'sql') throw new Error(`a step of kind ${step.kind}`);
      await session.query(step.sql);
    }
    await postgres.commit(session);
  } catch (error) {
    await postgres.rollback(session);
    throw error;
  }
}

export function targetOf(url: string, change: (url: URL) => void = () => undefined): PostgresTarget {
  const changed = new URL(url);
  change(changed);
  const target = parseDatabaseUrl(changed.href, '/');
  if (target.dialect !== 'postgres') throw new Error('not PostgreSQL');
  return target;
}

export function table(name: string, columns: readonly Column[], rest: Partial<Table> = {}): Table {
  return {
    name,
    columns,
    uniques: [],
    checks: [],
    exclusions: [],
    foreignKeys: [],
    indexes: [],
    ...rest,
  };
}

export function model(parts: Partial<SchemaModel>): SchemaModel {
  return { ...EMPTY_SCHEMA, ...parts };
}

/** The operations that create a model: what the generator writes for an empty database. */
export function creation({ schemas, enums, tables }: SchemaModel): readonly Operation[] {
  return [
    ...schemas.map((schema): Operation => ({ kind: 'createSchema', schema })),
    ...enums.map((type): Operation => ({ kind: 'createEnum', enum: type })),
    ...tables.map((each): Operation => ({ kind: 'createTable', table: { ...each, indexes: [] } })),
    ...tables.flatMap((each) =>
      each.indexes.map((index): Operation => ({ kind: 'createIndex', table: each, index })),
    ),
  ];
}

/** The error of a promise that must be rejected. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
