import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { WORKSPACE } from './build-engine.mjs';

const require = createRequire(import.meta.url);
// A script of the tests' project, which no package exports.
const { startPostgres } = require(join(WORKSPACE, 'tools/test/postgres-server.cjs'));

/**
 * Runs with databases of both dialects: SQLite files in a folder, and a PostgreSQL server of its own.
 *
 * @typedef {{ dialect: string, url(name: string): string, renew(name: string): Promise<void> }} Databases
 * @param {string} folder
 * @param {(all: readonly Databases[]) => Promise<void>} use
 */
export async function withDatabases(folder, use) {
  const server = await startPostgres();
  try {
    await use([sqlite(folder), postgres(server.url)]);
  } finally {
    await server.stop();
  }
}

function sqlite(folder) {
  const fileOf = (name) => join(folder, `${name}.db`);
  return {
    dialect: 'SQLite',
    url: (name) => `sqlite:///${fileOf(name)}`,
    renew: async (name) => {
      for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(fileOf(name) + ending, { force: true });
    },
  };
}

function postgres(maintenanceUrl) {
  const urlOf = (name) => Object.assign(new URL(maintenanceUrl), { pathname: `/${name}` }).href;
  return {
    dialect: 'PostgreSQL',
    url: urlOf,
    renew: async (name) => {
      const { Client } = require('pg');
      const client = new Client({ connectionString: maintenanceUrl });
      await client.connect();
      try {
        await client.query(`DROP DATABASE IF EXISTS "${name}"`);
        await client.query(`CREATE DATABASE "${name}"`);
      } finally {
        await client.end();
      }
    },
  };
}
