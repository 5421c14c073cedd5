import { PlumblineError } from '../errors/plumbline-error';
import type { RunContext } from './context';

/** What a run that is stopped from outside ends with. */
export function interruption(
  signal: AbortSignal,
  data: { readonly revision?: string; readonly kept?: number; readonly outside?: true } = {},
): PlumblineError {
  return new PlumblineError(signal.reason === 'SIGTERM' ? 'terminated' : 'interrupted', data);
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
