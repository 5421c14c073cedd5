// 1,000 PostgreSQL schemas and 1,000 SQLite files, each upgraded in one run with one broken, and again once that is mended.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { withDatabases } from './support/databases.mjs';
import { lineOfTables } from './support/histories.mjs';
import { createProject } from './support/project.mjs';

const require = createRequire(import.meta.url);

const COUNT = 1_000;
const REVISIONS = 5;
const BROKEN = nameOf(COUNT / 2);
/** What stands in the way of the last revision but one. */
const OBSTACLE = 't_00003';

/**
 * The rounds are those of a story, so that their number is not to be chosen.
 *
 * @returns {Promise<{ report: string, met: boolean }>}
 */
export async function tenants({ bin }) {
  const project = createProject(bin, lineOfTables(REVISIONS));
  const rows = [];
  let met = true;
  try {
    await withDatabases(project.folder, async ([, postgres]) => {
      for (const kind of [await schemas(postgres), files(project.folder)]) {
        writeFileSync(join(project.folder, 'plumbline.config.ts'), configOf(kind));
        await kind.obstruct();
        const runs = [
          ['first, one broken', { done: COUNT - 1, failed: 1 }, 5],
          ['again, mended', { done: 1, 'at the target': COUNT - 1 }, 0],
          ['once more', { 'at the target': COUNT }, 0],
        ];
        for (const [title, expected, exitCode] of runs) {
          const run = await upgrade(bin, project.folder);
          const isAsExpected = sameCounts(run.counts, expected) && run.code === exitCode;
          const saysWhich = run.failed.length === 0 || run.failed.join() === BROKEN;
          met &&= isAsExpected && saysWhich;
          rows.push([kind.title, title, run, isAsExpected && saysWhich]);
          if (run.failed.length > 0) await kind.mend();
        }
      }
    });
  } finally {
    project.remove();
  }
  return { report: tableOf(rows), met };
}

/** Schemas of one database. */
async function schemas({ url, renew }) {
  const name = 'tenants';
  await renew(name);
  const run = async (...statements) => {
    const { Client } = require('pg');
    const client = new Client({ connectionString: url(name) });
    await client.connect();
    try {
      for (const sql of statements) await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await run(...names().map((schema) => `CREATE SCHEMA ${schema}`));
  return {
    title: 'PostgreSQL schemas',
    url: url(name),
    list: names(),
    obstruct: () => run(`CREATE VIEW ${BROKEN}.${OBSTACLE} AS SELECT 1`),
    mend: () => run(`DROP VIEW ${BROKEN}.${OBSTACLE}`),
  };
}

/** SQLite files, in a folder of their own. */
function files(folder) {
  mkdirSync(join(folder, 'files'));
  const run = async (sql) => {
    const Database = require('better-sqlite3');
    const database = new Database(join(folder, 'files', `${BROKEN}.db`));
    database.exec(sql);
    database.close();
  };
  return {
    title: 'SQLite files',
    url: 'sqlite:///./own.db',
    list: names().map((name) => ({ name, url: `sqlite:///./files/${name}.db` })),
    obstruct: () => run(`CREATE VIEW ${OBSTACLE} AS SELECT 1`),
    mend: () => run(`DROP VIEW ${OBSTACLE}`),
  };
}

function configOf({ url, list }) {
  return `import { defineConfig } from '@plumbline/engine';

export default defineConfig({
  dialects: ['postgres', 'sqlite'],
  environments: { live: { url: ${JSON.stringify(url)}, tenants: ${JSON.stringify(list)} } },
});
`;
}

/** A run with what it reports, how it ended and how long the whole process took, in milliseconds. */
async function upgrade(bin, cwd) {
  const start = performance.now();
  const child = spawn(process.execPath, [bin, 'upgrade', '--tenants', '--json'], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const time = performance.now() - start;
  const { tenants: results } = JSON.parse(stdout);
  const counts = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ tenant }) => tenant);
  return { code, time, counts, failed };
}

function sameCounts(found, expected) {
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...keys].every((key) => found[key] === expected[key]);
}

function names() {
  return Array.from({ length: COUNT }, (_, index) => nameOf(index));
}

function nameOf(index) {
  return `tenant_${String(index).padStart(4, '0')}`;
}

function tableOf(rows) {
  const cells = rows.map(([title, run, { code, time, counts }, met]) => {
    const outcome = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
    const each = (time / COUNT).toFixed(1);
    return [title, run, (time / 1000).toFixed(1), each, code, outcome.join(', '), met ? 'ok' : 'MISS'];
  });
  const heading = [`${COUNT} tenants`, 'run', 's', 'ms each', 'exit code', 'outcome', ''];
  const line = ['---', '---', '---:', '---:', '---:', '---', '---'];
  return [heading, line, ...cells].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
