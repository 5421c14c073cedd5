import { terminated } from '../kernel/terminated';
import type { AuditEntry, Report } from '../report/report';
import { operations } from './operation-lines';
import { backupLines } from './render-event';
import { meeting, rebased, severalHeads } from './render-meeting';
import { plan } from './render-plan';
import { review } from './render-review';
import { branches, current, edited, heads, history, partialLines, show } from './render-revisions';
import { names, where } from './revision-lines';
import { status } from './render-status';
import { tenants } from './render-tenants';
import { columns, styleFor, type Style } from './style';

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
  init: begun,
  import: imported,
  revision: created,
  merge: created,
  upgrade: moved,
  downgrade: moved,
  backup: (report) => backupLines(report),
  stamp: (report, style) => [
    `Stamped ${where(report, style)}: ${names(report.from)} -> ${names(report.to)}.`,
  ],
  current,
  status,
  tenants,
  history,
  'history --applied': audit,
  heads,
  branches,
  show,
  review,
  edit: edited,
  rebase: rebased,
  plan,
  check,
};

function begun(report: ReportOf<'init'>, style: Style): string[] {
  const { configuration, baseline, database } = report;
  return [
    ...(configuration === undefined ? [] : [`Wrote ${style.bold(configuration)}`]),
    ...operations(report.operations, style),
    ...(baseline === undefined ? [] : [`Wrote ${style.bold(baseline.file)}`]),
    ...(baseline === undefined || database === undefined
      ? ['Next: write the first revision: plumbline revision -m "…"']
      : [
          `Stamped ${where(database, style)}: it is at ${baseline.revision}.`,
          'Next: see what the entities want otherwise: plumbline check',
        ]),
  ];
}

function imported(report: ReportOf<'import'>, style: Style): string[] {
  const { written, stamped, applied, pending, dryRun, environment, url } = report;
  const database =
    environment === undefined || url === undefined ? undefined : where({ environment, url }, style);
  const isStamped = database === undefined ? '' : `, and ${database} is stamped`;
  if (written.length === 0 && stamped === undefined) {
    return [`Nothing to import: the revisions are there${isStamped}.`];
  }
  return [
    ...written.map(({ file }) => `${dryRun ? 'Would write' : 'Wrote'} ${style.bold(file)}`),
    ...(stamped === undefined || database === undefined
      ? []
      : [`${dryRun ? 'Would stamp' : 'Stamped'} ${database}: it is at ${stamped}.`]),
    ...(applied === undefined || pending === undefined ? [] : [`${applied} applied, ${pending} pending.`]),
    database === undefined
      ? 'Next: mark what is applied, once for each environment: plumbline import typeorm'
      : 'Next: see what the entities want otherwise: plumbline check',
  ];
}

function created(report: ReportOf<'revision' | 'merge'>, style: Style): string[] {
  const notes = [
    ...report.notes,
    ...report.unmanaged.map((one) => `left alone, as no revision created it: ${one}`),
  ];
  const { conflicts = [], unjudged = [] } = report;
  const tail = [
    ...meeting({ conflicts, unjudged }, style),
    ...notes.map((note) => style.dim(`note: ${note}`)),
  ];
  if (report.statements.length > 0) return [...report.statements.map(terminated), ...tail];
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

function check(report: ReportOf<'check'>, style: Style): string[] {
  const notes = [...report.notes, ...report.unmanaged.map((one) => `not managed: ${one}`)].map((note) =>
    style.dim(`note: ${note}`),
  );
  const compared =
    report.database === undefined ? 'entities and revisions' : 'entities, revisions and database';
  if (report.clean) return [`Clean: ${compared} agree.`, ...notes];
  return [
    ...(report.pending.length > 0 ? [`Pending: ${report.pending.join(', ')}. Next: plumbline upgrade`] : []),
    ...partialLines(report.partial),
    ...(report.edited.length > 0 ? [`Edited after being applied: ${report.edited.join(', ')}.`] : []),
    ...report.differences.flatMap(({ dialect, operations: found }) => [
      `The entities differ (${dialect}):`,
      ...operations(found, style),
    ]),
    ...(report.differences.length > 0 && report.severalHeads === undefined
      ? ['Next: plumbline revision -m "…"']
      : []),
    ...(report.severalHeads === undefined ? [] : severalHeads(report.severalHeads, style)),
    ...notes,
  ];
}

/** What the database says has its code in it. */
function reasonOf({ error = '', sqlState }: Pick<AuditEntry, 'error' | 'sqlState'>): string {
  return sqlState === undefined || error.includes(`(${sqlState})`) ? error : `${error} (${sqlState})`.trim();
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
      reasonOf(entry),
    ]),
  );
}
