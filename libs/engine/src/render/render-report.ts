import type { OperationReport, PlannedRevision, Report, RevisionReport } from '../report/report';
import { drawGraph } from './draw-graph';
import { columns, indented, styleFor, type Style } from './style';

export interface RenderOptions {
  readonly colour: boolean;
  readonly verbose: boolean;
}

type ReportOf<Command extends Report['command']> = Extract<Report, { readonly command: Command }>;

type Renderers = {
  readonly [Command in Report['command']]: (
    report: ReportOf<Command>,
    style: Style,
    verbose: boolean,
  ) => string[];
};

/** A report for people: what happened and what to type next; plain text without `colour`. Ends with a line end. */
export function renderReport(report: Report, { colour, verbose }: RenderOptions): string {
  const render = RENDERERS[report.command] as (report: Report, style: Style, verbose: boolean) => string[];
  return render(report, styleFor(colour), verbose)
    .map((line) => `${line}\n`)
    .join('');
}

const RENDERERS: Renderers = {
  revision: created,
  merge: created,
  upgrade: moved,
  downgrade: moved,
  stamp: (report, style) => [
    `Stamped ${where(report, style)}: ${names(report.from)} -> ${names(report.to)}.`,
  ],
  current,
  history,
  'history --applied': audit,
  heads: (report, style) =>
    report.heads.length === 0
      ? ['There are no revisions.']
      : columns(report.heads.map((one) => revisionRow(one, style))),
  branches: (report, style) =>
    report.branchPoints.length === 0
      ? ['There are no branch points.']
      : report.branchPoints.flatMap(({ revision, children }) => [
          ...columns([revisionRow(revision, style)]),
          ...indented(columns(children.map((child) => ['->', ...revisionRow(child, style)]))),
        ]),
  show,
  plan,
  check,
};

function created(report: ReportOf<'revision' | 'merge'>, style: Style): string[] {
  const notes = [
    ...report.notes,
    ...report.unmanaged.map((one) => `left alone, as no revision created it: ${one}`),
  ];
  const tail = notes.map((note) => style.dim(`note: ${note}`));
  if (report.statements.length > 0) return [...report.statements.map((sql) => `${sql};`), ...tail];
  if (report.created === undefined) {
    return ['Nothing to do: entities, revisions and database agree. No file was written.', ...tail];
  }
  return [
    ...operations(report.operations, style),
    `Wrote ${style.bold(report.created.file)}`,
    ...tail,
    'Next: read it, then apply it: plumbline upgrade',
  ];
}

function moved(report: ReportOf<'upgrade' | 'downgrade'>, style: Style): string[] {
  if (report.revisions.length === 0) {
    return [`Nothing to do: ${where(report, style)} is at ${names(report.to)}.`];
  }
  const milliseconds = report.revisions.reduce((sum, one) => sum + one.milliseconds, 0);
  const count = `${report.revisions.length} revision${report.revisions.length === 1 ? '' : 's'}`;
  const verb = report.command === 'upgrade' ? 'Applied' : 'Undid';
  return [
    `${verb} ${count} in ${milliseconds.toFixed(0)} ms; ${where(report, style)} is at ${names(report.to)}.`,
  ];
}

function current(report: ReportOf<'current'>, style: Style): string[] {
  const lines = [`${where(report, style)} (${report.server})`];
  if (report.revisions.length + report.unknown.length === 0) lines.push('  base: no revision is applied');
  lines.push(...indented(columns(report.revisions.map((one) => revisionRow(one, style)))));
  lines.push(...report.unknown.map((id) => `  ${id}  ${style.red('no revision file has this id')}`));
  if (report.pending.length > 0) {
    lines.push(`${report.pending.length} pending: ${report.pending.join(', ')}`, 'Next: plumbline upgrade');
  }
  return lines;
}

function show(report: ReportOf<'show'>, style: Style): string[] {
  const { revision } = report;
  const facts = columns([
    ['Revision:', revision.revision],
    ['Revises:', names(revision.down)],
    ...(revision.dependsOn.length > 0 ? [['Depends on:', revision.dependsOn.join(', ')]] : []),
    ...(revision.labels.length > 0 ? [['Labels:', revision.labels.join(', ')]] : []),
    ...(revision.marks.length > 0 ? [['Marks:', revision.marks.join(', ')]] : []),
    ...(revision.created === undefined ? [] : [['Created:', revision.created]]),
    ['File:', revision.file],
  ]);
  const plans = report.plans.flatMap((one) => ['', style.bold(`On ${one.dialect}:`), ...planned(one, style)]);
  return [style.bold(revision.message), ...facts, ...plans];
}

