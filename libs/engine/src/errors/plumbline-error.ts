import { catalogue, type ErrorCode, type ErrorDataByCode } from './catalogue';
import type { ErrorEntry, ExitCode } from './entry';

/**
 * Every error that the engine means to throw: a code of the catalogue and the data of the case. What people read
 * is made from the data at the edge (`why`, `next`); only `message` is made here.
 */
export class PlumblineError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'PlumblineError';

  constructor(
    readonly code: Code,
    readonly data: ErrorDataByCode[Code],
    options?: { readonly cause?: unknown },
  ) {
    super((catalogue[code] as ErrorEntry<ErrorDataByCode[Code]>).what(data), options);
  }

  get exitCode(): ExitCode {
    return catalogue[this.code].exit;
  }
  /** The cause, in a sentence or two. */
  get why(): string {
    return (catalogue[this.code] as ErrorEntry<ErrorDataByCode[Code]>).why(this.data);
  }
  /** What to do about it, and what to type. */
  get next(): string {
    return (catalogue[this.code] as ErrorEntry<ErrorDataByCode[Code]>).next(this.data);
  }
}

/** Whether a value is an error of the catalogue, of a given code where one is given. */
export function isPlumblineError<Code extends ErrorCode>(
  error: unknown,
  code?: Code,
): error is PlumblineError<Code> {
  return error instanceof PlumblineError && (code === undefined || error.code === code);
}

/** What a process ends with after an error: 1 for one that is not of the catalogue. */
export function exitCodeOf(error: unknown): ExitCode {
  return isPlumblineError(error) ? error.exitCode : 1;
}
