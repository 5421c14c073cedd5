import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { cutAtCommit } from '../support/faulty-network';
import { runInProcess } from '../support/in-process';
import { storyOf } from '../support/story';
import { createProject, revisionFile, type TestProject } from '../support/project';

const CREATE = `op.createTable('t', { columns: [{ name: 'n', type: 'integer' }] });
  op.execute('INSERT INTO t VALUES (1), (1)');`;
const UNIQUE = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_n ON t (n)';
const INSERT = `op.execute('INSERT INTO t VALUES (7)');`;

let database: TestDatabase;
let project: TestProject;
let connected: Connected;

beforeEach(async () => {
  database = await createPostgresDatabase();
  project = createProject({
    variables: { DATABASE_URL: database.url, DB_LOCK_TIMEOUT: '0.4' },
    inProcess: true,
  });
  project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
  connected = await connect(database.url);
});
afterEach(async () => {
  await connected.session.close();
  project.remove();
  await database.drop();
});

const query = (sql: string): Promise<readonly Record<string, unknown>[]> => connected.session.query(sql);
const second = (upgrade: string, downgrade = ''): void =>
  project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', upgrade, downgrade));
const versions = async (): Promise<readonly unknown[]> =>
  (await query('SELECT version_num FROM plumbline_version')).map(({ version_num: id }) => id);
const outcomes = (): Promise<readonly string[]> => storyOf(connected.session);
const indexes = (): Promise<readonly Record<string, unknown>[]> =>
  query(`SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = 't'::regclass ORDER BY 1`);
/** Resolves when the server runs something of a run that matches. */
async function isRunning(sql: string): Promise<number> {
  for (;;) {
    const [row] = await query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'plumbline'
          AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%${sql}%'`,
    );
    if (row !== undefined) return Number(row['pid']);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an index that is built concurrently', () => {
  it.each([
    ['op.execute', `op.execute('${UNIQUE}'); ${INSERT}`],
    [
      'op.createIndex',
      `op.createIndex('t', { name: 't_n', columns: ['n'], unique: true, concurrently: true }); ${INSERT}`,
    ],
  ])('by %s fails, and is dropped and built anew when the data is mended', async (_, upgrade) => {
    second(`op.execute('INSERT INTO t VALUES (5)'); ${upgrade}`);
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain("The upgrade of 'bbbb' failed at statement 2 of 3; statement 1 stays applied");
    expect(code).toBe(5);
    expect(await indexes()).toEqual([{ name: 't_n', valid: false }]);
    expect((await project.plumbline('current')).stdout).toContain('bbbb: upgrade is partial, step 1 of 3');
    // What REINDEX CONCURRENTLY leaves behind is somebody else's.
    await query(
      "CREATE INDEX t_n_ccnew ON t (n); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_n_ccnew'::regclass",
    );
    expect((await project.plumbline('upgrade')).code).toBe(5);
    await query('DELETE FROM t WHERE n = 1');
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await indexes()).toEqual([
      { name: 't_n', valid: true },
      { name: 't_n_ccnew', valid: false },
    ]);
    expect(await query('SELECT n FROM t ORDER BY n')).toEqual([{ n: 5 }, { n: 7 }]);
    expect(await versions()).toEqual(['bbbb']);
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb failed', 'bbbb failed', 'bbbb done']);
  });

  it('needs a name', async () => {
    second(`op.execute('CREATE INDEX CONCURRENTLY ON t (n)');`);
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain('error[refused-statement]');
    expect(code).toBe(7);
    expect((await connected.dialect.introspect(connected.session)).tables).toEqual([]);
  });

  it('is finished by the next run when the process is killed while it is built', async () => {
    second(
      `op.execute('INSERT INTO t VALUES (5)'); op.execute('CREATE INDEX CONCURRENTLY t_n ON t (n)'); ${INSERT}`,
    );
    expect((await project.plumbline('upgrade', 'aaaa')).code).toBe(0);
    // A concurrent build waits for every transaction that is older.
    const other = await connect(database.url);
    await other.session.query('BEGIN; SELECT * FROM t; INSERT INTO t VALUES (3)');
    const running = project.begin('upgrade');
    await isRunning('CREATE INDEX CONCURRENTLY');
    running.process.kill('SIGKILL');
    await running.outcome;
    const again = project.plumbline('upgrade');
    await other.session.query('COMMIT');
    await other.session.close();
    expect(await again).toMatchObject({ code: 0, stderr: '' });
    expect(await indexes()).toEqual([{ name: 't_n', valid: true }]);
    expect(await query('SELECT count(*)::int AS n FROM t WHERE n IN (5, 7)')).toEqual([{ n: 2 }]);
  });
});

