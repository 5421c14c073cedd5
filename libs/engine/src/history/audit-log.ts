import type { Reading, Statement } from '../dialect/dialect';
import type { AuditEntry } from '../report/report';
import { onceForObject } from '../kernel/once';
import { HISTORY_TABLE } from './bookkeeping-tables';
import { quotedTable, type Bookkeeping, type BookkeepingNames } from './version-store';

/** Who runs, from where, with what: the same in every row of a run. */
export interface Actor {
  readonly databaseUser: string;
  readonly osUser: string;
  readonly host: string;
  readonly gitCommit?: string;
  readonly toolVersion: string;
  readonly environment: string;
}

/**
 * How an attempt ended. `retried` gave way to a lock and was begun again; `rolled back` was undone with the run, as
 * another revision in the same transaction failed; of one that is `lost` nobody told the end.
 */
export type Outcome = 'done' | 'failed' | 'retried' | 'interrupted' | 'rolled back' | 'lost';

/** One attempt at one revision. Times in milliseconds. */
export interface Attempt {
  readonly revision: string;
  readonly direction: 'upgrade' | 'downgrade' | 'stamp';
  readonly outcome: Outcome;
  /** Absent for one that begins as its row is written: then it is the time of the database. */
  readonly startedAt?: Date;
  readonly durationMs: number;
  readonly lockWaitMs: number;
  readonly statementsApplied: number;
  readonly statementsTotal: number;
  /** From 1. */
  readonly failedStatement?: number;
  readonly sqlState?: string;
  /** Without literals and row values. */
  readonly error?: string;
  readonly checksum?: string;
}

type AttemptRow = Readonly<Record<(typeof ATTEMPT_COLUMNS)[number], string | number | null>>;

const ATTEMPT_COLUMNS = [
  'fence',
  'revision',
  'direction',
  'outcome',
  'started_at',
  'duration_ms',
  'lock_wait_ms',
  'statements_applied',
  'statements_total',
  'failed_statement',
  'sql_state',
  'error',
  'database_user',
  'os_user',
  'host',
  'git_commit',
  'tool_version',
  'checksum',
  'environment',
] as const;

/** The row of an attempt, by column. */
export function attemptRow(actor: Actor, attempt: Attempt, fence?: string): AttemptRow {
  return {
    fence: fence ?? null,
    revision: attempt.revision,
    direction: attempt.direction,
    outcome: attempt.outcome,
    started_at: attempt.startedAt?.toISOString() ?? null,
    duration_ms: Math.round(attempt.durationMs),
    lock_wait_ms: Math.round(attempt.lockWaitMs),
    statements_applied: attempt.statementsApplied,
    statements_total: attempt.statementsTotal,
    failed_statement: attempt.failedStatement ?? null,
    sql_state: attempt.sqlState ?? null,
    error: attempt.error ?? null,
    ...actorRow(actor),
    checksum: attempt.checksum ?? null,
  };
}

/** Who, from where, with what, by column. */
export function actorRow(actor: Actor) {
  return {
    database_user: actor.databaseUser,
    os_user: actor.osUser,
    host: actor.host,
    git_commit: actor.gitCommit ?? null,
    tool_version: actor.toolVersion,
    environment: actor.environment,
  };
}

/** The inverse of {@link actorRow}. */
export function actorOf(row: Readonly<Record<string, unknown>>): Actor {
  return {
    databaseUser: String(row['database_user']),
    osUser: String(row['os_user']),
    host: String(row['host']),
    toolVersion: String(row['tool_version']),
    environment: String(row['environment']),
    ...(row['git_commit'] === null ? {} : { gitCommit: String(row['git_commit']) }),
  };
}

/**
 * The statement that adds a row for an attempt. With a fence, a row that has the same one is waited for and then
 * respected: the statement changes no row.
 */
export function attemptStatement(
  books: BookkeepingNames,
  actor: Actor,
  attempt: Attempt,
  fence?: string,
): Statement {
  const row = attemptRow(actor, attempt, fence);
  const isBeginning = attempt.startedAt === undefined;
  const columns = isBeginning ? BEGINNING_COLUMNS : ATTEMPT_COLUMNS;
  const { beginning, begun } = attemptTexts(books);
  return {
    sql: isBeginning ? beginning : begun,
    parameters: columns.map((column) => row[column]),
    isRepeated: true,
  };
}

