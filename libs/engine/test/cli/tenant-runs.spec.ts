import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { createProject, revisionFile, type TestProject } from '../support/project';
import {
  configWith,
  inFiles,
  inSchemas,
  outcomes,
  reportOf,
  TABLE,
  tenantNames,
  type Tenants,
} from '../support/tenants';

/** What a revision does with names that have no schema. */
const UNQUALIFIED = `
  op.createEnum('mood', ['sad', 'glad']);
  op.createTable('users', {
    columns: [
      { name: 'id', type: 'integer', identity: 'by default' },
      { name: 'mood', type: 'mood' },
      { name: 'of', type: 'integer', nullable: true },
    ],
    primaryKey: { name: 'PK_users', columns: ['id'] },
    foreignKeys: [{ name: 'FK_users_of', columns: ['of'], references: { table: 'users', columns: ['id'] } }],
  });
  op.createIndex('users', { name: 'IDX_users_mood', columns: ['mood'], concurrently: true });
  op.createView('glad', { definition: "SELECT id FROM users WHERE mood = 'glad'" });
  op.execute("INSERT INTO users (mood) VALUES ('glad')");
  op.execute('CREATE SEQUENCE numbers');`;

describe('tenants in schemas of PostgreSQL', () => {
  const NAMES = ['Globex-1', 'acme', 'ümlaut'];
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;
  beforeEach(async () => {
    database = await createPostgresDatabase();
    connected = await connect(database.url);
    project = createProject({ variables: { DATABASE_URL: database.url }, inProcess: true });
    project.write('plumbline.config.ts', configWith(JSON.stringify(NAMES)));
    for (const name of NAMES) await connected.session.query(`CREATE SCHEMA "${name}"`);
  });
  afterEach(async () => {
    project.remove();
    await connected.session.close();
    await database.drop();
  });

  const run = (...words: readonly string[]) => project.plumbline(...words, '--json');
  const query = (sql: string) => connected.session.query(sql);
  const write = (id: string, down: string | null, upgrade: string): void =>
    project.write(`versions/${id}.ts`, revisionFile(id, down, upgrade));

  it('have what has no schema in a revision, and the bookkeeping; nothing lands elsewhere', async () => {
    write('aaaa', null, UNQUALIFIED);
    const outcome = await run('upgrade', '--tenants');
    expect({ code: outcome.code, ...outcomes(reportOf(outcome)) }).toEqual({ code: 0, done: 3 });
    const relations = await query(
      `SELECT n.nspname AS schema, string_agg(c.relname, ' ' ORDER BY c.relname) AS names FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'S') AND n.nspname !~ '^pg_|^information_schema$' GROUP BY n.nspname ORDER BY n.nspname COLLATE "C"`,
    );
    const names =
      'glad numbers plumbline_history plumbline_history_id_seq plumbline_progress plumbline_run plumbline_version';
    expect(relations).toEqual(NAMES.map((schema) => ({ schema, names: `${names} users users_id_seq` })));
    expect(
      await query(`SELECT count(*)::int AS types FROM pg_type WHERE typname = 'mood' AND typtype = 'e'`),
    ).toEqual([{ types: NAMES.length }]);
    for (const schema of NAMES) {
      expect(await query(`SELECT id FROM "${schema}".glad`)).toEqual([{ id: 1 }]);
      expect(await query(`SELECT environment FROM "${schema}".plumbline_history`)).toEqual([
        { environment: 'live' },
      ]);
    }
  });

  it('find types and functions of public, and those of the path that the URL has', async () => {
    await query(
      "CREATE SCHEMA shared; CREATE TYPE public.grade AS ENUM ('a'); CREATE TYPE shared.colour AS ENUM ('red')",
    );
    write('aaaa', null, `op.execute('CREATE TABLE marks (grade grade)');`);
    expect((await run('upgrade', '--tenants')).code).toBe(0);
    write('bbbb', 'aaaa', `op.execute('CREATE TABLE paints (colour colour)');`);
    const url = new URL(database.url);
    url.searchParams.set('options', '-c statement_timeout=0 -c search_path=shared');
    expect((await run('upgrade', '--tenants', '--url', url.href)).code).toBe(0);
    expect(await query('SELECT * FROM "ümlaut".paints')).toEqual([]);
  });

  it('that are not there are said, and what is meant for them goes nowhere', async () => {
    await query('DROP SCHEMA acme');
    write('aaaa', null, TABLE('a'));
    const outcome = await run('upgrade', '--tenants');
    expect(outcome.code).toBe(5);
    expect(reportOf(outcome).by['acme']).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'tenant-schema-missing',
        next: expect.stringContaining('CREATE SCHEMA "acme"') as string,
      },
    });
    expect(outcomes(reportOf(outcome))).toEqual({ failed: 1, done: 2 });
    expect(await query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual(
      [],
    );
    const status = reportOf(await run('status', '--tenants'));
    expect(status.by['acme']?.error?.code).toBe('tenant-schema-missing');
  });

  it('are named by a query, with their own name where it gives one', async () => {
    await query(
      `CREATE TABLE customers (number int, schema text); INSERT INTO customers VALUES (7, 'acme'), (8, 'Globex-1')`,
    );
    write('aaaa', null, TABLE('a'));
    const sql = "SELECT 'nr-' || number AS name, schema FROM customers";
    project.write('plumbline.config.ts', configWith(`{ query: ${JSON.stringify(sql)} }`));
    const report = reportOf(await run('upgrade', '--tenants'));
    expect(report.tenants).toMatchObject([
      { tenant: 'nr-7', schema: 'acme', outcome: 'done' },
      { tenant: 'nr-8', schema: 'Globex-1', outcome: 'done' },
    ]);
    expect(await query('SELECT * FROM "Globex-1".a')).toEqual([]);
  });

  it('are named by a function of the configuration, which may load modules', async () => {
    project.write('tenants.ts', `export const tenants: string[] = ['acme'];`);
    const list = `async ({ environment }) => (await import('./tenants')).tenants.map((schema) => ({ name: environment + '-' + schema, schema }))`;
    project.write('plumbline.config.ts', configWith(list));
    write('aaaa', null, TABLE('a'));
    expect(reportOf(await run('upgrade', '--tenants')).tenants).toMatchObject([
      { tenant: 'live-acme', schema: 'acme', outcome: 'done' },
    ]);
  });

  it('are as many at a time as --concurrency says, with two connections each', async () => {
    const names = tenantNames(12);
    for (const name of names) await query(`CREATE SCHEMA ${name}`);
    await query('CREATE TABLE public.seen (connections int)');
    project.write('plumbline.config.ts', configWith(JSON.stringify(names)));
    const pid = Number((await query('SELECT pg_backend_pid() AS pid'))[0]?.['pid']);
    const count = `INSERT INTO public.seen SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'plumbline' AND pid <> ${pid}`;
    write('aaaa', null, `op.execute(${JSON.stringify(count)});`);
    const outcome = await run('upgrade', '--tenants', '--concurrency', '3');
    expect(outcomes(reportOf(outcome))).toEqual({ done: 12 });
    const [seen] = await query('SELECT max(connections) AS most, count(*)::int AS times FROM public.seen');
    expect(seen?.['times']).toBe(12);
    expect(seen?.['most']).toBeGreaterThanOrEqual(2);
    expect(seen?.['most']).toBeLessThanOrEqual(6);
  });

  it('have a lock each: what runs in one schema holds up no other', async () => {
    write('aaaa', null, TABLE('a'));
    const { dialect } = connected;
    const lock = await dialect.lock(connected.session, 'plumbline:acme', { timeout: 1000 });
    try {
      const outcome = await project.plumblineWith(
        { DATABASE_URL: database.url, DB_RUN_LOCK_TIMEOUT: '0.5' },
        ...['upgrade', '--tenants', '--json'],
      );
      // All failures have this code in common.
      expect(outcome.code).toBe(6);
      expect(outcomes(reportOf(outcome))).toEqual({ failed: 1, done: 2 });
      expect(reportOf(outcome).by['acme']?.error?.code).toBe('lock-timeout');
      expect(outcome.stderr).toMatch(/"kind":"lock-waiting".*"tenant":"acme"/);
    } finally {
      await lock.release();
    }
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'are stopped by %s: the running ones are rolled back, and no other is begun',
    async (signal, code) => {
      const names = tenantNames(6);
      for (const name of names) await query(`CREATE SCHEMA ${name}`);
      await query('CREATE TABLE public.gate (id int)');
      project.write('plumbline.config.ts', configWith(JSON.stringify(names)));
      write('aaaa', null, `${TABLE('a')} op.execute('SELECT * FROM public.gate');`);
      // The first two come through, the next two stand before the gate.
      await run('upgrade', '--tenant', 't01', 't02');
      await query('BEGIN; LOCK TABLE public.gate');
      const running = project.begin('upgrade', '--tenants', '--concurrency', '2', '--verbose');
      await running.printed(/^t03: SELECT \* FROM public\.gate$/m);
      await running.printed(/^t04: SELECT \* FROM public\.gate$/m);
      running.process.kill(signal);
      const outcome = await running.outcome;
      await query('ROLLBACK');
      expect(outcome.code).toBe(code);
      expect(outcome.stdout).toMatch(/^t02 +aaaa +aaaa +0 +\d+ ms +at the target$/m);
      expect(outcome.stdout).toMatch(/^t03 .*interrupted$/m);
      expect(outcome.stdout).toMatch(/^t04 .*interrupted$/m);
      expect(outcome.stdout).toMatch(/^t05 .*not tried$/m);
      expect(outcome.stdout).toContain(`Stopped by ${signal}.`);
      expect(await query(`SELECT outcome FROM t03.plumbline_history`)).toEqual([{ outcome: 'interrupted' }]);
      const again = reportOf(await run('upgrade', '--tenants'));
      expect(outcomes(again)).toEqual({ 'at the target': 2, done: 4 });
    },
  );

  it('are stopped by an error that code throws where nobody catches it', async () => {
    const thrown = `setTimeout(() => { throw new Error('thrown too late'); }, 5);`;
    const code = `async () => { ${thrown} await new Promise<void>(() => undefined); }`;
    write('aaaa', null, `${TABLE('a')} op.run('late', ${code});`);
    const running = project.begin('upgrade', '--tenants', '--concurrency', '1', '--json');
    const outcome = await running.outcome;
    expect(outcome.code).toBe(5);
    const report = reportOf(outcome);
    expect(report.stopped).toBe('failure');
    expect(outcomes(report)).toEqual({ failed: 1, 'not tried': 2 });
    expect(outcome.stdout).toContain('thrown too late');
  });
});

