import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createProject, revisionFile, WORKSPACE } from '../support/project';

const PAGE = readFileSync(join(WORKSPACE, 'docs/monitoring.md'), 'utf8');
const QUERIES = [...PAGE.matchAll(/^([^\n]+:)\n\n```sql\n([\s\S]*?)```/gm)].map(
  ([, title = '', sql = '']) => ({
    title,
    sql,
  }),
);

describe('the queries of the monitoring guide', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createPostgresDatabase();
    const project = createProject({ variables: { DATABASE_URL: database.url } });
    project.write('versions/1_aaaa_a.ts', revisionFile('aaaa', null, TABLE, "op.execute('DROP TABLE a');"));
    project.write('versions/2_bbbb_b.ts', revisionFile('bbbb', 'aaaa', "op.execute('no sql');"));
    for (const words of [['upgrade', 'aaaa'], ['downgrade'], ['upgrade'], ['upgrade']] as const) {
      await project.plumbline(...words);
    }
    project.remove();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  const run = async (title: string): Promise<readonly Record<string, unknown>[]> => {
    const found = QUERIES.find((query) => query.title.startsWith(title));
    if (found === undefined) throw new Error(`There is no query '${title}'.`);
    return (await client.query<Record<string, unknown>>(found.sql)).rows;
  };

  it('are all found here', () => {
    expect(QUERIES).toHaveLength((PAGE.match(/```sql/g) ?? []).length);
  });

  it.each(QUERIES)('run: $title', async ({ sql }) => {
    expect((await client.query(sql)).fields.length).toBeGreaterThan(0);
  });

  it('tell what was done, undone and what failed', async () => {
    const lately = await run('What was done lately');
    expect(lately.map(({ revision, direction, outcome }) => [revision, direction, outcome])).toEqual([
      ['bbbb', 'upgrade', 'failed'],
      ['bbbb', 'upgrade', 'failed'],
      ['aaaa', 'upgrade', 'done'],
      ['aaaa', 'downgrade', 'done'],
      ['aaaa', 'upgrade', 'done'],
    ]);
    expect(await run('How often revisions are undone')).toEqual([
      { upgrades: '2', rollbacks: '1', rollback_percent: '50.0', failed_percent: '40.0' },
    ]);
  });

  it('find who waits for whom', async () => {
    const [holder, waiter] = [new Client(database.url), new Client(database.url)];
    await Promise.all([holder.connect(), waiter.connect()]);
    try {
      await holder.query('BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE');
      const { rows } = await waiter.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const waiting = waiter.query('SELECT * FROM a');
      let blocked: readonly Record<string, unknown>[] = [];
      while (blocked.length === 0) blocked = await run('Who waits for whom');
      expect(blocked).toMatchObject([{ pid: rows[0]?.pid, blocked_by_state: 'idle in transaction' }]);
      expect(await run('Locks that are waited for')).toMatchObject([
        { relation: 'a', mode: 'AccessShareLock' },
      ]);
      await holder.query('ROLLBACK');
      await waiting;
    } finally {
      await Promise.all([holder.end(), waiter.end()]);
    }
  });

  it('find an index that is not valid', async () => {
    expect(await run('Indexes that are not valid')).toEqual([]);
    await client.query('INSERT INTO a VALUES (1), (1)');
    await expect(client.query('CREATE UNIQUE INDEX CONCURRENTLY a_id_key ON a (id)')).rejects.toThrow();
    expect(await run('Indexes that are not valid')).toMatchObject([{ table: 'a', index: 'a_id_key' }]);
  });
});

const TABLE = "op.createTable('a', { columns: [{ name: 'id', type: 'integer' }] });";
