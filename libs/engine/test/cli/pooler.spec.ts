import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { poolerMissing, startPooler, type Pooler } from '../support/pgbouncer';
import { createProject, revisionFile, type TestProject } from '../support/project';

const CREATE = `op.createTable('t', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'n', type: 'integer' }],
    primaryKey: { columns: ['id'] },
  });
  op.execute('INSERT INTO t SELECT g, 0 FROM generate_series(1, 30) g');`;
const PARTS = `op.execute('SET work_mem = 7777');
  op.execute('UPDATE t SET n = n + 1');
  op.createIndex('t', { name: 't_n', columns: ['n'], concurrently: true });
  op.backfill('t', { set: { n: { sql: 'n + 10' } }, batchSize: 7 });`;
const LATER = "op.createIndex('t', { name: 't_later', columns: ['n'], concurrently: true });";

const missing = poolerMissing();
const suite = missing === undefined ? describe.each : describe.skip.each;

suite([['transaction'], ['session']] as const)(
  `through PgBouncer in %s mode${missing === undefined ? '' : ` (${missing})`}`,
  (mode) => {
    let database: TestDatabase;
    let direct: Connected;
    let pooler: Pooler;
    let project: TestProject;

    beforeAll(async () => {
      database = await createPostgresDatabase();
      direct = await connect(database.url);
      pooler = await startPooler(database.url, mode);
      project = createProject({ variables: { DATABASE_URL: pooler.through(database.url) } });
      project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
      project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', PARTS));
    });
    afterAll(async () => {
      project.remove();
      await pooler.stop();
      await direct.session.close();
      await database.drop();
    });
    const query = (sql: string): Promise<readonly Record<string, unknown>[]> => direct.session.query(sql);

    /** What the connections of the pool are set to; each is held until all are asked. */
    const settings = async (): Promise<ReadonlySet<string>> => {
      const [row] = await query(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      const asked = await Promise.all(
        Array.from({ length: Number(row?.['n']) }, () => connect(pooler.through(database.url))),
      );
      const found = await Promise.all(
        asked.map(async ({ session }) => {
          await session.query('BEGIN');
          const [one] = await session.query(
            `SELECT concat_ws(' ', current_setting('work_mem'), current_setting('statement_timeout'), current_setting('lock_timeout')) AS set`,
          );
          return String(one?.['set']);
        }),
      );
      for (const { session } of asked) await session.close();
      return new Set(found);
    };

    it('four runs at once do everything once, say that there is a pooler, and leave it as it was', async () => {
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => project.plumbline('upgrade')));
      expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
        outcomes.map(() => ({ code: 0, stderr: '' })),
      );
      expect(outcomes.filter(({ stdout }) => stdout.includes('connection pooler'))).toHaveLength(1);
      expect(await query('SELECT n, count(*)::int AS rows FROM t GROUP BY n')).toEqual([{ n: 11, rows: 30 }]);
      expect(await query('SELECT revision, outcome FROM plumbline_history ORDER BY id')).toEqual([
        { revision: 'aaaa', outcome: 'done' },
        { revision: 'bbbb', outcome: 'done' },
      ]);
      expect(await settings()).toEqual(new Set(['4MB 0 0']));
    });

    it('a run is cancelled where it waits, and nobody else is', async () => {
      project.write('versions/3_cccc.ts', revisionFile('cccc', 'bbbb', LATER));
      const old = await connect(pooler.through(database.url));
      await old.session.query('BEGIN; UPDATE t SET n = n WHERE id = 1');
      const bystander = await connect(pooler.through(database.url));
      const running = project.begin('upgrade', '--verbose');
      await running.printed(/CREATE INDEX CONCURRENTLY/);
      const waiting = "state = 'active' AND query LIKE 'CREATE INDEX CONCURRENTLY%'";
      const builds = (): Promise<readonly unknown[]> =>
        query(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND ${waiting}`);
      while ((await builds()).length === 0);
      const other = bystander.session.query('SELECT pg_sleep(1)');
      running.process.kill('SIGINT');
      const { code, stderr } = await running.outcome;
      expect(stderr).toContain('error[interrupted]');
      expect(code).toBe(130);
      expect(await builds()).toEqual([]);
      await other;
      await old.session.query('COMMIT');
      await Promise.all([old, bystander].map(({ session }) => session.close()));
      expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
      expect(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_later'::regclass")).toEqual([
        { indisvalid: true },
      ]);
      expect(await settings()).toEqual(new Set(['4MB 0 0']));
    });
  },
);
