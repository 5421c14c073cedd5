import { terminated } from '../kernel/terminated';
import type { OperationReport, PlannedRevision } from '../report/report';
import { columns, indented, type Style } from './style';

const RISK_MARKS = { safe: 'safe', lock: 'lock', rewrite: 'rewrite', 'data loss': 'DATA LOSS' } as const;

/** Operations in words, each with its risk. */
export function operations(all: readonly OperationReport[], style: Style): string[] {
  const paint = { safe: style.green, lock: style.yellow, rewrite: style.yellow, 'data loss': style.red };
  return columns(
    all.map(({ risk, description, reason }) => [
      `  ${paint[risk](RISK_MARKS[risk])}`,
      risk === 'safe' || reason === undefined ? description : `${description} ${style.dim(`(${reason})`)}`,
    ]),
  );
}

/** What a revision does, in words and in SQL. */
export function planned(one: PlannedRevision, style: Style): string[] {
  return [
    ...operations(one.operations, style),
    ...indented(
      one.statements.map((sql) => style.dim(terminated(sql))),
      4,
    ),
  ];
}
