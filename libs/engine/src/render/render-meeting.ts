import type { MeetingReport, RebaseReport, SeveralHeadsReport } from '../report/report';
import { names, revisionRow } from './revision-lines';
import { columns, indented, type Style } from './style';

/** What lines do to each other: each conflict, and what nobody can judge. */
export function meeting({ conflicts, unjudged }: MeetingReport, style: Style): string[] {
  return [
    ...conflicts.flatMap(({ first, second, reason, dialects }) => [
      `${style.red('conflict')} ${reason} ${style.dim(`(${dialects.join(', ')})`)}`,
      ...indented(columns([first, second].map(({ revision, operation }) => [revision, operation]))),
    ]),
    ...unjudged.map(
      ({ revision, operation }) =>
        `${style.yellow('cannot be judged')} ${revision} ${style.dim(operation)}: see for yourself what it touches`,
    ),
  ];
}

/** Several heads: whose they are, what they do to each other, and the ways out. */
export function severalHeads(report: SeveralHeadsReport, style: Style): string[] {
  const { heads, conflicts, unjudged, waysOut } = report;
  const isIndependent = conflicts.length + unjudged.length === 0;
  return [
    `There are ${heads.length} heads:`,
    ...heads.flatMap(({ revision, own, commit }) => [
      `  ${revisionRow(revision, style).join('  ')}`,
      ...indented(
        columns([
          ['file', revision.file],
          [
            'commit',
            commit === undefined
              ? 'not committed'
              : `${commit.hash} ${commit.author}, ${commit.date}: ${commit.subject}`,
          ],
          ['alone here', names(own)],
        ]),
        4,
      ),
    ]),
    ...(isIndependent
      ? ['They are independent: no operation of one touches what another one touches.']
      : meeting(report, style)),
    ...waysOut.flatMap(({ effect, commands }, index) => [
      `${index === 0 ? 'Next' : '  or'}: ${effect}`,
      ...indented(commands, 6),
    ]),
  ];
}

/** A line that was moved. */
export function rebased(report: RebaseReport, style: Style): string[] {
  const { revision, from, to, moved, checked, notChecked } = report;
  const id = style.bold(revision.revision);
  if (!report.changed) return [`Nothing to do: ${id} follows ${names(to)} already.`];
  const along = moved.length - 1;
  const more = along === 0 ? '' : `, and ${along} revision${along === 1 ? '' : 's'} with it`;
  const where = checked.map(({ environment }) => environment).join(', ');
  return [
    `Moved ${id} from ${names(from)} to ${names(to)}${more}.`,
    `Wrote ${style.bold(revision.file)}`,
    ...(where === '' ? [] : [`Applied in none of ${where}.`]),
    ...notChecked.map(
      ({ environment, reason }) => `${style.yellow('not checked')} ${environment}: ${reason}`,
    ),
    ...meeting(report, style),
    report.conflicts.length > 0
      ? 'Next: correct the moved revisions by hand, as they were written for another schema; then plumbline check'
      : 'Next: plumbline check, then plumbline upgrade',
  ];
}
