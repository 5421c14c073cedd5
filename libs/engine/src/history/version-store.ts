import type { Dialect, Reading, Session, Statement } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { onceForObject } from '../kernel/once';
import { compareText } from '../kernel/ordering';
import type { RowChange } from '../revisions/graph/version-rows';
import type { Operation } from '../operations/operation';
import {
  createHistoryTable,
  createProgressTable,
  createRunTable,
  createVersionTable,
  HISTORY_TABLE,
  NARROW_OUTCOME,
  PROGRESS_TABLE,
  RUN_TABLE,
  VERSION_TABLE,
  widenHistoryTable,
} from './bookkeeping-tables';

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
  const { sql, read } = versionsReading(books);
  return read(await books.session.query(sql));
}

/** The same where the table is known to exist, to be read together with others. */
export function versionsReading(books: BookkeepingNames): Reading<readonly string[]> {
  return {
    sql: `SELECT version_num FROM ${quotedTable(books, VERSION_TABLE)}`,
    read: (rows) => rows.map((row) => String(row['version_num'])).sort(compareText),
  };
}

/**
 * Creates the bookkeeping tables that are not there, and brings those of an older version up to date. To be called
 * inside a transaction.
 *
 * @param needs `progress`: whether the journal of revisions that are not in one transaction is needed too; `run`: whether
 *   that of the run is
 */
export async function ensureTables(
  books: Bookkeeping,
  needs: { readonly progress: boolean; readonly run: boolean },
): Promise<void> {
  const { dialect, session, schema } = books;
  const wanted = [
    [VERSION_TABLE, createVersionTable(dialect.name, schema)],
    [HISTORY_TABLE, createHistoryTable(dialect.name, schema)],
    ...(needs.progress ? [[PROGRESS_TABLE, createProgressTable(dialect.name, schema)] as const] : []),
    ...(needs.run ? [[RUN_TABLE, createRunTable(dialect.name, schema)] as const] : []),
  ] as const;
  const names = wanted.map(([table]) => table);
  const { found } = await dialect.findTables(session, names, schema);
  await carryOut(
    books,
    wanted.flatMap(([table, operations]) => (found.has(table) ? [] : operations)),
  );
  if (!found.has(HISTORY_TABLE)) return;
  const outcome = (await dialect.columnTypes(session, HISTORY_TABLE, schema)).get('outcome');
  if (outcome === NARROW_OUTCOME) await carryOut(books, widenHistoryTable(dialect.name, schema));
}

async function carryOut({ dialect, session }: Bookkeeping, operations: readonly Operation[]): Promise<void> {
  const statements = dialect.compile(operations).flatMap((step) => (step.kind === 'sql' ? [step] : []));
  if (statements.length > 0) await session.runAll(statements, () => undefined);
}

/**
 * The statements that write a change of the version rows. Each must change a row: otherwise the
 * rows were changed by somebody else (`version-conflict`).
 */
export function versionStatements(books: BookkeepingNames, rows: RowChange): readonly Statement[] {
  const { deletion, insertion, replacement } = versionTexts(books);
  const [gone] = rows.gone;
  // Most revisions follow one other.
  if (gone !== undefined && rows.gone.length === 1 && rows.come.length === 1)
    return [guarded(replacement, [...rows.come, gone], { revision: gone, expected: 'present' })];
  return [
    ...rows.gone.map((revision) => guarded(deletion, [revision], { revision, expected: 'present' })),
    ...rows.come.map((revision) => guarded(insertion, [revision], { revision, expected: 'absent' })),
  ];
}

function guarded(
  sql: string,
  parameters: readonly string[],
  data: { readonly revision: string; readonly expected: 'present' | 'absent' },
): Statement {
  return { sql, parameters, isRepeated: true, otherwise: () => new PlumblineError('version-conflict', data) };
}

const versionTexts = onceForObject((books: BookkeepingNames) => {
  const table = quotedTable(books, VERSION_TABLE);
  const [first, second] = [1, 2].map((place) => books.dialect.placeholder(place));
  return {
    deletion: `DELETE FROM ${table} WHERE version_num = ${first}`,
    insertion: `INSERT INTO ${table} (version_num) VALUES (${first}) ON CONFLICT DO NOTHING`,
    replacement: `UPDATE ${table} SET version_num = ${first} WHERE version_num = ${second}`,
  };
});

/**
 * Writes a change of the version rows. To be called inside a transaction.
 *
 * @throws PlumblineError `version-conflict` when the rows were changed by somebody else
 */
export async function writeVersions(books: Bookkeeping, rows: RowChange): Promise<void> {
  await books.session.runAll(versionStatements(books, rows), () => undefined);
}

/** Empties the version table, whatever it holds. */
export async function purgeVersions(books: Bookkeeping): Promise<void> {
  await books.session.query(`DELETE FROM ${quotedTable(books, VERSION_TABLE)}`);
}
