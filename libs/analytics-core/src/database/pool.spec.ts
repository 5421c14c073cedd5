import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { Client } from 'pg';
import { withSession } from '../session/with-session';
import { AnalyticsDataSource } from './analytics-data-source';
import { dataSourceOptions } from './data-source-options';
import { parseSettings } from './database-settings';

describe('the pool of connections, on a real server', () => {
  let database: TestDatabase;
  let watcher: Client;
  let dataSource: AnalyticsDataSource;

  beforeAll(async () => {
    database = await createPostgresDatabase();
    watcher = new Client({ connectionString: database.url });
    await watcher.connect();
  });
  afterEach(() => dataSource.destroy());
  afterAll(async () => {
    await watcher?.end();
    await database?.drop();
  });

  /** A data source as the environment makes it, by SQLAlchemy's spelling of the URL. */
  async function open(variables: Readonly<Record<string, string>>): Promise<void> {
    const DATABASE_URL = `${database.url.replace(/^postgres(ql)?:/, 'postgresql+asyncpg:')}?application_name=pooled`;
    dataSource = new AnalyticsDataSource(
      dataSourceOptions(parseSettings({ DATABASE_URL, ...variables }, '/')),
    );
    await dataSource.initialize();
  }

  /** Connections of the pool that the server has. */
  async function connections(): Promise<number> {
    const { rows } = await watcher.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pooled'",
    );
    return rows[0]?.count ?? 0;
  }

  /** Waits until the server has so many; the test's own time limit ends it otherwise. */
  async function until(wanted: number): Promise<void> {
    while ((await connections()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Holds as many sessions as there are places, and lets go of all at once. */
  function hold(count: number): { readonly held: Promise<unknown>; letGo(): void } {
    let letGo = (): void => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    const held = Promise.all(Array.from({ length: count }, () => withSession(dataSource, () => released)));
    return { held, letGo };
  }

  it('opens the overflow under load and closes it after that, and keeps DB_POOL_SIZE', async () => {
    await open({ DB_POOL_SIZE: '2', DB_MAX_OVERFLOW: '3', DB_POOL_TIMEOUT: '30' });
    const { held, letGo } = hold(5);
    await until(5);
    expect(dataSource.pool).toMatchObject({ size: 5, used: 5, waiting: 0, limit: 5, timeouts: 0 });
    letGo();
    await held;
    await until(2);
    expect(dataSource.pool).toMatchObject({ size: 2, used: 0 });
  });

  it('has 5 and 10 without settings', async () => {
    await open({});
    const { held, letGo } = hold(20);
    await until(15);
    expect(dataSource.pool).toMatchObject({ used: 15, waiting: 5, limit: 15 });
    letGo();
    await held;
    await until(5);
  });

  it('gives up after DB_POOL_TIMEOUT, counts it, and goes on', async () => {
    await open({ DB_POOL_SIZE: '1', DB_MAX_OVERFLOW: '0', DB_POOL_TIMEOUT: '1' });
    const { held, letGo } = hold(1);
    await until(1);
    const begin = performance.now();
    await expect(dataSource.query('SELECT 1')).rejects.toThrow('timeout exceeded when trying to connect');
    expect(performance.now() - begin).toBeGreaterThan(900);
    expect(dataSource.pool).toMatchObject({ used: 1, waiting: 0, timeouts: 1 });
    letGo();
    await held;
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(dataSource.pool).toMatchObject({ timeouts: 1 });
  });

  it('logs every statement with DB_ECHO_SQL, and none without', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const info = jest.spyOn(console, 'info').mockImplementation(() => undefined);
    try {
      const printed = (): string => JSON.stringify([...log.mock.calls, ...info.mock.calls]);
      await open({ DB_ECHO_SQL: 'false' });
      await dataSource.query("SELECT 'quiet'");
      expect(printed()).not.toContain('quiet');
      await dataSource.destroy();
      await open({ DB_ECHO_SQL: 'true' });
      await dataSource.query("SELECT 'loud'");
      expect(printed()).toContain('loud');
    } finally {
      log.mockRestore();
      info.mockRestore();
    }
  });
});
