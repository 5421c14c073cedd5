import type { Backfill, BulkInsert } from '../operations/operation';
import type { RowValue } from '../operations/row-values';
import type { BackfillStep, SqlStep } from './dialect';

/** How a dialect writes rows. */
export interface RowWriter {
  /** `INSERT INTO … VALUES` */
  readonly start: string;
  /** Most parameters in one statement. */
  readonly mostParameters: number;
  readonly placeholder: (position: number) => string;
  /** The value as it stands in a statement. */
  readonly literal: (value: RowValue) => string;
  /** The value as a parameter; nothing where only a literal says what is meant. */
  readonly parameter: (value: RowValue) => string | undefined;
}

/** Most rows in one statement: long enough to be fast, short enough to be read. */
const MOST_ROWS = 500;

/** The statements that insert rows, each with its values in it and with the values apart. */
export function insertRows(op: BulkInsert, writer: RowWriter): readonly SqlStep[] {
  const size = Math.max(1, Math.min(MOST_ROWS, Math.floor(writer.mostParameters / op.columns.length)));
  return Array.from({ length: Math.ceil(op.rows.length / size) }, (_, i): SqlStep => {
    const rows = op.rows.slice(i * size, (i + 1) * size);
    const parameters: string[] = [];
    const bind = (value: RowValue): string => {
      const parameter = writer.parameter(value);
      return parameter === undefined ? writer.literal(value) : writer.placeholder(parameters.push(parameter));
    };
    const write = (render: (value: RowValue) => string) =>
      `${writer.start}\n  ${rows.map((row) => `(${row.map(render).join(', ')})`).join(',\n  ')}`;
    const sql = write(writer.literal);
    return { kind: 'sql', sql, bound: { sql: write(bind), parameters }, operations: [op] };
  });
}

/** How a dialect writes a backfill. */
export interface BackfillWriter {
  readonly table: string;
  readonly quote: (identifier: string) => string;
  readonly literal: (value: RowValue) => string;
  /** A statement that does all of it. */
  readonly script: (parts: Pick<BackfillStep, 'table' | 'assignments' | 'condition'>) => string;
}

/** The step that the runner carries out in batches. */
export function backfillStep(op: Backfill, { table, quote, literal, script }: BackfillWriter): BackfillStep {
  const parts = {
    table,
    assignments: Object.entries(op.set)
      .map(([column, value]) => `${quote(column)} = ${literal(value)}`)
      .join(', '),
    ...(op.where === undefined ? {} : { condition: op.where }),
  };
  return { kind: 'backfill', backfill: op, ...parts, script: script(parts), operations: [op] };
}
