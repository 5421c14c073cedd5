import type { BackfillStep, SqlStep } from '../../dialect/dialect';
import { backfillStep, insertRows } from '../../dialect/row-steps';
import { PlumblineError } from '../../errors/plumbline-error';
import { isSqlText } from '../../model/schema';
import type { Backfill, BulkInsert } from '../../operations/operation';
import type { RowValue } from '../../operations/row-values';
import { quote, quoteList, quoteLiteral } from './quoting';

/** Below the 32,766 variables of one statement (sqlite.org/limits.html#max_variable_number). */
const MOST_PARAMETERS = 30_000;
const LONGEST_INTEGER = 2n ** 63n;

/** INSERT with several rows. What a parameter cannot hold as it is meant stands in the statement itself. */
export function bulkInsert(op: BulkInsert): readonly SqlStep[] {
  return insertRows(op, {
    start: `INSERT INTO ${quote(op.table.name)} (${quoteList(op.columns)}) VALUES`,
    mostParameters: MOST_PARAMETERS,
    placeholder: () => '?',
    literal: literalOf,
    parameter: textOf,
  });
}

/** Rows are changed in batches by the runner. The shell knows no loops: a script has one UPDATE. */
export function backfill(op: Backfill): BackfillStep {
  return backfillStep(op, {
    table: quote(op.table.name),
    quote,
    literal: literalOf,
    script: ({ table, assignments, condition }) =>
      `UPDATE ${table} SET ${assignments}${condition === undefined ? '' : ` WHERE ${condition}`}`,
  });
}

/**
 * A value in a statement (sqlite.org/lang_expr.html#literal_values_constants_). A date is written as TypeORM writes it.
 *
 * @throws PlumblineError `invalid-operation` for an integer beyond 64 bits, which would become inexact
 */
export function literalOf(value: RowValue): string {
  if (isSqlText(value)) return `(${value.sql})`;
  const text = textOf(value);
  if (text !== undefined) return textLiteral(text);
  if (typeof value === 'object' && value !== null && 'bytes' in value) return `x'${value.bytes}'`;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return numberOf(value);
  return typeof value === 'object' && value !== null && 'integer' in value
    ? integerOf(value.integer)
    : 'NULL';
}

/** The sqlite3 shell drops a carriage return at the end of a line, in a literal too. */
function textLiteral(text: string): string {
  if (!text.includes('\r\n')) return quoteLiteral(text);
  let mark = '{cr}';
  while (text.includes(mark)) mark = `{${mark}}`;
  return `replace(${quoteLiteral(text.replaceAll('\r\n', `${mark}\n`))}, ${quoteLiteral(mark)}, char(13))`;
}

function integerOf(text: string): string {
  const value = BigInt(text);
  if (value < LONGEST_INTEGER && value >= -LONGEST_INTEGER) return text;
  const reason = `SQLite has no integer as large as ${text}; write it as a string`;
  throw new PlumblineError('invalid-operation', { revision: '(unnamed)', reason });
}

/** Beyond 2^53 a number is no exact integer, and would become one without its point. */
function numberOf(value: number): string {
  const text = String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}

/** What is text. */
function textOf(value: RowValue): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('date' in value) return value.date.replace('T', ' ').replace('Z', '');
  return 'json' in value ? JSON.stringify(value.json) : undefined;
}
