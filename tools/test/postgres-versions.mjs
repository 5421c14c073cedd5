// npm run test:postgres-versions [-- 14 15 …]: the suites that talk to PostgreSQL, on each server version that is supported.
// The servers are installed below tmp/, so that `npm ci` does not bring them.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
const { VERSIONS, installPostgres } = require('./postgres-packages.cjs');
const { startPostgres } = require('./postgres-server.cjs');

const SUITES = [
  'libs/engine/src/dialects/postgres/(session|lock|casts)',
  'libs/engine/test/conformance',
  'libs/engine/test/corpus',
  ...['runs', 'faults-postgres', 'operations', 'sent-ahead'].map((name) => `libs/engine/test/cli/${name}`),
];

function run(program, words, options) {
  const child = spawn(program, words, { stdio: 'inherit', ...options });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function test(major) {
  const server = await startPostgres(await installPostgres(major));
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
