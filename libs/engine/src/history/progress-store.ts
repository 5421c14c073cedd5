import type { Reading, Statement } from '../dialect/dialect';
import type { Direction } from '../report/run-event';
import { HISTORY_TABLE, PROGRESS_TABLE } from './bookkeeping-tables';
import { quotedTable, type Bookkeeping, type BookkeepingNames } from './version-store';

/** A statement of a revision that is not in one transaction, as the journal has it. */
export interface StepRecord {
  /** From 0. */
  readonly step: number;
  readonly stepsTotal: number;
  readonly checksum: string;
  /** `running`: it was begun, and nobody knows whether it came to its end. */
  readonly state: 'running' | 'done';
  /** Where the batches of a step that works in batches have come to. */
  readonly cursor?: string;
}

/** A revision that is partially done. */
export interface PartialRevision {
  readonly revision: string;
  readonly direction: Direction;
  readonly fence: string;
  /** By step, in order. */
  readonly records: readonly StepRecord[];
}

/** The name that an attempt at a revision has in the journal, and once it is done in the history. */
export function fenceOf(revision: string, direction: Direction, times: number): string {
  return `${fenceStart(revision, direction)}${times}`;
}

/** The same without how often the revision was done before. */
export function fenceStart(revision: string, direction: Direction): string {
  return `${revision}:${direction}:`;
}

interface ProgressRow {
  readonly fence: string;
  readonly step: number;
  readonly steps_total: number;
  readonly checksum: string;
  readonly state: 'running' | 'done';
  readonly batch_cursor: string | null;
}

const OPEN = (books: BookkeepingNames): string =>
  `NOT EXISTS (SELECT 1 FROM ${quotedTable(books, HISTORY_TABLE)} h WHERE h.fence = p.fence)`;

/** The revisions that are partially done; the journal must be there. */
export function partialReading(books: BookkeepingNames): Reading<readonly PartialRevision[]> {
  return {
    sql: `SELECT p.fence, p.step, p.steps_total, p.checksum, p.state, p.batch_cursor
       FROM ${quotedTable(books, PROGRESS_TABLE)} p WHERE ${OPEN(books)} ORDER BY p.fence, p.step`,
    read: (rows) => partialOf(rows as unknown as readonly ProgressRow[]),
  };
}

function partialOf(rows: readonly ProgressRow[]): readonly PartialRevision[] {
  const byFence = new Map<string, StepRecord[]>();
  for (const row of rows) {
    const records = byFence.get(row.fence) ?? [];
    byFence.set(row.fence, records);
    records.push({
      step: row.step,
      stepsTotal: row.steps_total,
      checksum: row.checksum,
      state: row.state,
      ...(row.batch_cursor === null ? {} : { cursor: row.batch_cursor }),
    });
  }
  return [...byFence].map(([fence, records]) => {
    const [revision = '', direction] = fence.split(':');
    return { revision, direction: direction === 'downgrade' ? 'downgrade' : 'upgrade', fence, records };
  });
}

/** Forgets what is partially done, as somebody has said by hand where the database is. The journal must be there. */
export async function closePartial(books: Bookkeeping): Promise<void> {
  const progress = quotedTable(books, PROGRESS_TABLE);
  await books.session.query(
    `DELETE FROM ${progress} WHERE fence IN (SELECT p.fence FROM ${progress} p WHERE ${OPEN(books)})`,
  );
}

/** The row of a step that begins, or is done, by column. */
export function stepRow(fence: string, record: StepRecord): Readonly<Record<string, string | number>> {
  const { step, stepsTotal, checksum, state } = record;
  return { fence, step, steps_total: stepsTotal, checksum, state };
}

/** A row for a step that begins, or is done. Another runner's row is waited for, and then none is added. */
export function addStep(books: BookkeepingNames, fence: string, record: StepRecord): Statement {
  const row = stepRow(fence, record);
  const parameters = Object.values(row);
  const places = parameters.map((_, index) => books.dialect.placeholder(index + 1)).join(', ');
  return {
    sql:
      `INSERT INTO ${quotedTable(books, PROGRESS_TABLE)} (${Object.keys(row).join(', ')})` +
      ` VALUES (${places}) ON CONFLICT DO NOTHING`,
    parameters,
  };
}

/** What is known of a step that has a row. */
export function changeStep(
  books: BookkeepingNames,
  fence: string,
  step: number,
  to: { readonly state: 'running' | 'done'; readonly cursor?: string },
): Statement {
  const [state, cursor, ...key] = [1, 2, 3, 4].map((position) => books.dialect.placeholder(position));
  return {
    sql:
      `UPDATE ${quotedTable(books, PROGRESS_TABLE)} SET state = ${state}, batch_cursor = ${cursor}` +
      ` WHERE fence = ${key[0]} AND step = ${key[1]}`,
    parameters: [to.state, to.cursor ?? null, fence, step],
  };
}

/** Takes back the row of a step that did not come to anything. */
export function removeStep(books: BookkeepingNames, fence: string, step: number): Statement {
  return {
    sql:
      `DELETE FROM ${quotedTable(books, PROGRESS_TABLE)}` +
      ` WHERE fence = ${books.dialect.placeholder(1)} AND step = ${books.dialect.placeholder(2)}`,
    parameters: [fence, step],
  };
}
