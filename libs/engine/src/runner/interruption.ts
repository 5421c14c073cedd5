import type { Limits } from '../dialect/dialect';
import type { Stopped } from '../errors/execution-errors';
import { PlumblineError } from '../errors/plumbline-error';
import { messageOf } from '../kernel/caught';
import { Uncaught } from '../kernel/uncaught';
import type { RunContext } from './context';

/** The error that stops a run, where it is not a person who does. */
export function uncaughtBy(signal: AbortSignal | undefined): Uncaught | undefined {
  const reason: unknown = signal?.reason;
  return reason instanceof Uncaught ? reason : undefined;
}

/** What a run that is stopped from outside ends with. */
export function interruption(signal: AbortSignal, data: Stopped = {}): PlumblineError {
  const uncaught = uncaughtBy(signal);
  if (uncaught !== undefined) {
    const { error: cause } = uncaught;
    return new PlumblineError('internal', { message: messageOf(cause) }, { cause });
  }
  return new PlumblineError(signal.reason === 'SIGTERM' ? 'terminated' : 'interrupted', data);
}

/** Milliseconds in which what a run did before it was stopped has to be written down: whoever stops it waits for that. */
export const LAST_WORDS = 1000;

/** How long statements may take now. */
export function limitsNow({ limits, signal }: Pick<RunContext, 'limits' | 'signal'>): Limits {
  if (signal?.aborted !== true) return limits;
  return { lock: Math.min(limits.lock, LAST_WORDS), statement: Math.min(limits.statement, LAST_WORDS) };
}

/** @throws PlumblineError `interrupted`, `terminated` once the signal is aborted */
export function assertNotInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interruption(signal);
}

/**
 * Whether a run may begin with something new.
 *
 * @throws PlumblineError `interrupted`, `terminated`, `lock-lost`
 */
export async function assertGoing({ signal, lock }: RunContext): Promise<void> {
  assertNotInterrupted(signal);
  await lock.assertHeld();
}
