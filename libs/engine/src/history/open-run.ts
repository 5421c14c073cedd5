import type { Reading, Statement } from '../dialect/dialect';
import type { AuditEntry } from '../report/report';
import type { Direction } from '../report/run-event';
import { actorOf, actorRow, attemptStatement, type Actor } from './audit-log';
import { HISTORY_TABLE, RUN_TABLE } from './bookkeeping-tables';
import type { PartialRevision } from './progress-store';
import { quotedTable, type Bookkeeping, type BookkeepingNames } from './version-store';

/** A run that has begun and has not told its end: it goes on, or nobody is left to tell. */
export interface OpenRun {
  readonly direction: Direction;
  /** What it was to do and has not told of, in order. */
  readonly rest: readonly string[];
  /** When the first of these began, about. */
  readonly since: Date;
  readonly lockWaitMs: number;
  readonly actor: Actor;
}

/** What a run is about to do. */
export interface RunBegun {
  readonly direction: Direction;
  readonly revisions: readonly string[];
  readonly lockWaitMs: number;
}

/**
 * The statements that note that a run begins, with the last row of the history before it: whatever comes after that row is
 * of this run, as long as it is noted.
 */
export function openRun(books: BookkeepingNames, actor: Actor, begun: RunBegun): readonly Statement[] {
  const { dialect } = books;
  const row: Readonly<Record<string, string | number | null>> = {
    direction: begun.direction,
    revisions: begun.revisions.join(' '),
    lock_wait_ms: Math.round(begun.lockWaitMs),
    ...actorRow(actor),
  };
  const places = Object.keys(row).map((_, index) => dialect.placeholder(index + 1));
  const last = `(SELECT coalesce(max(id), 0) FROM ${quotedTable(books, HISTORY_TABLE)})`;
  return [
    closeRun(books),
    {
      sql:
        `INSERT INTO ${quotedTable(books, RUN_TABLE)} (history_id, started_at, ${Object.keys(row).join(', ')})` +
        ` VALUES (${last}, ${dialect.script.now}, ${places.join(', ')})`,
      parameters: Object.values(row),
    },
  ];
}

/** The statement that notes that no run goes on. */
export function closeRun(books: BookkeepingNames): Statement {
  return { sql: `DELETE FROM ${quotedTable(books, RUN_TABLE)}` };
}

/** The run that has not told its end; its table and the history must be there. */
export function openRunReading(books: BookkeepingNames): Reading<OpenRun | undefined> {
  return {
    sql:
      'SELECT r.*, h.revision AS told, h.outcome, h.started_at AS told_at, h.duration_ms' +
      ` FROM ${quotedTable(books, RUN_TABLE)} r LEFT JOIN ${quotedTable(books, HISTORY_TABLE)} h` +
      ' ON h.id > r.history_id AND h.direction = r.direction ORDER BY h.id',
    read: (rows) => openRunOf(rows as readonly Row[]),
  };
}

type Row = Readonly<Record<string, string | number | Date | null>>;

/** Attempts that are over, and after which nothing of a run follows; the rest goes on with the same or the next revision. */
const ENDS: readonly unknown[] = ['failed', 'interrupted', 'rolled back', 'lost'];

function openRunOf(rows: readonly Row[]): OpenRun | undefined {
  const [row] = rows;
  if (row === undefined || rows.some(({ outcome }) => ENDS.includes(outcome))) return undefined;
  const done = rows.filter(({ outcome }) => outcome === 'done');
  const told = new Set(done.map(({ told: revision }) => String(revision)));
  const rest = String(row['revisions'])
    .split(' ')
    .filter((revision) => !told.has(revision));
  if (rest.length === 0) return undefined;
  const last = done.at(-1);
  const since = new Date(last?.['told_at'] ?? row['started_at'] ?? 0).getTime();
  return {
    direction: row['direction'] === 'downgrade' ? 'downgrade' : 'upgrade',
    rest,
    since: new Date(since + Number(last?.['duration_ms'] ?? 0)),
    lockWaitMs: Number(row['lock_wait_ms']),
    actor: actorOf(row),
  };
}

/**
 * The statement that adds the row of an attempt that nobody told the end of, once nobody can: another run has the lock.
 *
 * @param partial what is done of revisions that are not in one transaction
 */
export function lostStatement(
  books: BookkeepingNames,
  { actor, direction, rest, since, lockWaitMs }: OpenRun,
  partial: readonly PartialRevision[],
): Statement {
  const [revision = ''] = rest;
  const records =
    partial.find((one) => one.revision === revision && one.direction === direction)?.records ?? [];
  return attemptStatement(books, actor, {
    ...{ revision, direction, outcome: 'lost', startedAt: since, durationMs: 0, lockWaitMs },
    statementsApplied: records.filter(({ state }) => state === 'done').length,
    statementsTotal: records[0]?.stepsTotal ?? 0,
    error:
      'The run ended without a word: its process was killed, or it could not reach the database any more.',
  });
}

/** The run that goes on, or was killed, as an entry of the history. */
export async function readOpenRun(books: Bookkeeping): Promise<readonly AuditEntry[]> {
  if (!(await books.dialect.hasTable(books.session, RUN_TABLE, books.schema))) return [];
  const { sql, read } = openRunReading(books);
  const open = read(await books.session.query(sql));
  if (open === undefined) return [];
  const { actor, direction, rest, since, lockWaitMs } = open;
  return [
    {
      ...{ revision: rest[0] ?? '', direction, outcome: 'begun', startedAt: since.toISOString() },
      ...{ milliseconds: 0, lockWaitMilliseconds: lockWaitMs, statementsApplied: 0, statementsTotal: 0 },
      ...actor,
      error: 'The run goes on, or its process was killed; the next run says which.',
    },
  ];
}
