import type { Dialect, Session } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { compareText } from '../kernel/ordering';
import type { RowChange } from '../revisions/graph/version-rows';
import { createHistoryTable, createVersionTable, HISTORY_TABLE, VERSION_TABLE } from './bookkeeping-tables';

/** How the bookkeeping tables are called. */
export interface BookkeepingNames {
  readonly dialect: Dialect;
  /** PostgreSQL: the schema of the tables; the default schema without it. */
  readonly schema?: string;
}

/** Where the bookkeeping of one database is. */
export interface Bookkeeping extends BookkeepingNames {
  readonly session: Session;
}

/** The name of a bookkeeping table, quoted and qualified. */
export function quotedTable({ dialect, schema }: BookkeepingNames, table: string): string {
  return schema === undefined ? dialect.quote(table) : `${dialect.quote(schema)}.${dialect.quote(table)}`;
}

/** The revisions that the database is at, sorted; none where the table does not exist. Creates nothing. */
export async function readVersions(books: Bookkeeping): Promise<readonly string[]> {
  if (!(await books.dialect.hasTable(books.session, VERSION_TABLE, books.schema))) return [];
  const rows = await books.session.query<{ version_num: string }>(
    `SELECT version_num FROM ${quotedTable(books, VERSION_TABLE)}`,
  );
  return rows.map((row) => row.version_num).sort(compareText);
}

/** Creates the bookkeeping tables that are not there. To be called inside a transaction. */
export async function ensureTables(books: Bookkeeping): Promise<void> {
  const { dialect, session, schema } = books;
  const wanted = [
    [VERSION_TABLE, createVersionTable(dialect.name, schema)],
    [HISTORY_TABLE, createHistoryTable(dialect.name, schema)],
  ] as const;
  for (const [table, operations] of wanted) {
    if (await dialect.hasTable(session, table, schema)) continue;
    for (const step of dialect.compile(operations)) {
      if (step.kind === 'sql') await session.query(step.sql);
    }
  }
}

/**
 * Writes a change of the version rows, and proves that each row was there, or was not.
 * To be called inside the transaction of the revision.
 *
 * @throws PlumblineError `version-conflict` when the rows were changed by somebody else
 */
export async function writeVersions(books: Bookkeeping, rows: RowChange): Promise<void> {
  const { dialect, session } = books;
  const table = quotedTable(books, VERSION_TABLE);
  for (const gone of rows.gone) {
    const deleted = await session.query(
      `DELETE FROM ${table} WHERE version_num = ${dialect.placeholder(1)} RETURNING version_num`,
      [gone],
    );
    if (deleted.length !== 1)
      throw new PlumblineError('version-conflict', { revision: gone, expected: 'present' });
  }
  for (const come of rows.come) {
    const inserted = await session.query(
      `INSERT INTO ${table} (version_num) VALUES (${dialect.placeholder(1)}) ON CONFLICT DO NOTHING RETURNING version_num`,
      [come],
    );
    if (inserted.length !== 1)
      throw new PlumblineError('version-conflict', { revision: come, expected: 'absent' });
  }
}

/** Empties the version table, whatever it holds. */
export async function purgeVersions(books: Bookkeeping): Promise<void> {
  await books.session.query(`DELETE FROM ${quotedTable(books, VERSION_TABLE)}`);
}