function plan(report: ReportOf<'plan'>, style: Style): string[] {
  if (report.script !== undefined) return report.script.trimEnd().split('\n');
  if (report.revisions.length === 0)
    return [`Nothing to do: ${where(report, style)} is at ${names(report.to)}.`];
  return [
    `${where(report, style)}: ${names(report.from)} -> ${names(report.to)}`,
    ...report.revisions.flatMap((one) => [
      '',
      `${one.direction} ${style.bold(one.revision)} ${one.message}`,
      ...planned(one, style),
    ]),
  ];
}

function planned(one: PlannedRevision, style: Style): string[] {
  return [
    ...operations(one.operations, style),
    ...indented(
      one.statements.map((sql) => style.dim(sql.startsWith('--') ? sql : `${sql};`)),
      4,
    ),
  ];
}

function check(report: ReportOf<'check'>, style: Style): string[] {
  const notes = [...report.notes, ...report.unmanaged.map((one) => `not managed: ${one}`)].map((note) =>
    style.dim(`note: ${note}`),
  );
  if (report.clean) return ['Clean: entities, revisions and database agree.', ...notes];
  return [
    ...(report.pending.length > 0 ? [`Pending: ${report.pending.join(', ')}. Next: plumbline upgrade`] : []),
    ...(report.edited.length > 0 ? [`Edited after being applied: ${report.edited.join(', ')}.`] : []),
    ...report.differences.flatMap(({ dialect, operations: found }) => [
      `The entities differ (${dialect}):`,
      ...operations(found, style),
    ]),
    ...(report.differences.length > 0 ? ['Next: plumbline revision -m "…"'] : []),
    ...notes,
  ];
}

function history(report: ReportOf<'history'>, style: Style): string[] {
  if (report.revisions.length === 0) return ['There are no revisions.'];
  const rows = columns(report.revisions.map((one) => revisionRow(one, style)));
  return drawGraph(
    report.revisions.map((one, index) => ({ id: one.revision, parents: one.down, text: rows[index] ?? '' })),
  );
}

function audit(report: ReportOf<'history --applied'>, style: Style): string[] {
  if (report.entries.length === 0) return [`Nothing was ever applied to ${where(report, style)}.`];
  return columns(
    report.entries.map((entry) => [
      entry.startedAt,
      entry.revision,
      entry.direction,
      entry.outcome === 'done' ? style.green(entry.outcome) : style.red(entry.outcome),
      `${entry.milliseconds} ms`,
      `${entry.statementsApplied}/${entry.statementsTotal}`,
      `${entry.databaseUser} (${entry.osUser}@${entry.host})`,
      entry.error ?? '',
    ]),
  );
}

const RISK_MARKS = { safe: 'safe', lock: 'lock', rewrite: 'rewrite', 'data loss': 'DATA LOSS' } as const;

function operations(all: readonly OperationReport[], style: Style): string[] {
  const paint = { safe: style.green, lock: style.yellow, rewrite: style.yellow, 'data loss': style.red };
  return columns(
    all.map(({ risk, description, reason }) => [
      `  ${paint[risk](RISK_MARKS[risk])}`,
      risk === 'safe' || reason === undefined ? description : `${description} ${style.dim(`(${reason})`)}`,
    ]),
  );
}

function revisionRow(one: RevisionReport, style: Style): string[] {
  const marks = [...one.labels, ...one.marks];
  return [
    `${style.bold(one.revision)}${marks.length > 0 ? ` ${style.cyan(`(${marks.join(', ')})`)}` : ''}`,
    one.message,
  ];
}

function names(ids: readonly string[]): string {
  return ids.length === 0 ? 'base' : ids.join(', ');
}

function where(report: { readonly environment: string; readonly url: string }, style: Style): string {
  return `${style.bold(report.environment)} ${report.url}`;
}