/** Of an attempt that begins as its row is written the database knows the time. */
const BEGINNING_COLUMNS = ATTEMPT_COLUMNS.filter((column) => column !== 'started_at');

/** A run sends them once for each revision. */
const attemptTexts = onceForObject((books: BookkeepingNames) => {
  const { placeholder, script } = books.dialect;
  const insertion = (columns: readonly string[], more: readonly string[]): string => {
    const values = [...columns.map((_, index) => placeholder(index + 1)), ...more];
    const names = [...columns, ...more.map(() => 'started_at')];
    return (
      `INSERT INTO ${quotedTable(books, HISTORY_TABLE)} (${names.join(', ')}) VALUES (${values.join(', ')})` +
      ' ON CONFLICT (fence) DO NOTHING'
    );
  };
  return {
    beginning: insertion(BEGINNING_COLUMNS, [script.now]),
    begun: insertion(ATTEMPT_COLUMNS, []),
  };
});

/** Adds a row for an attempt that is over. */
export async function recordAttempt(books: Bookkeeping, actor: Actor, attempt: Attempt): Promise<void> {
  await books.session.runAll([attemptStatement(books, actor, attempt)], () => undefined);
}

/**
 * The statement that completes the row of the attempt that the fence belongs to, in the transaction that added it.
 *
 * @param result `durationMs`: absent where the attempt began when its row was added, which the database can tell
 */
export function completionStatement(
  books: BookkeepingNames,
  fence: string,
  { durationMs, statements }: { readonly durationMs?: number; readonly statements: number },
): Statement {
  return {
    sql: completionText(books),
    parameters: [durationMs === undefined ? null : Math.round(durationMs), statements, statements, fence],
    isRepeated: true,
  };
}

const completionText = onceForObject((books: BookkeepingNames) => {
  const { placeholder, script } = books.dialect;
  const [duration, applied, total, key] = [1, 2, 3, 4].map((place) => placeholder(place));
  return (
    `UPDATE ${quotedTable(books, HISTORY_TABLE)} SET duration_ms = coalesce(${duration}, ${script.since('started_at')}),` +
    ` statements_applied = ${applied}, statements_total = ${total} WHERE fence = ${key}`
  );
});

/** Whether the attempt with this fence was completed. */
export async function isCompleted(books: Bookkeeping, fence: string): Promise<boolean> {
  const rows = await books.session.query(
    `SELECT 1 FROM ${quotedTable(books, HISTORY_TABLE)} WHERE fence = ${books.dialect.placeholder(1)}`,
    [fence],
  );
  return rows.length > 0;
}

/** How often each revision was done in each direction, keyed `revision:direction`. */
export async function countDone(books: Bookkeeping): Promise<ReadonlyMap<string, number>> {
  const rows = await books.session.query<{ revision: string; direction: string; times: number | string }>(
    `SELECT revision, direction, count(*) AS times FROM ${quotedTable(books, HISTORY_TABLE)}` +
      " WHERE outcome = 'done' GROUP BY revision, direction",
  );
  return new Map(rows.map((row) => [`${row.revision}:${row.direction}`, Number(row.times)]));
}

/** The checksum that each revision had when it was last applied or stamped. */
export async function readChecksums(books: Bookkeeping): Promise<ReadonlyMap<string, string>> {
  if (!(await books.dialect.hasTable(books.session, HISTORY_TABLE, books.schema))) return new Map();
  const { sql, read } = checksumsReading(books);
  return read(await books.session.query(sql));
}

/** The same where the table is known to exist, to be read together with others. */
export function checksumsReading(books: BookkeepingNames): Reading<ReadonlyMap<string, string>> {
  return {
    sql:
      `SELECT revision, checksum FROM ${quotedTable(books, HISTORY_TABLE)}` +
      " WHERE outcome = 'done' AND direction <> 'downgrade' AND checksum IS NOT NULL ORDER BY id",
    read: (rows) => new Map(rows.map((row) => [String(row['revision']), String(row['checksum'])])),
  };
}

/**
 * The revisions that the history shows as applied: what was upgraded and not undone since the version rows were last
 * set by hand. A stamp says nothing of what is below the revisions it names.
 */
