import type { RunEvent } from '../report/run-event';
import { backfillLine } from './render-event';

/** What a run is at now, for a line that changes in its place. Times in milliseconds of any clock. */
export interface Progress {
  /** `upgrade 3f2a9c1d7b4e Add users`; absent between two revisions. */
  readonly revision?: string;
  /** The statement that runs, or what is waited for. */
  readonly doing?: string;
  readonly since: number;
}

/** What a run is at after an event. */
export function advance(before: Progress, event: RunEvent, now: number): Progress {
  if (event.kind === 'tenant-finished') {
    const failed = event.failed === 0 ? '' : `, ${event.failed} failed`;
    return { ...before, doing: `${event.finished} of ${event.total} tenants${failed}` };
  }
  if (event.tenant !== undefined) return before;
  const { revision } = before;
  const during = (doing: string): Progress => ({
    ...(revision === undefined ? {} : { revision }),
    doing,
    // The same thing that is told again is still the same thing: a backfill, a wait.
    since: isSameThing(before.doing, doing) ? before.since : now,
  });
  switch (event.kind) {
    case 'lock-waiting':
      return during(`waiting for the lock of this database: ${event.holder}`);
    case 'backup-started':
      return during('writing a backup');
    case 'revision-started':
      return { revision: `${event.direction} ${event.revision} ${event.message}`, since: now };
    case 'statement':
      return during(`${event.position}: ${event.sql.replace(/\s+/g, ' ').trim()}`);
    case 'backfill':
      return during(backfillLine(event));
    case 'backup-written':
    case 'revision-skipped':
    case 'revision-finished':
    case 'revision-failed':
      return { since: now };
    default:
      return before;
  }
}

function isSameThing(before: string | undefined, after: string): boolean {
  return before !== undefined && before.split(':')[0] === after.split(':')[0];
}

/** The line, no wider than the terminal; nothing where nothing goes on. */
export function progressLine({ revision, doing, since }: Progress, now: number, width: number): string {
  if (revision === undefined && doing === undefined) return '';
  const seconds = `${((now - since) / 1000).toFixed(1)} s`;
  const text = [...[revision, doing].filter((part) => part !== undefined).join('  ')];
  const room = Math.max(0, width - seconds.length - 3);
  const shown = text.length > room ? `${text.slice(0, Math.max(0, room - 1)).join('')}…` : text.join('');
  return `${shown}  ${seconds}`;
}
