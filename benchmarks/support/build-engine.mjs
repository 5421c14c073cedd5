// The engine as it is published. In the repository the command compiles its TypeScript at every start; measuring that
// would measure the compiler.
import { join } from 'node:path';
import { buildPackage } from '../../tools/publish/build.mjs';
import { WORKSPACE } from '../../tools/publish/packages.mjs';

export { WORKSPACE };

/** @returns {Promise<string>} the file of the command, below the workspace, so that its dependencies are found */
export async function buildEngine() {
  return join(await buildPackage('engine', join(WORKSPACE, 'tmp/benchmarks/engine')), 'bin/plumbline.js');
}
