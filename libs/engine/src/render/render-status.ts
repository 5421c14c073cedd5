import type { DriftReport, MigrationStatus, NoStatus, StatusReport } from '../report/report';
import { names } from './revision-lines';
import { columns, type Style } from './style';

/** One line for each environment, and what to type where something is to be done. */
export function status({ environments }: StatusReport, style: Style): string[] {
  const rows = environments.map((one) => ('url' in one ? answered(one, style) : missing(one, style)));
  const notes = environments.flatMap((one) =>
    'url' in one ? one.notes.map((note) => style.dim(`note: ${one.environment}: ${note}`)) : [],
  );
  return [...columns(rows), ...notes, ...nextSteps(environments)];
}

function answered(one: MigrationStatus, style: Style): string[] {
  const { pending, drift, lastRun } = one;
  const behind = pending.length === 0 ? [] : [`${pending.length} pending`];
  const words = [...behind, ...driftWords(drift)];
  const last =
    lastRun === undefined
      ? 'never run'
      : `last: ${lastRun.direction} of ${lastRun.revision} ${lastRun.outcome}, ${lastRun.startedAt}`;
  return [
    style.bold(one.environment),
    one.state === 'at head' ? style.green('at head') : style.red(one.state),
    [`at ${names(one.revisions)}`, ...words, last, style.dim(one.url)].join('; '),
  ];
}

export function driftWords({ edited, unknown, deleted, schema = [] }: DriftReport): string[] {
  const counted = [
    ['edited', edited],
    ['unknown', unknown],
    ['deleted', deleted],
  ] as const;
  return [
    ...counted.filter(([, ids]) => ids.length > 0).map(([word, ids]) => `${word}: ${ids.join(' ')}`),
    ...(schema.length === 0
      ? []
      : [`the schema differs in ${schema.length} ${schema.length === 1 ? 'way' : 'ways'}`]),
  ];
}

function missing({ environment, state, reason }: NoStatus, style: Style): string[] {
  return [style.bold(environment), state === 'unreachable' ? style.red(state) : style.dim(state), reason];
}

function nextSteps(environments: StatusReport['environments']): string[] {
  const behind = environments.find(({ state }) => state === 'behind');
  const drifted = environments.find(({ state }) => state === 'drifted');
  return [
    ...(behind === undefined ? [] : [`Next: plumbline upgrade --env ${behind.environment}`]),
    ...(drifted === undefined ? [] : [`Next: plumbline check --env ${drifted.environment}`]),
  ];
}
