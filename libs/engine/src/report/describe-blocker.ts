import type { RunEvent } from './run-event';

type Blocker = Extract<RunEvent, { kind: 'blocked' }>['blockers'][number];

/** Who is waited for: `process 4711 ('psql'), for 3 s in a transaction: SELECT …`. */
export function describeBlocker({ pid, applicationName, age, query }: Blocker): string {
  const who = pid === undefined ? 'another program' : `process ${pid}`;
  const name = applicationName === '' ? '' : ` ('${applicationName}')`;
  const since = age === undefined ? '' : `, for ${age} s in a transaction`;
  return `${who}${name}${since}${query === undefined ? '' : `: ${query}`}`;
}
