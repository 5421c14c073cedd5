import { messageOf } from '../kernel/caught';
import { isPlumblineError } from './plumbline-error';
import type { ExitCode } from './entry';

/** An error as a document holds it; what is not of the catalogue has a message alone. */
export interface DescribedError {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly why?: string;
  readonly next?: string;
  /** The data of the case. */
  readonly data?: unknown;
}

/** An error for a document. */
export function describeError(error: unknown): DescribedError {
  if (!isPlumblineError(error)) return { code: 'internal', exitCode: 1, message: messageOf(error) };
  const { code, exitCode, message, why, next, data } = error;
  return { code, exitCode, message, why, next, data };
}
