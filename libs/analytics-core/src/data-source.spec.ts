import type { AnalyticsDataSource } from './database/analytics-data-source';

describe('the module of the data source', () => {
  const before = process.env['DATABASE_URL'];
  afterEach(() => {
    if (before === undefined) delete process.env['DATABASE_URL'];
    else process.env['DATABASE_URL'] = before;
  });

  async function load(url: string | undefined): Promise<AnalyticsDataSource> {
    if (url === undefined) delete process.env['DATABASE_URL'];
    else process.env['DATABASE_URL'] = url;
    jest.resetModules();
    return (await import('./data-source')).default;
  }

  it('gives the data source that DATABASE_URL names, unconnected', async () => {
    const source = await load('postgresql://ada@db/x');
    expect(source.options).toMatchObject({ type: 'postgres', host: 'db', database: 'x' });
    expect(source.isInitialized).toBe(false);
  });

  it('gives a SQLite file where it names none', async () => {
    expect((await load(undefined)).options).toMatchObject({
      type: 'better-sqlite3',
      database: expect.stringMatching(/analytics\.db$/) as string,
    });
  });

  it('says which variable is wrong', async () => {
    await expect(load('nonsense')).rejects.toThrow('DATABASE_URL');
  });
});
