// The engine as it is published. In the repository the command compiles its TypeScript at every start; measuring that
// would measure the compiler.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @returns {string} the file of the command, below the workspace, so that its dependencies are found */
export function buildEngine() {
  const folder = join(WORKSPACE, 'tmp/benchmarks/engine');
  execFileSync(process.execPath, [join(WORKSPACE, 'tools/publish/build.mjs'), 'engine', folder]);
  return join(folder, 'bin/plumbline.js');
}
