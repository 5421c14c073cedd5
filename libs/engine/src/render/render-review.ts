import { terminated } from '../kernel/terminated';
import type { Finding, OperationReport, Report, ReviewedRevision } from '../report/report';
import { planned } from './operation-lines';
import type { Style } from './style';

type ReviewReport = Extract<Report, { readonly command: 'review' }>;

/** What a branch does to the revisions: as text, as Markdown, or as annotations of GitHub's. */
export function review(report: ReviewReport, style: Style): string[] {
  if (report.format === 'annotations') return report.findings.map(annotation);
  if (report.format === 'markdown') return markdown(report);
  return text(report, style);
}

function text(report: ReviewReport, style: Style): string[] {
  const revisions = report.revisions.flatMap(({ revision, change, plans }) => [
    '',
    `${style.bold(revision.revision)} ${revision.message} (${change}: ${revision.file})`,
    ...plans.flatMap((plan) => [`On ${plan.dialect}:`, ...planned(plan, style)]),
  ]);
  const findings = report.findings.map(
    ({ level, title, message, file, line }) =>
      `${style[level === 'error' ? 'red' : 'yellow'](title)} ${file}:${line} ${message}`,
  );
  return [
    summary(report),
    ...revisions,
    ...(findings.length === 0 ? [] : ['', 'Look at:', ...findings.map((finding) => `  ${finding}`)]),
  ];
}

function summary({ revisions, base, heads }: ReviewReport): string {
  const count = revisions.length === 1 ? '1 revision' : `${revisions.length} revisions`;
  const names = heads.map(({ revision }) => revision).join(', ');
  return `${revisions.length === 0 ? 'No revision' : count} since ${base}; ${heads.length === 1 ? 'the head is' : 'heads are'} ${names === '' ? 'base' : names}.`;
}

/**
 * A workflow command that shows a message beside a line of a file (GitHub's documentation, "Workflow commands").
 * Percent signs and line ends are escaped, in properties commas and colons too.
 */
function annotation({ level, title, message, file, line }: Finding): string {
  const data = (value: string): string =>
    value.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (value: string): string => data(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
  return `::${level} file=${property(file)},line=${line},title=${property(title)}::${data(message)}`;
}

function markdown(report: ReviewReport): string[] {
  const errors = report.findings.filter(({ level }) => level === 'error');
  return [
    '## Migrations',
    '',
    summary(report),
    ...(errors.length === 0
      ? []
      : ['', ...errors.map((finding) => `- **${finding.title}** ${where(finding)}`)]),
    ...report.revisions.flatMap(revisionSection),
  ];
}

function where({ file, line, message }: Finding): string {
  return `\`${file}:${line}\` ${escaped(message)}`;
}

function revisionSection({ revision, change, plans }: ReviewedRevision): string[] {
  return [
    '',
    `### \`${revision.revision}\` ${escaped(revision.message)}`,
    '',
    `${change === 'added' ? 'New' : '**Edited**'}: \`${revision.file}\`, after ${revision.down.map((id) => `\`${id}\``).join(', ') || 'base'}`,
    ...plans.flatMap(({ dialect, operations, statements }) => [
      '',
      `**${dialect}**`,
      '',
      ...(operations.length === 0 ? ['Nothing.'] : table(operations)),
      ...(statements.length === 0 ? [] : ['', ...sqlBlock(statements)]),
    ]),
  ];
}

const MARKS = { safe: 'safe', lock: '⚠️ lock', rewrite: '⚠️ rewrite', 'data loss': '🛑 data loss' } as const;

function table(operations: readonly OperationReport[]): string[] {
  return [
    '| risk | what | why |',
    '| --- | --- | --- |',
    ...operations.map(
      ({ risk, description, reason = '' }) => `| ${MARKS[risk]} | ${cell(description)} | ${cell(reason)} |`,
    ),
  ];
}

/** A fence that no statement can end. */
function sqlBlock(statements: readonly string[]): string[] {
  const sql = statements.map(terminated);
  const longest = Math.max(2, ...sql.flatMap((one) => [...one.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  const count = statements.length === 1 ? '1 statement' : `${statements.length} statements`;
  return [`<details><summary>${count}</summary>`, '', `${fence}sql`, ...sql, fence, '', '</details>'];
}

function cell(value: string): string {
  return escaped(value)
    .replace(/\|/g, '\\|')
    .replace(/\s*\n\s*/g, ' ');
}

/** Text, where Markdown and HTML would read something else. */
function escaped(value: string): string {
  return value.replace(/[\\`*_[\]<>#]/g, (sign) =>
    sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : `\\${sign}`,
  );
}
