import type { DialectName } from '../../src/config/database-url';
import { parseDatabaseUrl } from '../../src/config/database-url';
import type { Dialect, Session } from '../../src/dialect/dialect';
import { postgres } from '../../src/dialects/postgres/postgres-dialect';
import { sqlite } from '../../src/dialects/sqlite/sqlite-dialect';
import { diffSchemas } from '../../src/diff/diff-schemas';
import { settle } from '../../src/diff/settle';
import type { SchemaModel } from '../../src/model/schema';
import type { Operation } from '../../src/operations/operation';

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = { postgres, sqlite };

/** A dialect with an open session on a test database. */
export interface Connected {
  readonly dialect: Dialect;
  readonly session: Session;
}

export async function connect(url: string): Promise<Connected> {
  const target = parseDatabaseUrl(url, '/');
  const dialect = DIALECTS[target.dialect];
  return { dialect, session: await dialect.connect(target) };
}

/** Runs operations in one transaction, as the runner does, but for the statements that run by themselves. */
export async function runOperations(
  { dialect, session }: Connected,
  operations: readonly Operation[],
): Promise<void> {
  await dialect.begin(session);
  try {
    for (const step of dialect.compile(operations)) {
      if (step.kind === 'sql' && step.autocommit) {
        await dialect.commit(session);
        await session.query(step.sql);
        await dialect.begin(session);
      } else if (step.kind === 'sql')
        await session.query(step.bound?.sql ?? step.sql, step.bound?.parameters);
      else if (step.kind === 'tableChange')
        for (const sql of await dialect.expand(session, step)) await session.query(sql);
    }
    await dialect.commit(session);
  } catch (error) {
    await dialect.rollback(session);
    throw error;
  }
}

/** What a comparison of a wanted schema with the database finds. */
export async function differences(connected: Connected, wanted: SchemaModel): Promise<readonly Operation[]> {
  const { dialect, session } = connected;
  const actual = await dialect.introspect(session);
  const { desired, certain } = await settle(actual, dialect.normalise(wanted), (part) =>
    dialect.canonicalise(session, part),
  );
  if (!certain) throw new Error('The test database must give the right to create.');
  return diffSchemas(actual, desired, dialect);
}
