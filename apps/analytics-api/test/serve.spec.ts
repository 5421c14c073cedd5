import type { TestDatabase } from '@plumbline/testing';
import { DATABASES } from './support/database';
import { exitCodeOf, serve, urlOf } from './support/serve';

describe.each(DATABASES)('the serve target on $dialect', ({ create }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database?.drop());

  it('runs from the sources, logs JSON, and stops in order on SIGTERM', async () => {
    const run = serve({ DATABASE_URL: database.url, LOG_LEVEL: 'info' });
    try {
      const url = await urlOf(run);
      expect(await (await fetch(`${url}/users`)).json()).toMatchObject({ total: 0 });
      run.child.kill('SIGTERM');
      expect(await exitCodeOf(run)).toBe(0);
      const lines = run.output().trim().split('\n');
      const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
      expect(messages).toEqual(['listening', 'answered', 'stopping', 'stopped']);
    } finally {
      run.child.kill('SIGKILL');
    }
  });
});

describe('the serve target', () => {
  it('ends with 1 and the reason when it cannot start, and keeps the password to itself', async () => {
    const unreachable = serve({
      DATABASE_URL: 'postgresql://ada:sw0rdfish@127.0.0.1:1/analytics',
      DB_STARTUP_TIMEOUT: '1',
    });
    const misspelt = serve({ DATABASE_URL: 'postgresql://ada:sw0rdfish@db:99999999/analytics' });
    const wrong = serve({ PORT: 'http' });
    expect(await Promise.all([unreachable, misspelt, wrong].map((run) => exitCodeOf(run)))).toEqual([
      1, 1, 1,
    ]);
    expect(unreachable.output()).toMatch(
      /^analytics-api: The database at postgresql:.* cannot be reached\..*ECONNREFUSED/m,
    );
    expect(misspelt.output()).toMatch(/^analytics-api: DATABASE_URL/);
    expect(wrong.output()).toMatch(/^analytics-api: PORT=http/);
    for (const run of [unreachable, misspelt]) expect(run.output()).not.toContain('sw0rdfish');
  });
});