describe.each([
  { kind: 'schemas of PostgreSQL', create: inSchemas },
  { kind: 'SQLite files', create: inFiles },
])('a run over tenants: $kind', ({ create }) => {
  let tenants: Tenants;
  beforeEach(async () => {
    tenants = await create(tenantNames(6));
  });
  afterEach(() => tenants.remove());
  const run = (...words: readonly string[]) => tenants.project.plumbline(...words, '--json');

  it('begins with no other once one failed, where --fail-fast says so', async () => {
    await tenants.in('t02', 'CREATE TABLE bbbb (other integer)');
    await run('upgrade', 'aaaa', '--tenant', 't01', 't02');
    const outcome = await run('upgrade', '--tenants', '--fail-fast', '--concurrency', '1');
    expect(outcome.code).toBe(5);
    const report = reportOf(outcome);
    expect(report.stopped).toBe('failure');
    expect(report.tenants.map((one) => one.outcome)).toEqual([
      ...['done', 'failed'],
      ...['not tried', 'not tried', 'not tried', 'not tried'],
    ]);
    expect(await tenants.in('t01', 'SELECT version_num FROM plumbline_version')).toEqual([
      { version_num: 'bbbb' },
    ]);
  });

  it('loads and compiles each revision once', async () => {
    const text = tenants.project.read('versions/0_aaaa.ts');
    tenants.project.write('versions/0_aaaa.ts', `${text}\nconsole.log('loaded aaaa');\n`);
    const { code, stdout } = await tenants.project.begin('upgrade', '--tenants').outcome;
    expect(code).toBe(0);
    expect(stdout.match(/^loaded aaaa$/gm)).toHaveLength(1);
  });

  it('ends with the code of the failures, or with 5 where they differ', async () => {
    await run('upgrade', 'aaaa', '--tenants');
    tenants.project.write('versions/0_aaaa.ts', revisionFile('aaaa', null, TABLE('other')));
    const edited = await run('upgrade', '--tenants');
    expect(edited.code).toBe(4);
    expect(outcomes(reportOf(edited))).toEqual({ failed: 6 });
    expect((await tenants.project.plumbline('upgrade', '--tenants')).stdout).toMatch(
      /^t01, t02, t03, t04, t05 and t06:\n {2}error\[edited-revision\]/m,
    );
    const status = await run('status', '--tenants');
    expect(status.code).toBe(3);
    expect(outcomes(reportOf(status))).toEqual({ drifted: 6 });
    expect(reportOf(status).by['t03']?.drift?.edited).toEqual(['aaaa']);
  });

  it('tells what was done of a tenant before it failed', async () => {
    await tenants.in('t02', 'CREATE VIEW bbbb AS SELECT 1 AS one');
    const outcome = await run('upgrade', '--tenant', 't01', 't02');
    expect(outcome.code).toBe(5);
    expect(reportOf(outcome).by['t02']).toMatchObject({
      outcome: 'failed',
      revisions: ['aaaa'],
      error: { code: 'revision-failed', data: { revision: 'bbbb' } },
    });
  });

  it('asks nobody: what loses data in a protected environment needs --yes', async () => {
    const { project } = tenants;
    const config = project.read('plumbline.config.ts').replace(/, +\} \}/, ', protected: true } }');
    project.write('plumbline.config.ts', config);
    expect((await run('upgrade', '--tenants')).code).toBe(0);
    const drop = TABLE('bbbb').replace('createTable', 'dropTable');
    project.write('versions/2_cccc.ts', revisionFile('cccc', 'bbbb', drop, TABLE('bbbb')));
    await tenants.in('t01', 'INSERT INTO bbbb VALUES (1)');
    const refused = await run('upgrade', '--tenant', 't01', 't02');
    expect(refused.code).toBe(7);
    expect(reportOf(refused).by['t01']?.error?.code).toBe('consent-needed');
    expect(await tenants.in('t01', 'SELECT id FROM bbbb')).toEqual([{ id: 1 }]);
    expect(outcomes(reportOf(await run('upgrade', '--tenant', 't01', 't02', '--yes')))).toEqual({ done: 2 });
  });
});

describe('tenants that a SQLite database names', () => {
  it('have files of their own, relative to the configuration', async () => {
    const tenants = await inFiles(['registry']);
    try {
      const { project } = tenants;
      await tenants.in(
        'registry',
        `CREATE TABLE customers (name text, url text); INSERT INTO customers VALUES ('acme', 'sqlite:///./acme.db'), ('globex', 'sqlite:///./globex.db')`,
      );
      const [{ url } = { url: '' }] = reportOf(
        await project.plumbline('current', '--tenants', '--json'),
      ).tenants;
      project.write('plumbline.config.ts', configWith("{ query: 'SELECT name, url FROM customers' }"));
      const words = ['upgrade', '--tenants', '--url', url, '--json'];
      const outcome = await project.plumbline(...words);
      expect(outcomes(reportOf(outcome))).toEqual({ done: 2 });
      expect(reportOf(outcome).by['acme']?.url).toBe(`sqlite:///${project.folder}/acme.db`);
      // Nothing of the tenants is in the database that names them.
      expect(await tenants.in('registry', "SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual([
        { name: 'customers' },
      ]);
    } finally {
      await tenants.remove();
    }
  });
});
