// npm run test:nx-versions [-- 22.7.12 …]: both packages as they are packed, in a fresh workspace of each version of Nx that the
// plugin says it works with. They are installed from the registry into a temporary folder.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The last of each major that npm has; what is between is Nx's promise, and the version of this workspace is tested always. */
const VERSIONS = ['22.7.12', '23.3.2', '24.0.6'];

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const words = [jest, '-c', 'tools/e2e/jest.config.cjs', 'installed', '-t', 'a fresh Nx workspace'];

const versions = process.argv.length > 2 ? process.argv.slice(2) : VERSIONS;
const failed = versions.filter((version) => {
  process.stdout.write(`\n# Nx ${version}\n`);
  const env = { ...process.env, TEST_NX_VERSION: version };
  return spawnSync(process.execPath, words, { cwd: root, env, stdio: 'inherit' }).status !== 0;
});
process.stdout.write(
  failed.length === 0 ? '\nAll versions passed.\n' : `\nFailed with Nx ${failed.join(', ')}.\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
