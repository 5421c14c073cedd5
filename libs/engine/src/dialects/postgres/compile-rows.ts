import type { BackfillStep, SqlStep } from '../../dialect/dialect';
import { backfillStep, insertRows } from '../../dialect/row-steps';
import { isSqlText } from '../../model/schema';
import { DEFAULT_BATCH, type Backfill, type BulkInsert } from '../../operations/operation';
import type { RowValue } from '../../operations/row-values';
import { backfillLoop } from './backfill-loop';
import { quote, quoteList, quoteName, quoteText } from './quoting';

/** Below the 65,535 parameters of one statement, which the protocol counts in 16 bits. */
const MOST_PARAMETERS = 30_000;

/**
 * INSERT with several rows. Every value is a text of unknown type, in quotes as well as in a parameter, so that the
 * column alone decides how it is read (manual, 10.4 Value Storage) and both ways give the same.
 */
export function bulkInsert(op: BulkInsert): readonly SqlStep[] {
  return insertRows(op, {
    start: `INSERT INTO ${quoteName(op.table)} (${quoteList(op.columns)}) VALUES`,
    mostParameters: MOST_PARAMETERS,
    placeholder: (position) => `$${position}`,
    literal: literalOf,
    parameter: textOf,
  });
}

/** Rows are changed in batches by the runner; a script does the same in a loop, by what key the server has to find. */
export function backfill(op: Backfill): BackfillStep {
  const { batchSize = DEFAULT_BATCH, pause = 0 } = op;
  return backfillStep(op, {
    table: quoteName(op.table),
    quote,
    literal: literalOf,
    script: (parts) => backfillLoop({ ...parts, batchSize, pause }),
  });
}

/** A value in a statement. */
export function literalOf(value: RowValue): string {
  if (isSqlText(value)) return `(${value.sql})`;
  const text = textOf(value);
  return text === undefined ? 'NULL' : quoteText(text);
}

/** What the server reads the value from; nothing for NULL and for SQL. */
function textOf(value: RowValue): string | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'object') return String(value);
  if ('date' in value) return value.date;
  if ('integer' in value) return value.integer;
  if ('bytes' in value) return `\\x${value.bytes}`;
  return 'json' in value ? JSON.stringify(value.json) : undefined;
}
