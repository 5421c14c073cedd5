import { list } from '../errors/entry';
import type { TenantOutcome, TenantResult, TenantsReport } from '../report/report';
import { driftWords } from './render-status';
import { names } from './revision-lines';
import { columns, indented, type Style } from './style';

/** A line for each tenant, why some failed, and how many there were of each kind. */
export function tenants(report: TenantsReport, style: Style): string[] {
  if (report.tenants.length === 0)
    return [`No tenant of ${report.environment} is in the shard ${report.shard}.`];
  const changes = isRun(report.run);
  const heading = changes
    ? ['TENANT', 'FROM', 'TO', 'REVISIONS', 'TIME', 'OUTCOME']
    : ['TENANT', 'AT', 'PENDING', 'TIME', 'OUTCOME'];
  const rows = report.tenants.map((one) => (changes ? moved(one, style) : found(one, style)));
  return [...columns([heading, ...rows]), ...failures(report.tenants, style), ...summary(report, style)];
}

function moved(one: TenantResult, style: Style): string[] {
  const { from, to, revisions } = one;
  return [one.tenant, at(from), at(to), String(revisions?.length ?? '-'), time(one), coloured(one, style)];
}

function found(one: TenantResult, style: Style): string[] {
  const drift = one.drift === undefined ? [] : driftWords(one.drift);
  const outcome = [coloured(one, style), ...drift].join('; ');
  return [one.tenant, at(one.to), String(one.pending?.length ?? '-'), time(one), outcome];
}

function at(revisions: readonly string[] | undefined): string {
  return revisions === undefined ? '-' : names(revisions);
}

function time({ milliseconds }: TenantResult): string {
  return milliseconds === undefined ? '-' : `${milliseconds.toFixed(0)} ms`;
}

const GOOD: readonly TenantOutcome[] = ['done', 'at the target', 'at head'];

function coloured({ outcome }: TenantResult, style: Style): string {
  if (GOOD.includes(outcome)) return style.green(outcome);
  return outcome === 'not tried' ? style.dim(outcome) : style.red(outcome);
}

/** What went wrong, once for all tenants that it went wrong with. */
function failures(all: readonly TenantResult[], style: Style): string[] {
  const groups = new Map<string, { readonly of: string[]; readonly lines: string[] }>();
  for (const { tenant, error } of all) {
    if (error === undefined) continue;
    const { code, message, why, next } = error;
    const lines = [
      `${style.red(`error[${code}]`)}: ${message}`,
      ...(why === undefined ? [] : indented([`why: ${why}`])),
      ...(next === undefined ? [] : indented([`next: ${next}`])),
    ];
    const group = groups.get(lines.join('\n')) ?? { of: [], lines };
    groups.set(lines.join('\n'), group);
    group.of.push(tenant);
  }
  return [...groups.values()].flatMap(({ of, lines }) => [
    '',
    `${style.bold(list(of))}:`,
    ...indented(lines),
  ]);
}

const OUTCOMES: readonly TenantOutcome[] = [
  'done',
  'at the target',
  'at head',
  'behind',
  'drifted',
  'failed',
  'interrupted',
  'not tried',
];

function summary(report: TenantsReport, style: Style): string[] {
  const { run, environment, shard, tenants: all, milliseconds, stopped } = report;
  const counts = OUTCOMES.map(
    (outcome) => [outcome, all.filter((one) => one.outcome === outcome).length] as const,
  )
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const part = shard === undefined ? '' : `, shard ${shard}`;
  const which = `${all.length} tenant${all.length === 1 ? '' : 's'} of ${style.bold(environment)}${part}`;
  return [
    '',
    `${run} of ${which}, ${(milliseconds / 1000).toFixed(1)} s: ${counts.join(', ')}.`,
    ...(stopped === undefined
      ? []
      : [`Stopped by ${stopped === 'failure' ? 'the first failure' : stopped}.`]),
    ...next(report),
  ];
}

const LEFT: readonly TenantOutcome[] = ['failed', 'interrupted', 'not tried'];

function next({ run, environment, tenants: all }: TenantsReport): string[] {
  const has = (outcomes: readonly TenantOutcome[]): boolean =>
    all.some(({ outcome }) => outcomes.includes(outcome));
  if (!isRun(run)) return has(['behind']) ? [`Next: plumbline upgrade --tenants --env ${environment}`] : [];
  return has(LEFT)
    ? ['Next: the same command again; it passes over the tenants that are there already.']
    : [];
}

function isRun(command: TenantsReport['run']): boolean {
  return command === 'upgrade' || command === 'downgrade' || command === 'stamp';
}
