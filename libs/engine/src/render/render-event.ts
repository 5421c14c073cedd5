import { assertNever } from '../kernel/assert-never';
import type { RunEvent } from '../report/run-event';
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

/** A line for an event of a run, or nothing; statements show only where `verbose`. */
export function renderEvent(
  event: RunEvent,
  options: { readonly colour: boolean; readonly verbose: boolean },
): string | undefined {
  const style = styleFor(options.colour);
  switch (event.kind) {
    case 'lock-waiting':
      return `waiting for the lock of this database: ${event.holder}\n`;
    case 'revision-started':
      return undefined;
    case 'statement':
      return options.verbose ? `${style.dim(event.sql)}\n` : undefined;
    case 'revision-skipped':
      return `${event.direction} ${event.revision} was done by another run meanwhile\n`;
    case 'revision-finished':
      return `${style.green('✔')} ${event.direction} ${event.revision} ${event.message} ${style.dim(cost(event))}\n`;
    case 'revision-failed':
      return `${style.red('✘')} ${event.direction} ${event.revision}\n`;
    default:
      return assertNever(event);
  }
}
