import type { CommandIo } from '../commands/command-io';
import { processVariables } from '../config/environment';
import { Uncaught } from '../kernel/uncaught';

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
 * Runs with a signal that the first SIGINT or SIGTERM aborts, with its name as the reason, and an error that nobody
 * catches, as code of a revision may throw it late, with {@link Uncaught}. The second ends the process at once.
 */
export async function withInterruption<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (reason: NodeJS.Signals | Uncaught): void => {
    forget();
    controller.abort(reason);
  };
  const fail = (error: unknown): void => abort(new Uncaught(error));
  const forget = (): void =>
    void process.off('SIGINT', abort).off('SIGTERM', abort).off('uncaughtException', fail);
  process.on('SIGINT', abort).on('SIGTERM', abort).on('uncaughtException', fail);
  try {
    return await run(controller.signal);
  } finally {
    forget();
  }
}
