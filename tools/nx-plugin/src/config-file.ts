import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ENDINGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

/** The names of a configuration file; where a folder has several, the first of them counts, as for the engine. */
export const CONFIG_FILE_NAMES: readonly string[] = ENDINGS.map((ending) => `plumbline.config.${ending}`);

/** Finds configuration files anywhere in a workspace. */
export const CONFIG_FILE_GLOB = `**/plumbline.config.{${ENDINGS.join(',')}}`;

/**
 * The configuration file of a folder.
 *
 * @param folder absolute path, or a path for which `exists` answers
 * @returns the file's path, or undefined where the folder has none
 */
export function configFileIn(
  folder: string,
  exists: (file: string) => boolean = existsSync,
): string | undefined {
  return CONFIG_FILE_NAMES.map((name) => join(folder, name)).find((file) => exists(file));
}
