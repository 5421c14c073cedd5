import type { Report } from '../report/report';
import { drawGraph } from './draw-graph';
import { planned } from './operation-lines';
import { revisionFacts, revisionList, revisionRow, where } from './revision-lines';
import { columns, indented, type Style } from './style';

type ReportOf<Command extends Report['command']> = Extract<Report, { readonly command: Command }>;

/** Where the database is. */
export function current(report: ReportOf<'current'>, style: Style, verbose: boolean): string[] {
  const lines = [`${where(report, style)} (${report.server})`];
  if (report.revisions.length + report.unknown.length === 0) lines.push('  base: no revision is applied');
  lines.push(...indented(revisionList(report.revisions, style, verbose)));
  lines.push(
    ...indented(revisionList(report.implied, style, verbose).map((line) => `${line}${implied(line, style)}`)),
  );
  lines.push(...report.unknown.map((id) => `  ${id}  ${style.red('no revision file has this id')}`));
  if (report.unknown.length > 0) {
    lines.push(
      'Next: deploy the code that has the file; or, knowing what you do: plumbline stamp --purge <revision>',
    );
  }
  lines.push(...partialLines(report.partial));
  if (report.edited.length > 0) {
    lines.push(
      `Edited after being applied: ${report.edited.join(', ')}.`,
      'Next: bring the files back as they were',
    );
  }
  if (report.pending.length > 0) {
    lines.push(`${report.pending.length} pending: ${report.pending.join(', ')}`, 'Next: plumbline upgrade');
  }
  return lines;
}

/** What is partially done, and how it is finished. */
export function partialLines(partial: ReportOf<'current'>['partial']): string[] {
  return partial.map(
    ({ revision, direction, done, total }) =>
      `${revision}: ${direction} is partial, step ${done} of ${total}. Next: plumbline ${direction}`,
  );
}

function implied(line: string, style: Style): string {
  return line.startsWith(' ') ? '' : style.dim('  applied, as another one depends on it');
}

/** The history as a graph. */
export function history(report: ReportOf<'history'>, style: Style, verbose: boolean): string[] {
  if (report.revisions.length === 0) return ['There are no revisions.'];
  const rows = columns(report.revisions.map((one) => revisionRow(one, style)));
  return drawGraph(
    report.revisions.map((one, index) => ({
      id: one.revision,
      parents: one.down,
      text: rows[index] ?? '',
      details: verbose ? [...indented(revisionFacts(one)), ''] : [],
    })),
  );
}

export function heads(report: ReportOf<'heads'>, style: Style, verbose: boolean): string[] {
  return report.heads.length === 0 ? ['There are no revisions.'] : revisionList(report.heads, style, verbose);
}

export function branches(report: ReportOf<'branches'>, style: Style, verbose: boolean): string[] {
  if (report.branchPoints.length === 0) return ['There are no branch points.'];
  return report.branchPoints.flatMap(({ revision, children }) => [
    ...revisionList([revision], style, verbose),
    ...revisionList(children, style, verbose).map((line) => (line.startsWith(' ') ? line : `  ->  ${line}`)),
  ]);
}

/** Each revision with its header, its plan and its SQL. */
export function show(report: ReportOf<'show'>, style: Style): string[] {
  return report.revisions.flatMap(({ revision, plans }, index) => [
    ...(index === 0 ? [] : ['']),
    style.bold(revision.message),
    ...revisionFacts(revision),
    ...plans.flatMap((one) => ['', style.bold(`On ${one.dialect}:`), ...planned(one, style)]),
  ]);
}

/** A file that was open in the editor. */
export function edited({ revision, changed }: ReportOf<'edit'>, style: Style): string[] {
  return [
    changed
      ? `${style.bold(revision.file)} was changed; its header is in order.`
      : `${style.bold(revision.file)} was not changed.`,
  ];
}
