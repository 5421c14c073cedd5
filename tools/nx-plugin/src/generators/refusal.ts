import { PlumblineError } from '@plumbline/engine';

/** An error of the engine for Nx, which shows of one its message: with its code, and with what to do next. */
export function inWords(error: PlumblineError): Error {
  return new Error(`error[${error.code}]: ${error.message}\n${error.why}\nNext: ${error.next}`, {
    cause: error,
  });
}

/** A refusal of a generator that takes over TypeORM's migrations, as the command that does the same words it. */
export function refuseImport(reason: string, hint: string): Error {
  return inWords(new PlumblineError('import-refused', { source: 'TypeORM', reason, hint }));
}
