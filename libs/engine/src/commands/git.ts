import { execFile } from 'node:child_process';

/** Milliseconds; a repository on a slow disk takes a while, a hung one must not hold a command for ever. */
const TIMEOUT = 10_000;

/**
 * What git prints.
 *
 * @param directory the folder that git runs in
 * @returns undefined without git, outside of a repository, or where git refuses
 */
export function git(directory: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: directory, timeout: TIMEOUT, maxBuffer: 64 * 1024 * 1024 };
    execFile('git', args, options, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined);
    });
  });
}
