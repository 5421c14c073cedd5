import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { createDataSource } from '@analytics/core';
import { startApi } from './support/api';
import { DATABASES as UPGRADED } from './support/database';
import { exitCodeOf, serve, urlOf } from './support/serve';

const HEAD = 'fd9a0f037c56';
const BEFORE_HEAD = '373e1918b14d';

/** Runs a statement on a database, beside the service. */
async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const dataSource = createDataSource(url);
  await dataSource.initialize();
  try {
    return await dataSource.query<unknown[]>(sql);
  } finally {
    await dataSource.destroy();
  }
}

/** SQLite is for one process and its developer; that two of them do not harm each other is enough there. */
const REPLICAS = { postgres: 8, sqlite: 2 } as const;

describe.each(DATABASES)(
  'replicas that start at once on an empty $dialect database',
  ({ dialect, create }) => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await create();
    });
    afterAll(() => database?.drop());

    it('upgrade it once, and all become ready', async () => {
      const replicas = Array.from({ length: REPLICAS[dialect] }, () =>
        serve({ DATABASE_URL: database.url, DB_ON_STARTUP: 'upgrade', DB_POOL_SIZE: '1', LOG_LEVEL: 'info' }),
      );
      try {
        const urls = await Promise.all(replicas.map(urlOf));
        const outputs = replicas.map(({ output }) => output()).join('\n');
        if (urls.includes(undefined)) throw new Error(`A replica did not start:\n${outputs}`);
        const states = await Promise.all(
          urls.map(async (url) => {
            const answer = await fetch(`${url}/health/detailed`);
            return [answer.status, ((await answer.json()) as { status: string }).status];
          }),
        );
        expect(states).toEqual(urls.map(() => [200, 'ok']));
        const attempts = await query(
          database.url,
          'SELECT revision, outcome FROM plumbline_history ORDER BY id',
        );
        expect(attempts).toEqual([
          { revision: 'a8abb0c88643', outcome: 'done' },
          { revision: BEFORE_HEAD, outcome: 'done' },
          { revision: HEAD, outcome: 'done' },
        ]);
        for (const { child } of replicas) child.kill('SIGTERM');
        expect(await Promise.all(replicas.map(exitCodeOf))).toEqual(replicas.map(() => 0));
      } finally {
        for (const { child } of replicas) child.kill('SIGKILL');
      }
    }, 240_000);
  },
);

describe.each(UPGRADED)('a start on $dialect', ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database?.drop());

  const goTo = (revision: string) =>
    query(database.url, `UPDATE plumbline_version SET version_num = '${revision}'`);

  it('is refused where a revision is pending, and goes on where that is only to be told', async () => {
    await goTo(BEFORE_HEAD);
    await expect(startApi(database.url, { onStartup: 'check' })).rejects.toMatchObject({
      code: 'not-at-head',
      data: { current: [BEFORE_HEAD], pending: [HEAD] },
    });
    const api = await startApi(database.url, { onStartup: 'warn' });
    expect(await api.send('GET', '/users')).toMatchObject({ status: 200 });
    await api.stop();
  });

  it('upgrades what is pending, and is ready then', async () => {
    const api = await startApi(database.url, { onStartup: 'upgrade' });
    expect(await api.send('GET', '/health/detailed')).toMatchObject({ status: 200 });
    await api.stop();
    expect(await query(database.url, 'SELECT count(*) AS runs FROM plumbline_history')).toEqual([
      { runs: api.dataSource.dialect === 'postgres' ? '3' : 3 },
    ]);
  });

  it('is refused where the database is ahead of the code, also where it might upgrade', async () => {
    await goTo('ffffffffffff');
    for (const onStartup of ['check', 'upgrade'] as const) {
      await expect(startApi(database.url, { onStartup })).rejects.toMatchObject({
        code: 'unknown-applied-revision',
        data: { revisions: ['ffffffffffff'] },
      });
    }
    const api = await startApi(database.url, { onStartup: 'warn' });
    expect(await api.send('GET', '/users')).toMatchObject({ status: 200 });
    await api.stop();
  });

  it('leaves no connection open where it is refused', async () => {
    await goTo(BEFORE_HEAD);
    await expect(startApi(database.url, { onStartup: 'check' })).rejects.toMatchObject({
      code: 'not-at-head',
    });
    if (database.url.startsWith('sqlite')) return;
    const sessions = await query(
      database.url,
      'SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect(sessions).toEqual([{ others: 0 }]);
  });
});
