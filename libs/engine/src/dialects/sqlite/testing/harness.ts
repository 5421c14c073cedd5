import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDatabaseUrl } from '../../../config/database-url';
import type { Session } from '../../../dialect/dialect';
import { EMPTY_SCHEMA, type SchemaModel, type Table } from '../../../model/schema';
import type { Operation } from '../../../operations/operation';
import { sqlite } from '../sqlite-dialect';

/** A SQLite file of a test's own, with a session on it. */
export interface TestFile {
  readonly path: string;
  readonly session: Session;
  close(): Promise<void>;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'plumbline-sqlite-'));
}

export function targetOf(path: string) {
  return parseDatabaseUrl(`sqlite:///${path}`, '/');
}

/** Opens a file of its own, with some statements run on it. */
export async function openFile(...statements: readonly string[]): Promise<TestFile> {
  const folder = temporaryFolder();
  const path = join(folder, 'test.db');
  const session = await sqlite.connect(targetOf(path));
  for (const sql of statements) await session.query(sql);
  return {
    path,
    session,
    close: async () => {
      await session.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs operations in one transaction, as the runner does, and gives the statements. */
export async function apply(
  session: Session,
  ...operations: readonly Operation[]
): Promise<readonly string[]> {
  const done: string[] = [];
  await sqlite.begin(session);
  try {
    for (const step of sqlite.compile(operations)) {
      if (step.kind === 'run' || step.kind === 'backfill') continue;
      for (const sql of step.kind === 'sql' ? [step.sql] : await sqlite.expand(session, step)) {
        await session.query(sql);
        done.push(sql);
      }
    }
    await sqlite.commit(session);
    return done;
  } catch (error) {
    await sqlite.rollback(session);
    throw error;
  }
}

/** A table with what the test says, and nothing else. */
export function table(name: string, parts: Partial<Table>): Table {
  return {
    name,
    columns: [],
    uniques: [],
    checks: [],
    exclusions: [],
    foreignKeys: [],
    indexes: [],
    ...parts,
  };
}

export function model(...tables: readonly Table[]): SchemaModel {
  return { ...EMPTY_SCHEMA, tables };
}

/** The operations that create a table and its indexes. */
export function creating(one: Table): readonly Operation[] {
  return [
    { kind: 'createTable', table: { ...one, indexes: [] } },
    ...one.indexes.map((index): Operation => ({ kind: 'createIndex', table: { name: one.name }, index })),
  ];
}

/** The texts of everything in the schema, by name. */
export async function schemaTexts(session: Session): Promise<Readonly<Record<string, string>>> {
  const rows = await session.query<{ readonly name: string; readonly sql: string }>(
    'SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name',
  );
  return Object.fromEntries(rows.map(({ name, sql }) => [name, sql]));
}

/** What a connection must be after every run: no transaction, foreign keys on, nothing of a rebuild left. */
export async function leftovers(session: Session): Promise<readonly string[]> {
  const [state] = await session.query<{ readonly foreign_keys: number }>('PRAGMA foreign_keys');
  const [legacy] = await session.query<{ readonly legacy_alter_table: number }>('PRAGMA legacy_alter_table');
  const rows = await session.query<{ readonly name: string }>(
    "SELECT name FROM sqlite_schema WHERE name LIKE 'plumbline%' UNION ALL SELECT name FROM sqlite_temp_schema",
  );
  return [
    ...(session.inTransaction() ? ['a transaction'] : []),
    ...(state?.foreign_keys === 1 ? [] : ['foreign keys off']),
    ...(legacy?.legacy_alter_table === 0 ? [] : ['legacy alter table']),
    ...rows.map(({ name }) => name),
  ];
}
