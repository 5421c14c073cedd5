import type { CommandIo } from '@plumbline/engine';

/** What a caller decides of where a command runs and writes; the rest is this process's. */
export interface IoChoices {
  readonly cwd: string;
  readonly signal?: AbortSignal;
  readonly writeFile?: (file: string, text: string) => void;
}

/** The streams and the environment of this process, as the engine sees them. */
export function processIo(choices: IoChoices): CommandIo {
  // eslint-disable-next-line no-restricted-properties -- where the plugin reads the environment, and the only place
  const variables = process.env;
  return {
    ...choices,
    variables,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    colour: process.stdout.isTTY === true && variables['NO_COLOR'] === undefined,
    interactive: process.stdin.isTTY === true && !variables['CI'],
  };
}

/**
 * Runs with a signal that SIGINT and SIGTERM abort, so that a command can roll back and let go of its lock. A second
 * SIGINT ends the process as usual.
 */
export async function withInterruption<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  try {
    return await run(controller.signal);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
