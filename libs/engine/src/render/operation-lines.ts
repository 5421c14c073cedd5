import { terminated } from '../kernel/terminated';
import type { ComparedAspect, OperationReport, PlannedRevision, WhyReport } from '../report/report';
import { columns, indented, type Style } from './style';

const RISK_MARKS = { safe: 'safe', lock: 'lock', rewrite: 'rewrite', 'data loss': 'DATA LOSS' } as const;

/** Operations in words, each with its risk, and below it where it comes from if that was asked. */
export function operations(all: readonly OperationReport[], style: Style): string[] {
  const paint = { safe: style.green, lock: style.yellow, rewrite: style.yellow, 'data loss': style.red };
  const lines = columns(
    all.map(({ risk, description, reason }) => [
      `  ${paint[risk](RISK_MARKS[risk])}`,
      risk === 'safe' || reason === undefined ? description : `${description} ${style.dim(`(${reason})`)}`,
    ]),
  );
  return lines.flatMap((line, index) => [
    line,
    ...indented(
      (all[index]?.why ?? []).map((why) => style.dim(`because ${because(why)}`)),
      6,
    ),
  ]);
}

/** What each way to find a difference is called after it was said. */
const DECIDED: Readonly<Record<WhyReport['decidedBy'], string>> = {
  name: '',
  text: ' (compared as text)',
  database: ' (the database says that they are not the same)',
  hook: ' (a hook of the configuration says so)',
  rename: ' (a rename that was said)',
  rewrite: ' (the function rewrite of the configuration made it)',
  order: '',
};

function because({ entities, found, compared, decidedBy }: WhyReport): string {
  if (found === undefined) return 'the function rewrite of the configuration added it';
  const who = entities.length === 0 ? 'no entity' : entities.join('; ');
  const [first] = compared;
  if (first === undefined) return `other operations need it (${who}; ${found.in}: ${found.name})`;
  const sides =
    first.found === undefined && decidedBy === 'name'
      ? `${who} describes it (${oneLine(first.entities)}), and ${found.in} has no ${found.name}`
      : first.entities === undefined && decidedBy === 'name'
        ? `no entity describes it, and ${found.in} has ${found.name} (${oneLine(first.found)})`
        : `${who} has ${texts(compared, 'entities')}, and ${found.in} ${found.name} has ${texts(compared, 'found')}`;
  return `${sides}${DECIDED[decidedBy]}`;
}

function texts(compared: readonly ComparedAspect[], side: 'entities' | 'found'): string {
  return compared.map((one) => `${one.aspect} ${oneLine(one[side])}`).join(', ');
}

function oneLine(text: string | undefined): string {
  return text === undefined ? 'none' : text.replace(/\s+/g, ' ').trim();
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
