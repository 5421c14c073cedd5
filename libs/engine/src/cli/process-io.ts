import type { CommandIo } from '../commands/command-io';
import { processVariables } from '../config/environment';

/** The process, as commands see it. */
export function processIo(): CommandIo {
  const variables = processVariables();
  const colour =
    variables['NO_COLOR'] === undefined && (process.stdout.isTTY || variables['FORCE_COLOR'] !== undefined);
  // In this order: standard input is a stream that takes a while to make.
  const interactive = process.stdout.isTTY && process.stdin.isTTY;
  return {
    cwd: process.cwd(),
    variables,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    colour,
    ...(process.stdout.isTTY
      ? { terminalRows: process.stdout.rows, terminalColumns: process.stdout.columns || 80 }
      : {}),
    interactive,
    ...(interactive ? { confirm } : {}),
  };
}

/** Asks on the terminal; nothing is answered for the person. */
async function confirm(question: string): Promise<boolean> {
  const { default: ask } = await import('@inquirer/confirm');
  return ask({ message: question, default: false });
}

/**
 * Runs with a signal that the first SIGINT or SIGTERM aborts, with its name as the reason. The second ends the process
 * at once.
 */
export async function withInterruption<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (name: NodeJS.Signals): void => {
    forget();
    controller.abort(name);
  };
  const forget = (): void => void process.off('SIGINT', abort).off('SIGTERM', abort);
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    return await run(controller.signal);
  } finally {
    forget();
  }
}
