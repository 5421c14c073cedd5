import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Milliseconds: a month. */
const MAX_AGE = 30 * 24 * 3_600_000;

/**
 * Writes a file of the cache. It appears whole or not at all, whoever else writes it at this moment. Where it cannot be
 * written, the next run makes its content again.
 */
export function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
    removeOld(dirname(file));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (existsSync(temporary)) rmSync(temporary);
  }
}

/** Entries that were written long ago: of configurations and shells that may not be there any more. */
function removeOld(folder: string): void {
  const limit = Date.now() - MAX_AGE;
  for (const name of namesIn(folder) ?? []) {
    const path = join(folder, name);
    if ((statsOf(path)?.mtimeMs ?? limit) < limit) rmSync(path, { force: true });
  }
}

/** The bytes of a file; `undefined` where it cannot be read. */
export function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** What a path leads to; `undefined` where there is nothing, or nothing that can be seen. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** The names in a folder, sorted; `undefined` where it cannot be listed. */
export function namesIn(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** By what it has and not by its class: a test runner's errors are of another realm. */
function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
