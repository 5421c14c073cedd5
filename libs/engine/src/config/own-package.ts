import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The folder of the engine's package. */
export const ENGINE_FOLDER = findPackage(__dirname);

/** Its folder of code: `src` in the repository, and what the package is built into. */
export const CODE_FOLDER = join(ENGINE_FOLDER, relative(ENGINE_FOLDER, __dirname).split(sep)[0] ?? '');

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder));
}
