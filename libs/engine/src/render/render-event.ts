import { assertNever } from '../kernel/assert-never';
import { describeBlocker } from '../report/describe-blocker';
import type { RunEvent } from '../report/run-event';
import { bytes } from './quantities';
import { styleFor } from './style';

function cost({
  statements,
  milliseconds,
}: {
  readonly statements: number;
  readonly milliseconds: number;
}): string {
  return `(${statements} statement${statements === 1 ? '' : 's'}, ${milliseconds.toFixed(0)} ms)`;
}

/** `backfill users: 12,000 of about 50,000 rows (24 %), 8,200 rows/s, about 5 s left` */
export function backfillLine(event: Extract<RunEvent, { kind: 'backfill' }>): string {
  const { table, rows, total, rowsPerSecond, secondsLeft } = event;
  const parts = [
    total === undefined || total === 0
      ? `${whole(rows)} rows`
      : `${whole(rows)} of about ${whole(total)} rows (${whole((100 * rows) / total)} %)`,
    ...(rowsPerSecond > 0 ? [`${whole(rowsPerSecond)} rows/s`] : []),
    ...(secondsLeft === undefined || secondsLeft < 1 ? [] : [`about ${duration(secondsLeft)} left`]),
  ];
  return `backfill ${table}: ${parts.join(', ')}`;
}

function whole(value: number): string {
  return Math.floor(value).toLocaleString('en-US');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Where a backup is, and what brings it back. */
export function backupLines(backup: {
  readonly file: string;
  readonly bytes: number;
  readonly restore: string;
}): string[] {
  return [`Wrote the backup ${backup.file} (${bytes(backup.bytes)})`, `To bring it back: ${backup.restore}`];
}

interface EventOptions {
  readonly colour: boolean;
  readonly verbose: boolean;
}

/**
 * A line for an event of a run, or nothing; statements show only where `verbose`, and so does all of many tenants that is no
 * trouble.
 */
export function renderEvent(event: RunEvent, options: EventOptions): string | undefined {
  const text =
    TROUBLE.has(event.kind) || event.tenant === undefined || options.verbose ? lines(event, options) : '';
  if (event.tenant === undefined || text === undefined) return text;
  return text.replace(/^(?=[^])/gm, `${event.tenant}: `);
}

/** What somebody wants to know of one of a thousand tenants while the others go on. */
const TROUBLE: ReadonlySet<RunEvent['kind']> = new Set([
  'lock-waiting',
  'blocked',
  'lock-retry',
  'not-recorded',
  'tenant-finished',
]);

function lines(event: RunEvent, options: EventOptions): string | undefined {
  const style = styleFor(options.colour);
  switch (event.kind) {
    case 'lock-waiting':
      return `waiting for the lock of this database: ${event.holder}\n`;
    case 'pooler-seen':
      return 'a connection pooler is in between: nothing is set beyond a transaction, and statements outside of one wait for locks without a limit\n';
    case 'backup-started':
      return undefined;
    case 'backup-written':
      return backupLines(event)
        .map((line) => `${line}\n`)
        .join('');
    case 'blocked':
      return event.blockers.map((one) => `  waiting for a lock of ${describeBlocker(one)}\n`).join('');
    case 'lock-retry':
      return `  no lock in time; rolled back, next attempt in ${(event.milliseconds / 1000).toFixed(1)} s\n`;
    case 'not-recorded':
      return `  the history could not be told (${event.outcome}): ${event.reason}\n`;
    case 'run-started':
    case 'lock-taken':
    case 'statement-finished':
    case 'revision-started':
      return undefined;
    case 'statement':
      return options.verbose ? `${style.dim(event.sql)}\n` : undefined;
    case 'backfill':
      return `${backfillLine(event)}\n`;
    case 'revision-skipped':
      return `${event.direction} ${event.revision} was done by another run meanwhile\n`;
    case 'revision-finished':
      return `${style.green('✔')} ${event.direction} ${event.revision} ${event.message} ${style.dim(cost(event))}\n`;
    case 'revision-failed':
      return `${style.red('✘')} ${event.direction} ${event.revision}\n`;
    case 'not-traced':
      return `not traced: ${event.reason}\n  next: ${event.next}\n`;
    case 'tenant-finished':
      return event.reason === undefined ? undefined : `${style.red('✘')} ${event.reason}\n`;
    default:
      return assertNever(event);
  }
}
