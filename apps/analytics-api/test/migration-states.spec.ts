import { createDataSource, type AnalyticsDataSource } from '@analytics/core';
import { DATABASES as EMPTY, type TestDatabase } from '@plumbline/testing';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MIGRATIONS, startApi, type Api } from './support/api';
import { DATABASES, createDatabase, migrate } from './support/database';
import { openGate } from './support/gate';
import { readMetrics } from './support/metrics';

const HEAD = 'fd9a0f037c56';
const UNKNOWN = 'ffffffffffff';
const NO_SECRETS = /:\/\/|@|"password"/;

/** What each endpoint answers: its status. */
async function statuses(api: Api): Promise<Readonly<Record<string, number>>> {
  const paths = [
    '/health',
    '/health/database',
    '/health/detailed',
    '/metrics',
    '/docs-json',
    '/users',
    '/products',
    '/dashboards',
    '/events',
  ];
  const answers = await Promise.all(paths.map(async (path) => [path, await api.send('GET', path)] as const));
  for (const [path, { body }] of answers) {
    if (path.startsWith('/health')) expect(JSON.stringify(body)).not.toMatch(NO_SECRETS);
  }
  return Object.fromEntries(answers.map(([path, { status }]) => [path, status]));
}

const all = (status: number, others: Readonly<Record<string, number>> = {}) => ({
  '/health': 200,
  '/health/database': status,
  '/health/detailed': status,
  '/metrics': 200,
  '/docs-json': 200,
  '/users': status,
  '/products': status,
  '/dashboards': status,
  '/events': status,
  ...others,
});

describe.each(DATABASES)('the endpoints on $dialect', ({ create }) => {
  let database: TestDatabase;
  let api: Api | undefined;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(async () => {
    await api?.stop();
    await database?.drop();
  });

  const start = async (): Promise<Api> =>
    (api = await startApi(database.url, { onStartup: 'warn', healthTimeout: 10 }));

  it('at head: all answer, and the health has the details', async () => {
    const running = await start();
    expect(await statuses(running)).toEqual(all(200));
    expect((await running.send('GET', '/health/detailed')).body).toMatchObject({
      status: 'ok',
      details: {
        database: { status: 'up', latencyMilliseconds: expect.any(Number) as number },
        migrations: {
          status: 'up',
          revisions: [HEAD],
          heads: [HEAD],
          pending: [],
          drift: { edited: [], unknown: [], deleted: [] },
          lastRun: { revision: HEAD, direction: 'upgrade', outcome: 'done' },
        },
        service: { status: 'up', uptimeSeconds: expect.any(Number) as number },
      },
    });
  });

  it('behind by one revision: all answer but the detailed health, which names it', async () => {
    await migrate(database.url, 'downgrade', '-1');
    const running = await start();
    expect(await statuses(running)).toEqual(all(200, { '/health/detailed': 503 }));
    expect((await running.send('GET', '/health/detailed')).body).toMatchObject({
      status: 503,
      detail: 'The database is not at head: 1 revision(s) are pending.',
      health: { database: { status: 'up' }, migrations: { status: 'down', pending: [HEAD] } },
    });
    await migrate(database.url, 'upgrade', 'heads');
    expect(await statuses(running)).toEqual(all(200));
  });

  it('ahead by a revision that the code does not have: all answer but the detailed health', async () => {
    const running = await start();
    await query(running.dataSource, `UPDATE plumbline_version SET version_num = '${UNKNOWN}'`);
    await query(running.dataSource, 'ALTER TABLE users ADD COLUMN nickname varchar(20)');
    expect(await statuses(running)).toEqual(all(200, { '/health/detailed': 503 }));
    expect((await running.send('GET', '/health/detailed')).body).toMatchObject({
      detail: expect.stringContaining(UNKNOWN) as string,
      health: { migrations: { revisions: [UNKNOWN], pending: [], drift: { unknown: [UNKNOWN] } } },
    });
    expect((await readMetrics(running)).get('plumbline_drifted_revisions{kind="unknown"}')).toBe(1);
    const user = { email: 'ada@example.org', name: 'Ada' };
    expect(await running.send('POST', '/users', user)).toMatchObject({ status: 201 });
  });
});

describe('the endpoints with the database down', () => {
  it('say so, and live on', async () => {
    const database = await createDatabase('postgres');
    const gate = await openGate(database.url);
    const api = await startApi(gate.url, { healthTimeout: 5 });
    try {
      gate.cut();
      expect(await statuses(api)).toEqual(all(503));
      gate.open();
      expect(await statuses(api)).toEqual(all(200));
      gate.hold();
      const held = ['/health', '/metrics', '/health/detailed'].map((path) => api.send('GET', path));
      expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 503]);
    } finally {
      gate.open();
      await api.stop();
      await gate.close();
      await database.drop();
    }
  });
});

describe('the endpoints while an upgrade goes on', () => {
  let folder: string;
  let database: TestDatabase;

  beforeAll(async () => {
    // The revisions of the repository and one more, which stands still while somebody holds a lock.
    folder = mkdtempSync(join(tmpdir(), 'analytics-revisions-'));
    cpSync(dirname(MIGRATIONS), folder, { recursive: true, filter: (path) => !path.endsWith('.db') });
    writeFileSync(join(folder, 'versions', '20261124-1200_eeeeeeeeeeee_hold.ts'), HOLD);
    database = await (EMPTY.find(({ dialect }) => dialect === 'postgres') ?? EMPTY[0]).create();
    await migrate(database.url, 'upgrade', HEAD, folder);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database?.drop();
  });

  it('answer; the detailed health is not ready until it is done', async () => {
    const config = join(folder, 'plumbline.config.ts');
    const api = await startApi(database.url, {
      onStartup: 'warn',
      healthTimeout: 10,
      migrations: { config },
    });
    const holder = createDataSource(database.url);
    await holder.initialize();
    const held = holder.createQueryRunner();
    try {
      await held.query('SELECT pg_advisory_lock(4711)');
      const upgrading = migrate(database.url, 'upgrade', 'heads', folder);
      await isWaiting(api.dataSource);
      expect(await statuses(api)).toEqual(all(200, { '/health/detailed': 503 }));
      const user = { email: 'mid@example.org', name: 'Mid' };
      expect(await api.send('POST', '/users', user)).toMatchObject({ status: 201 });
      await held.query('SELECT pg_advisory_unlock(4711)');
      await upgrading;
      expect(await statuses(api)).toEqual(all(200));
    } finally {
      await held.release();
      await holder.destroy();
      await api.stop();
    }
  });

  /** Waits until the revision stands at its lock. */
  async function isWaiting(dataSource: AnalyticsDataSource): Promise<void> {
    for (;;) {
      const waiting = await dataSource.query<unknown[]>(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 4711",
      );
      if (waiting.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});

const HOLD = `/**
 * Hold
 *
 * Revision: eeeeeeeeeeee
 * Revises: ${HEAD}
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = 'eeeeeeeeeeee';
export const downRevision = '${HEAD}';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export function upgrade(op: Operations): void {
  op.createTable('held', { columns: [{ name: 'id', type: 'integer' }] });
  op.execute('SELECT pg_advisory_xact_lock(4711)');
}

export function downgrade(op: Operations): void {
  op.execute('DROP TABLE held');
}
`;

async function query(dataSource: AnalyticsDataSource, sql: string): Promise<void> {
  await dataSource.query(sql);
}
