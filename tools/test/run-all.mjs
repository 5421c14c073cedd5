// npm test: format, lint, types and every test of every project, against one PostgreSQL server.
// The last line is the sum over all tests; the exit code is 0 only if every step went well.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
const { startPostgres } = require('./postgres-server.cjs');

const environment = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };

/** Runs a program of node_modules with its output on ours; gives its exit code back. */
function run(program, words, variables = {}) {
  process.stdout.write(`\n> ${program} ${words.join(' ')}\n`);
  const [name, bin = name] = program.split(':');
  const manifest = require(`${name}/package.json`);
  const entry = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin];
  const file = join(dirname(require.resolve(`${name}/package.json`)), entry);
  const child = spawn(process.execPath, [file, ...words], {
    cwd: root,
    env: { ...environment, ...variables },
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs every project's tests in one Jest; what fails to load counts as one failed test. */
async function runTests(folder, url) {
  const output = join(folder, 'jest.json');
  const words = ['--json', `--outputFile=${output}`, '--passWithNoTests', '--maxWorkers=2'];
  const code = await run('jest', words, { TEST_DATABASE_URL: url });
  const report = await readFile(output, 'utf8').then(JSON.parse, () => undefined);
  if (report === undefined) return { code: code || 1, passed: 0, failed: 1, skipped: 0 };
  return {
    code,
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function test() {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-test-'));
  const given = process.env.TEST_DATABASE_URL;
  const server = given === undefined ? await startPostgres() : undefined;
  try {
    return await runTests(folder, server?.url ?? given);
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const failedSteps = [];
const step = async (name, result) => {
  if ((await result) !== 0) failedSteps.push(name);
};

await step('format', run('prettier', ['--check', '.', '--log-level=warn']));
await step(
  'lint and types',
  run('nx', ['run-many', '-t', 'lint', 'typecheck', '--parallel=2', '--output-style=static']),
);
const tests = await test().catch((error) => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  return { code: 1, passed: 0, failed: 1, skipped: 0 };
});
if (tests.code !== 0 || tests.failed > 0) failedSteps.push('tests');

const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
if (failedSteps.length > 0) process.stdout.write(`\nNot in order: ${failedSteps.join(', ')}.\n`);
process.stdout.write(`\n${tests.passed} passed, ${tests.failed} failed${skipped}\n`);

// The package that brings PostgreSQL ends the process itself, with 0; what is set last counts.
process.on('exit', () => {
  process.exitCode = failedSteps.length > 0 ? 1 : 0;
});