describe('a lock that another session holds', () => {
  const ALTER = `op.execute('INSERT INTO t VALUES (3)'); op.addColumn('t', { name: 'm', type: 'integer', nullable: true });`;

  it('is given way to, and the revision tried again until it is let go', async () => {
    second(ALTER);
    expect((await project.plumbline('upgrade', 'aaaa')).code).toBe(0);
    const other = await connect(database.url);
    await other.session.query("BEGIN; SELECT n FROM t WHERE 'secret' <> ''");
    const running = project.begin('upgrade');
    await running.printed(/rolled back, next attempt/);
    await other.session.query('COMMIT');
    await other.session.close();
    const { code, stdout } = await running.outcome;
    expect(code).toBe(0);
    expect(stdout).toMatch(/waiting for a lock of process \d+ .*: BEGIN; SELECT n FROM t WHERE '…'/);
    expect(stdout).not.toContain('secret');
    expect(await query('SELECT n FROM t WHERE n = 3')).toHaveLength(1);
    const story = await outcomes();
    expect(story.filter((one) => one === 'bbbb retried').length).toBeGreaterThan(0);
    expect(story.at(-1)).toBe('bbbb done');
  });

  it('ends the run after the time for it, with who holds it', async () => {
    second(ALTER);
    expect((await project.plumbline('upgrade', 'aaaa')).code).toBe(0);
    const other = await connect(database.url);
    await other.session.query('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
    const { code, stderr } = await project.plumblineWith({ DB_MIGRATION_TIMEOUT: '2' }, 'upgrade');
    await other.session.close();
    expect(code).toBe(5);
    expect(stderr).toContain(
      "error[revision-failed]: The upgrade of 'bbbb' failed at statement 2 of 2; it was rolled back",
    );
    expect(stderr).toMatch(/lock timeout.*; it waited for process \d+/);
    expect(stderr).toContain('next: End the transaction that is in the way, or wait for longer');
    expect(await versions()).toEqual(['aaaa']);
  });
});

describe('a deadlock in which the revision is the one that gives way', () => {
  it('is as good as a lock that cannot be had: the revision is tried again', async () => {
    project.write(
      'versions/1_aaaa.ts',
      revisionFile('aaaa', null, `${CREATE} op.execute('CREATE TABLE u (n integer)');`),
    );
    second(`op.execute('LOCK TABLE t'); op.execute('SELECT pg_sleep(0.5)'); op.execute('LOCK TABLE u');`);
    const variables = { DB_LOCK_TIMEOUT: '30' };
    expect((await project.plumblineWith(variables, 'upgrade', 'aaaa')).code).toBe(0);
    // Who waits longer looks for a deadlock first: the other session never does.
    const other = await connect(database.url);
    await other.session.query("SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE u");
    const upgrading = project.plumblineWith(variables, 'upgrade');
    await isRunning('pg_sleep');
    await other.session.query('LOCK TABLE t; COMMIT');
    await other.session.close();
    expect(await upgrading).toMatchObject({ code: 0, stderr: '' });
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb retried', 'bbbb done']);
    expect(await query('SELECT sql_state FROM plumbline_history WHERE sql_state IS NOT NULL')).toEqual([
      { sql_state: '40P01' },
    ]);
  });
});

describe('a user who may have one connection only', () => {
  it('is told that a run has two', async () => {
    const { pathname } = new URL(database.url);
    const user = pathname.slice(1);
    await query(`CREATE ROLE "${user}" LOGIN PASSWORD 'of-its-own' CONNECTION LIMIT 1`);
    const url = Object.assign(new URL(database.url), { username: user, password: 'of-its-own' }).href;
    const { code, stderr } = await project.plumblineWith({ DATABASE_URL: url }, 'upgrade');
    await query(`DROP ROLE "${user}"`);
    expect(stderr).toMatch(/why: too many connections for role/);
    expect(stderr).toContain('have more connections: a run has two, and a third');
    expect(stderr).not.toContain('of-its-own');
    expect(code).toBe(5);
  });
});

describe('timeouts that the database has for everybody', () => {
  const PAUSE = `op.run('pause', async ({ query }) => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    await query('SELECT pg_sleep(0.4)');
  });`;

  it('do not end a revision whose code takes its time', async () => {
    const [row] = await query(
      "SELECT string_agg(format('ALTER DATABASE %I SET %I = 300', current_database(), name), ';') AS sql FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout', 'statement_timeout')",
    );
    await query(String(row?.['sql']));
    second(`${PAUSE} op.execute('CREATE INDEX CONCURRENTLY t_n ON t (n)'); ${INSERT}`);
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb done']);
  });

  it('are said where they ended it', async () => {
    second(`op.execute('SET LOCAL idle_in_transaction_session_timeout = 300'); ${PAUSE}`);
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain(
      'why: The connection was lost: terminating connection due to idle-in-transaction',
    );
    expect(code).toBe(5);
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb failed']);
  });
});

describe('a run that is stopped', () => {
  it('as it waits for its own tables, which somebody has locked', async () => {
    const variables = { DATABASE_URL: database.url, DB_LOCK_TIMEOUT: '0.4' };
    await runInProcess(project, variables, ['upgrade']);
    const other = await connect(database.url);
    await other.session.query('BEGIN; LOCK TABLE plumbline_version');
    for (const words of [['upgrade'], ['stamp', 'aaaa']]) {
      const stopping = new AbortController();
      const outcome = runInProcess(project, variables, [...words, '--json'], { signal: stopping.signal });
      await isRunning('version_num');
      stopping.abort('SIGINT');
      const { stdout, code } = await outcome;
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } });
      expect(code).toBe(130);
    }
    await other.session.close();
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s cancels its statement on the server, records it and ends with %s',
    async (signal, code) => {
      second(`op.execute('INSERT INTO t VALUES (3)'); op.execute('SELECT pg_sleep(600)');`);
      const running = project.begin('upgrade');
      await isRunning('pg_sleep');
      running.process.kill(signal);
      expect((await running.outcome).code).toBe(code);
      expect(
        await query(
          "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%' AND datname = current_database()",
        ),
      ).toEqual([]);
      expect(await outcomes()).toEqual(['aaaa done', 'bbbb interrupted']);
      expect(await query('SELECT n FROM t WHERE n = 3')).toEqual([]);
      second(INSERT);
      expect((await project.plumbline('upgrade')).code).toBe(0);
    },
  );

  it('by SIGKILL lets go of everything, and the next run goes on', async () => {
    second(`op.execute('INSERT INTO t VALUES (3)'); op.execute('SELECT pg_sleep(600)');`);
    const running = project.begin('upgrade');
    await isRunning('pg_sleep');
    running.process.kill('SIGKILL');
    await running.outcome;
    expect((await project.plumbline('history', '--applied')).stdout).toMatch(
      /bbbb +upgrade +begun .*was killed/,
    );
    second(`op.execute('INSERT INTO t VALUES (3)');`);
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await query('SELECT n FROM t WHERE n = 3')).toHaveLength(1);
    // The server may take a second to notice that nobody is there, and holds the locks until then.
    const told = (await outcomes()).filter((outcome) => outcome !== 'bbbb retried');
    expect(told).toEqual(['aaaa done', 'bbbb lost', 'bbbb done']);
    expect((await project.plumbline('history', '--applied')).stdout).toMatch(
      /bbbb +upgrade +lost .*was killed/,
    );
    expect(await query('SELECT FROM plumbline_run')).toEqual([]);
  });

  it('by the server says what to do, and records it on another connection', async () => {
    second(`op.execute('INSERT INTO t VALUES (3)'); op.execute('SELECT pg_sleep(600)');`);
    const running = project.begin('upgrade');
    const pid = await isRunning('pg_sleep');
    await query(`SELECT pg_terminate_backend(${pid})`);
    const { code, stderr } = await running.outcome;
    expect(stderr).toContain(
      "error[connection-lost]: The connection was lost during the upgrade of 'bbbb', at statement 2 of 2",
    );
    expect(stderr).toContain('Run the same command again');
    expect(code).toBe(5);
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb failed']);
  });

  it('as its lock is lost begins no further revision', async () => {
    second(`op.execute('SELECT pg_sleep(1)');`);
    project.write('versions/3_cccc.ts', revisionFile('cccc', 'bbbb', INSERT));
    const running = project.begin('upgrade');
    await isRunning('pg_sleep');
    await query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const { code, stderr } = await running.outcome;
    expect(stderr).toContain('error[lock-lost]');
    expect(code).toBe(6);
    expect(await versions()).toEqual(['bbbb']);
    expect((await project.plumbline('upgrade')).code).toBe(0);
  });
});

