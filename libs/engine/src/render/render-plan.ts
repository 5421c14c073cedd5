import { terminated } from '../kernel/terminated';
import type {
  LockReport,
  LossReport,
  PlanReport,
  StatementReport,
  TableReport,
  TransactionReport,
} from '../report/report';
import { operations } from './operation-lines';
import { bytes, count } from './quantities';
import { names, where } from './revision-lines';
import { columns, indented, type Style } from './style';

/** What a run would do: its transactions, with the statements of each and what waits for them. */
export function plan(report: PlanReport, style: Style): string[] {
  if (report.script !== undefined) return report.script.trimEnd().split('\n');
  if (report.revisions.length === 0)
    return [`Nothing to do: ${where(report, style)} is at ${names(report.to)}.`];
  const sizes = new Map(report.tables.map((one) => [one.table, one]));
  return [
    `${where(report, style)}: ${names(report.from)} -> ${names(report.to)}`,
    ...report.transactions.flatMap((one, index) => [
      '',
      style.cyan(one.atomic ? `Transaction ${index + 1}` : 'Outside of a transaction'),
      ...steps(report, one, sizes, style),
      ...locks(one, sizes, style),
    ]),
    ...(report.losses.length === 0 ? [] : ['', style.red('Lost for good:'), ...losses(report.losses)]),
  ];
}

/** What loses data, with how much the tables hold: a line for each operation. */
export function losses(all: readonly LossReport[]): string[] {
  return columns(
    all.map(({ revision, operation, tables }) => [
      `  ${revision}`,
      operation,
      tables.map((one) => `${one.table}: ${size(one)}`).join('; '),
    ]),
  );
}

type Sizes = ReadonlyMap<string, TableReport>;

function steps(report: PlanReport, { steps: all }: TransactionReport, sizes: Sizes, style: Style): string[] {
  return all.flatMap((step, index) => [
    ...(all[index - 1]?.revision === step.revision ? [] : [heading(report, step.revision, style)]),
    ...operations(step.operations, style),
    ...step.statements.flatMap((one) => statement(one, sizes, style)),
  ]);
}

function heading({ revisions }: PlanReport, revision: string, style: Style): string {
  const found = revisions.find((one) => one.revision === revision);
  return `${found?.direction ?? ''} ${style.bold(revision)} ${found?.message ?? ''}`;
}

function statement(one: StatementReport, sizes: Sizes, style: Style): string[] {
  const sized = (table: string): string => {
    const found = sizes.get(table);
    return found === undefined ? table : `${table} (${size(found)})`;
  };
  const effects = [
    ...one.locks.flatMap(({ mode, table }) => (table === undefined ? [] : [`${mode} on ${table}`])),
    ...one.rewrites.map((table) => `writes every row of ${sized(table)}`),
    ...one.scans.map((table) => `reads all of ${sized(table)}`),
    ...(one.opaque ? ['what it does is not looked into'] : []),
  ];
  return [
    ...indented([style.dim(terminated(one.sql))], 4),
    ...(effects.length === 0 ? [] : indented([style.yellow(effects.join('; '))], 6)),
  ];
}

function locks(one: TransactionReport, sizes: Sizes, style: Style): string[] {
  if (one.locks.length === 0) return [];
  const rows = one.locks.map((lock) => [
    `    ${lock.table ?? 'the whole database'}`,
    lock.mode,
    waiting(lock, style),
    lock.table === undefined || !sizes.has(lock.table) ? '' : size(sizes.get(lock.table)),
  ]);
  return [one.atomic ? '  Locked until it ends:' : '  Locked:', ...columns(rows)];
}

function waiting({ blocks }: LockReport, style: Style): string {
  const text = `${blocks.join(', ')} wait`;
  return blocks.includes('reads') ? style.red(text) : style.yellow(text);
}

function size({ rows, bytes: held }: Partial<TableReport> = {}): string {
  return [
    rows === undefined ? 'rows not known' : `≈ ${count(rows, 'row')}`,
    ...(held === undefined ? [] : [bytes(held)]),
  ].join(', ');
}
