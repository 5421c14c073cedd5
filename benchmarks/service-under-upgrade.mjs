// The service under load while its database is upgraded: a column, an index that is built concurrently, a backfill in
// batches. What counts is that no request fails; the latencies with and without the upgrade stand beside each other.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { WORKSPACE } from './support/build-engine.mjs';
import { withDatabases } from './support/databases.mjs';
import { offerLoad, percentile } from './support/load.mjs';

const require = createRequire(import.meta.url);
const { Client } = require('pg');

const PER_SECOND = 200;
const SECONDS = 60;
const EVENTS = 200_000;
const KINDS = 500;
const BATCH = 10_000;
const FOLDER = join(WORKSPACE, 'tmp/benchmarks/service');

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function serviceUnderUpgrade({ bin, seconds = SECONDS, perSecond = PER_SECOND }) {
  let result;
  await withDatabases(FOLDER, async (all) => {
    const { url, renew } = all.find(({ dialect }) => dialect === 'PostgreSQL');
    await renew('service');
    const config = writeRevisions();
    const upgrade = (target) =>
      plumbline(bin, ['upgrade', target, '--config', config, '--url', url('service')]);
    await upgrade(HEAD);
    const feed = await seed(url('service'));
    const service = await startService(url('service'));
    try {
      const request = (index) => requestOf(index, feed);
      await offerLoad(service.url, { perSecond, seconds: 5, request });
      const alone = await offerLoad(service.url, { perSecond, seconds, request });
      const [during, took] = await Promise.all([
        offerLoad(service.url, { perSecond, seconds, request }),
        later(seconds * 100).then(() => upgrade('heads')),
      ]);
      result = { alone, during, took };
    } finally {
      await service.stop();
    }
  });
  rmSync(FOLDER, { recursive: true, force: true });
  return reportOf(result, perSecond);
}

/** The newest revision of the repository, which the new ones follow. */
const HEAD = 'fd9a0f037c56';

function writeRevisions() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  cpSync(join(WORKSPACE, 'migrations/versions'), join(FOLDER, 'versions'), { recursive: true });
  const batches = Array.from({ length: Math.ceil(EVENTS / BATCH) }, (_, batch) => {
    const first = batch * BATCH;
    return `op.execute("UPDATE events SET channel = 'web' WHERE id > ${first} AND id <= ${first + BATCH} AND channel IS NULL");`;
  });
  const revisions = [
    [
      'c01000000000',
      HEAD,
      "op.addColumn('events', { name: 'channel', type: 'varchar(20)', nullable: true });",
    ],
    [
      'c02000000000',
      'c01000000000',
      "op.createIndex('events', { name: 'IDX_events_channel', columns: [{ column: 'channel' }, { column: 'occurred_at' }], concurrently: true });",
    ],
    ['c03000000000', 'c02000000000', `op.autocommit(() => {\n    ${batches.join('\n    ')}\n  });`],
  ];
  for (const [index, [id, down, body]] of revisions.entries()) {
    writeFileSync(
      join(FOLDER, 'versions', `20261125-000${index}_${id}_step.ts`),
      revisionText(id, down, body),
    );
  }
  const config = join(FOLDER, 'plumbline.config.ts');
  writeFileSync(config, readFileSync(join(WORKSPACE, 'migrations/plumbline.config.ts'), 'utf8'));
  return config;
}

function revisionText(id, down, body) {
  return `/**
 * Step
 *
 * Revision: ${id}
 * Revises: ${down}
 */
import { irreversible, type Operations } from '@plumbline/engine/migration';

export const revision = '${id}';
export const downRevision = '${down}';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export function upgrade(op: Operations): void {
  ${body}
}

export const downgrade = irreversible('This is a measurement.');
`;
}

/** Fills the database, and gives the source of the events. */
async function seed(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("INSERT INTO organisations (name, slug) VALUES ('One', 'one')");
    await client.query("INSERT INTO products (organisation_id, name) SELECT id, 'Shop' FROM organisations");
    const { rows } = await client.query(
      "INSERT INTO data_sources (product_id, name, kind) SELECT id, 'Web', 'web' FROM products RETURNING id",
    );
    await client.query(
      "INSERT INTO users (email, name) SELECT 'user' || n || '@example.org', 'User ' || n FROM generate_series(1, 100) n",
    );
    await client.query(
      `INSERT INTO events (data_source_id, name, payload, occurred_at)
       SELECT ${rows[0].id}, 'kind ' || n % ${KINDS}, jsonb_build_object('n', n), now() - n * interval '1 second'
         FROM generate_series(1, ${EVENTS}) n`,
    );
    await client.query('ANALYZE');
    return rows[0].id;
  } finally {
    await client.end();
  }
}

/** Seven in ten read a page of events, two a page of users, one writes an event. */
function requestOf(index, dataSourceId) {
  const turn = index % 10;
  const name = `kind ${index % KINDS}`;
  if (turn === 0)
    return { method: 'POST', path: '/events', body: { dataSourceId, name, payload: { index } } };
  if (turn < 3) return { method: 'GET', path: `/users?limit=20&offset=${index % 80}` };
  return { method: 'GET', path: `/events?limit=20&name=${encodeURIComponent(name)}` };
}

async function startService(url) {
  const child = spawn(
    process.execPath,
    ['-r', '@swc-node/register', join(WORKSPACE, 'apps/analytics-api/src/main.ts')],
    {
      cwd: join(WORKSPACE, 'migrations'),
      env: {
        ...process.env,
        SWC_NODE_PROJECT: join(WORKSPACE, 'apps/analytics-api/tsconfig.json'),
        DATABASE_URL: url,
        PORT: '0',
        LOG_LEVEL: 'info',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  let text = '';
  let found;
  const listening = new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (data) => {
      if (found !== undefined) return;
      text += data;
      found = /"url":"([^"]+)".*"listening"/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', (code) => reject(new Error(`The service ended with ${code}: ${text}`)));
  });
  return { url: await listening, stop };
}

/** @returns {Promise<number>} how long it took, in milliseconds */
function plumbline(bin, words) {
  const start = performance.now();
  const child = spawn(process.execPath, [bin, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data));
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve(performance.now() - start);
      else reject(new Error(`plumbline ${words.join(' ')} ended with ${code}: ${text}`));
    });
  });
}

function later(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function reportOf({ alone, during, took }, perSecond) {
  const row = (name, { latencies, failures }) =>
    `| ${name} | ${latencies.length} | ${failures.length} | ${[0.5, 0.95, 0.99, 1]
      .map((part) => percentile(latencies, part).toFixed(1))
      .join(' | ')} |`;
  const failures = [...alone.failures, ...during.failures];
  const lines = [
    `| ${perSecond} requests a second | requests | failed | p50 (ms) | p95 | p99 | longest |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    row('alone', alone),
    row('during the upgrade', during),
    '',
    `The upgrade took ${(took / 1000).toFixed(1)} s, with ${EVENTS} events.`,
    ...failures.slice(0, 5).map((failure) => `failed: ${failure}`),
    '',
  ];
  return { report: lines.join('\n'), met: failures.length === 0 };
}
