// The engine as it is published. In the repository the command compiles its TypeScript at every start; measuring that
// would measure the compiler.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../tools/publish/bundle.mjs';
import { PACKAGES } from '../../tools/publish/packages.mjs';

export const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @returns {string} the file of the command, below the workspace, so that its dependencies are found */
export function buildEngine() {
  const folder = join(WORKSPACE, 'tmp/benchmarks/engine');
  execFileSync(process.execPath, [join(WORKSPACE, 'tools/publish/build.mjs'), 'engine', folder]);
  return join(folder, 'bin/plumbline.js');
}

/**
 * A program of `peers/` that uses parts of the engine which no entry exports, bundled as the engine is.
 *
 * @param {string} bin the command of the compiled engine; the program is written beside its package
 * @param {string} name of the file, without its ending
 */
export async function bundlePart(bin, name) {
  const folder = join(dirname(bin), '../../parts');
  mkdirSync(folder, { recursive: true });
  const entry = join(WORKSPACE, 'benchmarks/peers', `${name}.mjs`);
  await bundle({ entries: { [name]: entry }, published: { ...PACKAGES.engine, chunks: [] }, folder });
  return join(folder, `${name}.js`);
}

/** Requires parts of the engine by their place below its sources, for what is prepared and not measured. */
export function engineSources() {
  const require = createRequire(join(WORKSPACE, 'libs/engine/src/index.ts'));
  require('../bin/source').registerSource();
  return require;
}
