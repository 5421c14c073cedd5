import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ENGINE_FOLDER } from '../config/own-package';
import type { Variables } from '../config/variables';
import type { Project } from '../commands/project';
import type { ErrorCode, ErrorDataByCode } from '../errors/catalogue';
import { PlumblineError } from '../errors/plumbline-error';

/** What the thread is given. */
export interface CheckTask {
  readonly config: string;
  readonly cwd: string;
  readonly variables: Variables;
  readonly url: string;
}

/** What it answers: nothing where all is well. */
export interface CheckAnswer {
  /** What `plumbline check` would print. */
  readonly differs?: string;
  readonly error?: { readonly code: string; readonly data: unknown };
}

/**
 * Checks a project against a database in a thread of its own, where modules are what they are to Node: a test runner has
 * another idea of them, and entities that load well with the command may not load in it.
 *
 * @returns what differs, as `plumbline check` would print it; undefined where nothing does
 * @throws PlumblineError those of a check
 */
export async function checkInThread({ config, io }: Project, url: string): Promise<string | undefined> {
  const { cwd, variables } = io;
  const workerData: CheckTask = { config: config.file, cwd, variables: { ...variables }, url };
  const worker = new Worker(SCRIPT, { eval: true, workerData, env: definedOnly(variables), execArgv: [] });
  // Code of the user's may end the thread before it answers.
  const ended = once(worker, 'exit').then(([code]) => {
    throw new PlumblineError('internal', { message: `the check ended with ${code}, without an answer` });
  });
  const answered = once(worker, 'message') as Promise<[CheckAnswer]>;
  try {
    const [{ differs, error }] = await Promise.race([answered, ended]);
    if (error !== undefined) {
      throw new PlumblineError(error.code as ErrorCode, error.data as ErrorDataByCode[ErrorCode]);
    }
    return differs;
  } finally {
    ended.catch(() => undefined);
    await worker.terminate();
  }
}

const SOURCE = join(ENGINE_FOLDER, 'bin/source.js');
const load = (file: string): string => `require(${JSON.stringify(join(ENGINE_FOLDER, file))})`;

/** In the repository of the engine its sources have to be compiled first. */
const SCRIPT = existsSync(SOURCE)
  ? `${load('bin/source.js')}.registerSource(); ${load('src/verify/check-thread.ts')};`
  : `${load('check-thread.js')};`;

function definedOnly(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