describe('a session that a revision leaves behind', () => {
  it('does not lead the next one, nor the bookkeeping, elsewhere', async () => {
    second(
      `op.execute("SELECT set_config('search_path', '', false)"); op.execute("SET lock_timeout = '1h'");`,
    );
    project.write('versions/3_cccc.ts', revisionFile('cccc', 'bbbb', INSERT));
    project.write(
      'versions/4_dddd.ts',
      revisionFile(
        'dddd',
        'cccc',
        `op.execute("SET LOCAL search_path = pg_catalog"); op.execute('CREATE TEMP TABLE x (n int)');`,
      ),
    );
    project.write(
      'versions/5_eeee.ts',
      revisionFile('eeee', 'dddd', `op.execute('CREATE TABLE x (n int)');`),
    );
    for (const mode of ['each', 'all']) {
      expect(await project.plumbline('upgrade', '--transaction', mode)).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(await versions()).toEqual(['eeee']);
      await query('DROP TABLE IF EXISTS t, public.x, plumbline_version, plumbline_history');
      // A temporary table lives as long as the transaction that all share.
      project.write(
        'versions/4_dddd.ts',
        revisionFile('dddd', 'cccc', `op.execute("SET search_path = pg_catalog");`),
      );
    }
  });
});

describe('a database that cannot be written', () => {
  it('is said to be read-only; what only reads works', async () => {
    expect((await project.plumbline('upgrade')).code).toBe(0);
    const name = new URL(database.url).pathname.slice(1);
    await query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
    for (const words of [['upgrade'], ['current'], ['history', '--applied']])
      expect({ words, code: (await project.plumbline(...words)).code }).toEqual({ words, code: 0 });
    second(INSERT);
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain('error[read-only-database]');
    expect(stderr).toContain('default_transaction_read_only');
    expect(code).toBe(5);
  });
});

