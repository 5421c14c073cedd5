import { setTimeout as sleep } from 'node:timers/promises';
import type { BackfillStep, KeyColumn } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { displayName, type QualifiedName } from '../model/schema';
import { DEFAULT_BATCH } from '../operations/operation';
import type { Batches } from './batches';
import { parseCursor, renderCursor, type Position } from './cursor';

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 1000;

/**
 * Goes through the rows of a table by the order of a key, and changes those that need it, a batch and a transaction at a
 * time. A run that was stopped goes on after the last batch that was committed.
 *
 * @throws PlumblineError `backfill-refused`, and what a batch throws
 */
export async function runBackfill(batches: Batches, step: BackfillStep): Promise<void> {
  const { batchSize = DEFAULT_BATCH, pause = 0, table } = step.backfill;
  const key = await keyFor(batches, step);
  const statements = statementsFor(step, key);
  const progress = new Progress(batches, table, await estimate(batches, table));
  let position = batches.cursor === undefined ? START : parseCursor(batches.cursor);
  progress.tell(position, true);
  for (;;) {
    const batch = await nextBatch(batches, statements, { after: position.after, batchSize });
    if (batch === undefined) break;
    const { after, rows } = position;
    const from = position.changed;
    await batches.batch(async () => {
      const changed = await batches.session.query(statements.change(after), [
        ...(after ?? []),
        ...batch.last,
      ]);
      position = { after: batch.last, rows: rows + batch.rows, changed: from + changed.length };
      return renderCursor(position);
    });
    progress.tell(position);
    // The next batch says why it does not begin when the run is to stop meanwhile.
    if (pause > 0 && position.changed > from) await rest(pause, batches.signal);
  }
  progress.tell(position, true);
}

const START: Position = { rows: 0, changed: 0 };

async function keyFor({ dialect, session }: Batches, step: BackfillStep): Promise<readonly KeyColumn[]> {
  const { table, set } = step.backfill;
  const key = await dialect.rowKey(session, table);
  const refuse = (reason: string) =>
    new PlumblineError('backfill-refused', { table: displayName(table), reason });
  if (key === undefined)
    throw refuse(
      'It has no primary key, and no unique index over NOT NULL columns, to go through its rows by.',
    );
  const changed = key.find(({ name }) => Object.hasOwn(set, name));
  if (changed !== undefined)
    throw refuse(
      `'${changed.name}' is set, and is part of the key by whose order the rows are gone through.`,
    );
  return key;
}

interface Statements {
  /** The keys of rows, by order. */
  readonly keys: (after: Position['after'], limit: number, offset: number) => string;
  /** Changes the rows up to a key; takes the values of `after` and then of that key. Gives a row for each. */
  readonly change: (after: Position['after']) => string;
}

function statementsFor(
  { table, assignments, condition }: BackfillStep,
  key: readonly KeyColumn[],
): Statements {
  const columns = key.map(({ column }) => column).join(', ');
  const compare = (operator: string, first: number) =>
    `(${columns}) ${operator} (${key.map(({ parameter }, index) => parameter(first + index)).join(', ')})`;
  const values = key.map(({ value }, index) => `${value} AS k${index}`).join(', ');
  return {
    keys: (after, limit, offset) =>
      `SELECT ${values} FROM ${table}${after === undefined ? '' : ` WHERE ${compare('>', 1)}`}` +
      ` ORDER BY ${columns} LIMIT ${limit} OFFSET ${offset}`,
    change: (after) => {
      const conditions = [
        ...(after === undefined ? [] : [compare('>', 1)]),
        compare('<=', (after?.length ?? 0) + 1),
        // A comment at its end must not hide the parenthesis.
        ...(condition === undefined ? [] : [`(${condition}\n)`]),
      ];
      return `UPDATE ${table} SET ${assignments} WHERE ${conditions.join(' AND ')} RETURNING 1 AS changed`;
    },
  };
}

/** The last key of the next batch and how many rows it has; `undefined` where there are no more. */
async function nextBatch(
  { session }: Batches,
  statements: Statements,
  { after, batchSize }: { readonly after: Position['after']; readonly batchSize: number },
): Promise<{ readonly last: readonly unknown[]; readonly rows: number } | undefined> {
  const [full] = await session.query<object>(statements.keys(after, 1, batchSize - 1), after);
  if (full !== undefined) return { last: Object.values(full), rows: batchSize };
  const rest = await session.query<object>(statements.keys(after, batchSize, 0), after);
  const last = rest.at(-1);
  return last === undefined ? undefined : { last: Object.values(last), rows: rest.length };
}

async function estimate({ dialect, session }: Batches, table: QualifiedName): Promise<number | undefined> {
  const sizes = await dialect.tableSizes(session, [table]);
  return [...sizes.values()][0]?.rows;
}

async function rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

/** Tells how far it is, not too often. */
class Progress {
  readonly #began = performance.now();
  #firstRows: number | undefined;
  #told = -Infinity;

  constructor(
    private readonly batches: Batches,
    private readonly table: QualifiedName,
    private readonly total: number | undefined,
  ) {}

  tell({ rows, changed }: Position, isDue = false): void {
    const now = performance.now();
    this.#firstRows ??= rows;
    if (!isDue && now - this.#told < REPORT_EVERY) return;
    this.#told = now;
    const seconds = (now - this.#began) / 1000;
    const rowsPerSecond = seconds > 0 ? (rows - this.#firstRows) / seconds : 0;
    const left = this.total === undefined ? undefined : Math.max(0, this.total - rows);
    this.batches.emit({
      kind: 'backfill',
      table: displayName(this.table),
      rows,
      changed,
      rowsPerSecond,
      ...(this.total === undefined ? {} : { total: Math.max(this.total, rows) }),
      ...(left === undefined || rowsPerSecond === 0 ? {} : { secondsLeft: left / rowsPerSecond }),
    });
  }
}