export async function readApplied(books: Bookkeeping): Promise<ReadonlySet<string>> {
  const applied = new Set<string>();
  if (!(await books.dialect.hasTable(books.session, HISTORY_TABLE, books.schema))) return applied;
  const rows = await books.session.query<{ revision: string; direction: string }>(
    `SELECT revision, direction FROM ${quotedTable(books, HISTORY_TABLE)} WHERE outcome = 'done' ORDER BY id`,
  );
  for (const [index, { revision, direction }] of rows.entries()) {
    // One stamp has a row for each revision that it names.
    if (direction === 'stamp' && rows[index - 1]?.direction !== 'stamp') applied.clear();
    if (direction === 'downgrade') applied.delete(revision);
    else applied.add(revision);
  }
  return applied;
}

/** What the history says of one revision in one direction. */
export interface RunTotals {
  readonly revision: string;
  readonly direction: string;
  /** How many attempts ended how: `done`, `failed` and what else the history table has. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The last attempt that was done; absent where none was. Times in milliseconds. */
  readonly last?: {
    readonly startedAt: string;
    readonly durationMs: number;
    readonly lockWaitMs: number;
    readonly statements: number;
  };
}

/** Attempts by their outcomes and the last one done, by revision and direction, in the order of their first attempts. */
export async function readRunTotals(books: Bookkeeping): Promise<readonly RunTotals[]> {
  if (!(await books.dialect.hasTable(books.session, HISTORY_TABLE, books.schema))) return [];
  const table = quotedTable(books, HISTORY_TABLE);
  const rows = await books.session.query<Record<string, string | number | Date | null>>(
    `SELECT t.*, h.started_at, h.duration_ms, h.lock_wait_ms, h.statements_applied
       FROM (SELECT revision, direction, outcome, min(id) AS first, max(id) AS last, count(*) AS times
               FROM ${table} GROUP BY revision, direction, outcome) t
       JOIN ${table} h ON h.id = t.last
      ORDER BY t.first`,
  );
  const totals = new Map<string, RunTotals>();
  for (const row of rows) {
    const revision = String(row['revision']);
    const direction = String(row['direction']);
    const outcome = String(row['outcome']);
    const key = `${revision}:${direction}`;
    const before = totals.get(key) ?? { revision, direction, outcomes: {} };
    totals.set(key, {
      ...before,
      outcomes: { ...before.outcomes, [outcome]: Number(row['times']) },
      ...(outcome === 'done' ? { last: lastOf(row) } : {}),
    });
  }
  return [...totals.values()];
}

function lastOf(
  row: Readonly<Record<string, string | number | Date | null>>,
): NonNullable<RunTotals['last']> {
  return {
    startedAt: new Date(row['started_at'] ?? 0).toISOString(),
    durationMs: Number(row['duration_ms']),
    lockWaitMs: Number(row['lock_wait_ms']),
    statements: Number(row['statements_applied']),
  };
}

/** Every attempt, newest first; with a limit the newest ones only. */
export async function readAudit(books: Bookkeeping, limit?: number): Promise<readonly AuditEntry[]> {
  if (!(await books.dialect.hasTable(books.session, HISTORY_TABLE, books.schema))) return [];
  const rows = await books.session.query<Record<string, string | number | Date | null>>(
    `SELECT * FROM ${quotedTable(books, HISTORY_TABLE)} ORDER BY id DESC${limit === undefined ? '' : ` LIMIT ${limit}`}`,
  );
  return rows.map((row) => ({
    revision: String(row['revision']),
    direction: String(row['direction']),
    outcome: String(row['outcome']),
    startedAt: new Date(row['started_at'] ?? 0).toISOString(),
    milliseconds: Number(row['duration_ms']),
    lockWaitMilliseconds: Number(row['lock_wait_ms']),
    statementsApplied: Number(row['statements_applied']),
    statementsTotal: Number(row['statements_total']),
    ...(row['failed_statement'] === null ? {} : { failedStatement: Number(row['failed_statement']) }),
    ...(row['sql_state'] === null ? {} : { sqlState: String(row['sql_state']) }),
    ...(row['error'] === null ? {} : { error: String(row['error']) }),
    ...actorOf(row),
    ...(row['checksum'] === null ? {} : { checksum: String(row['checksum']) }),
  }));
}