describe('a label that is added to an enum type', () => {
  it('may be used later in the revision, and later in the run', async () => {
    const add = `op.execute("ALTER TYPE mood ADD VALUE 'calm'");`;
    const use = `op.execute("INSERT INTO m VALUES ('calm')");`;
    project.write(
      'versions/1_aaaa.ts',
      revisionFile(
        'aaaa',
        null,
        `op.execute("CREATE TYPE mood AS ENUM ('sad')"); op.execute('CREATE TABLE m (v mood)');`,
      ),
    );
    second(`${add} ${use}`);
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await query('SELECT v::text FROM m')).toEqual([{ v: 'calm' }]);
    await query('DROP TABLE m, plumbline_version, plumbline_history, plumbline_progress; DROP TYPE mood');
    second(
      `op.alterEnum('mood', { from: ['sad'], to: ['sad', 'calm'], usedBy: [{ table: 'm', column: { name: 'v', type: { enum: 'mood' }, nullable: true } }] });`,
    );
    project.write('versions/3_cccc.ts', revisionFile('cccc', 'bbbb', use));
    expect(await project.plumbline('upgrade', '--transaction', 'all')).toMatchObject({ code: 0, stderr: '' });
    expect(await query('SELECT v::text FROM m')).toEqual([{ v: 'calm' }]);
  });
});

describe('a connection that is cut at the COMMIT of a revision', () => {
  // The first COMMIT is that of the bookkeeping tables.
  const OWN = "op.createTable('u', { columns: [{ name: 'n', type: 'integer' }] });";
  it.each([
    ['after the server answered', 'after', OWN, "after the upgrade of 'bbbb' was committed"],
    ['after the server answered', 'after', INSERT, "after the upgrade of 'bbbb' was committed"],
    ['before it came there', 'before', OWN, "during the upgrade of 'bbbb', at statement 1 of 1"],
    ['before it came there', 'before', INSERT, "during the upgrade of 'bbbb', at its commit"],
  ] as const)(
    '%s: says what became of it, and the next run goes on from there',
    async (_, when, sql, told) => {
      second(sql);
      const proxy = await cutAtCommit(database.url, 3, when);
      try {
        const { code, stderr } = await project.plumbline('upgrade', '--url', proxy.url);
        expect(stderr).toContain(`error[connection-lost]: The connection was lost ${told}`);
        expect(stderr).toContain('Run the same command again');
        expect(stderr).not.toContain('is not known');
        expect(code).toBe(5);
        expect(proxy.commits()).toBeGreaterThanOrEqual(3);
        expect(await versions()).toEqual([when === 'after' ? 'bbbb' : 'aaaa']);
      } finally {
        await proxy.close();
      }
      expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
      expect(await versions()).toEqual(['bbbb']);
      const story = ['aaaa done', ...(when === 'before' ? ['bbbb failed'] : []), 'bbbb done'];
      expect(await outcomes()).toEqual(story);
      if (sql === INSERT) expect(await query('SELECT n FROM t WHERE n = 7')).toHaveLength(1);
    },
  );
});
