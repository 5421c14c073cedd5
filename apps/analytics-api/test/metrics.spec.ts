import type { TestDatabase } from '@plumbline/testing';
import { startApi, type Api } from './support/api';
import { createDatabase, DATABASES, migrate } from './support/database';
import { openGate } from './support/gate';
import { readMetrics } from './support/metrics';

const HEAD = 'fd9a0f037c56';

describe.each(DATABASES)('the metrics on $dialect', ({ dialect, create }) => {
  let database: TestDatabase;
  let api: Api;

  beforeEach(async () => {
    database = await create();
    api = await startApi(database.url);
  });
  afterEach(async () => {
    await api?.stop();
    await database?.drop();
  });

  it('tell what the command line did, by revision and direction', async () => {
    const before = await readMetrics(api);
    expect(before.get('plumbline_up')).toBe(1);
    expect(before.get('plumbline_migrations_total{direction="upgrade",outcome="done"}')).toBe(3);
    expect(before.get('plumbline_migrations_total{direction="upgrade",outcome="failed"}')).toBe(0);
    expect(before.get('plumbline_rollbacks_total')).toBe(0);
    expect(before.get('plumbline_pending_revisions{environment="development"}')).toBe(0);
    expect(before.get(`plumbline_current_revision_info{revision="${HEAD}"}`)).toBe(1);
    const statements = `plumbline_migration_statements{revision="${HEAD}",direction="upgrade"}`;
    expect(before.get(statements)).toBeGreaterThan(0);
    for (const what of ['duration', 'lock_wait']) {
      const name = `plumbline_migration_${what}_seconds{revision="${HEAD}",direction="upgrade"}`;
      expect(before.get(name)).toBeGreaterThanOrEqual(0);
    }

    await migrate(database.url, 'downgrade', '-1');
    const after = await readMetrics(api);
    expect(after.get('plumbline_rollbacks_total')).toBe(1);
    expect(after.get('plumbline_migrations_total{direction="downgrade",outcome="done"}')).toBe(1);
    expect(after.get('plumbline_pending_revisions{environment="development"}')).toBe(1);
    expect(after.has(`plumbline_current_revision_info{revision="${HEAD}"}`)).toBe(false);
    const started = after.get('plumbline_last_run_timestamp_seconds{direction="downgrade",outcome="done"}');
    expect(started).toBeGreaterThan(1_700_000_000);
    expect(after.has('plumbline_last_run_timestamp_seconds{direction="upgrade",outcome="done"}')).toBe(false);
  });

  it('count the queries of the service and how long they took', async () => {
    const count = 'db_query_duration_seconds_count{outcome="done"}';
    const before = (await readMetrics(api)).get(count) ?? 0;
    await api.send('GET', '/users');
    const after = await readMetrics(api);
    expect(after.get(count)).toBeGreaterThan(before);
    expect(after.get('db_query_duration_seconds_bucket{le="+Inf",outcome="done"}')).toBe(after.get(count));
    if (dialect === 'postgres') expect(after.get('db_pool_limit')).toBe(15);
  });
});

describe('the metrics without a database', () => {
  it('say so, keep what they counted, and name no pending revisions that nobody knows', async () => {
    const database = await createDatabase('postgres');
    const gate = await openGate(database.url);
    const api = await startApi(gate.url);
    try {
      await readMetrics(api);
      gate.cut();
      const metrics = await readMetrics(api);
      expect(metrics.get('plumbline_up')).toBe(0);
      expect(metrics.has('plumbline_pending_revisions{environment="development"}')).toBe(false);
      expect(metrics.get('plumbline_migrations_total{direction="upgrade",outcome="done"}')).toBe(3);
      gate.open();
      expect((await readMetrics(api)).get('plumbline_up')).toBe(1);
    } finally {
      gate.open();
      await api.stop();
      await gate.close();
      await database.drop();
    }
  });
});
