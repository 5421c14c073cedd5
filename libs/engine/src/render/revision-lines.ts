import type { RevisionReport } from '../report/report';
import { columns, type Style } from './style';

/** A revision in one line, as cells: its id with labels and marks, its message, and what it depends on. */
export function revisionRow(one: RevisionReport, style: Style): string[] {
  const marks = [...one.labels, ...one.marks];
  const dependencies =
    one.dependsOn.length === 0 ? [] : [style.dim(`depends on ${one.dependsOn.join(', ')}`)];
  return [
    `${style.bold(one.revision)}${marks.length > 0 ? ` ${style.cyan(`(${marks.join(', ')})`)}` : ''}`,
    [one.message, ...dependencies].join('  '),
  ];
}

/** All that a header says, a line for each. */
export function revisionFacts(one: RevisionReport): string[] {
  return columns([
    ['Revision:', one.revision],
    ['Revises:', names(one.down)],
    ...(one.dependsOn.length > 0 ? [['Depends on:', one.dependsOn.join(', ')]] : []),
    ...(one.labels.length > 0 ? [['Labels:', one.labels.join(', ')]] : []),
    ...(one.marks.length > 0 ? [['Marks:', one.marks.join(', ')]] : []),
    ...(one.created === undefined ? [] : [['Created:', one.created]]),
    ['File:', one.file],
  ]);
}

/** Revisions, one line for each; with all that their headers say where `verbose`. */
export function revisionList(all: readonly RevisionReport[], style: Style, verbose: boolean): string[] {
  const rows = columns(all.map((one) => revisionRow(one, style)));
  if (!verbose) return rows;
  return all.flatMap((one, index) => [rows[index] ?? '', ...revisionFacts(one).map((fact) => `    ${fact}`)]);
}

/** Ids in a sentence. */
export function names(ids: readonly string[]): string {
  return ids.length === 0 ? 'base' : ids.join(', ');
}

/** Where something happened, in a sentence. */
export function where(report: { readonly environment: string; readonly url: string }, style: Style): string {
  return `${style.bold(report.environment)} ${report.url}`;
}
