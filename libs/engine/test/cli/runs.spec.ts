import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { CONFIG, createProject, revisionFile, type TestProject } from '../support/project';
import { throughDriver } from '../support/scripts';

const COUNTER = `op.createTable('counter', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'n', type: 'integer', default: 0 }],
    primaryKey: { columns: ['id'] },
  });
  op.execute('INSERT INTO counter (id) VALUES (1)');`;
const DROP_COUNTER = "op.execute('DROP TABLE counter');";
const INCREMENT = "op.execute('UPDATE counter SET n = n + 1');";
const DECREMENT = "op.execute('UPDATE counter SET n = n - 1');";

describe.each(DATABASES)('a run on $dialect', ({ create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeEach(async () => {
    database = await create();
    project = createProject({ variables: { DATABASE_URL: database.url }, inProcess: true });
    project.write('versions/1_aaaa_counter.ts', revisionFile('aaaa', null, COUNTER, DROP_COUNTER));
    project.write('versions/2_bbbb_increment.ts', revisionFile('bbbb', 'aaaa', INCREMENT, DECREMENT));
    connected = await connect(database.url);
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  const query = (sql: string): Promise<readonly Record<string, unknown>[]> => connected.session.query(sql);
  const attempts = (): Promise<readonly Record<string, unknown>[]> =>
    query('SELECT revision, direction, outcome FROM plumbline_history ORDER BY id');

  it('keeps what went before a failure, says which statement failed, and goes on when it is mended', async () => {
    const broken = `${INCREMENT} op.execute('UPDATE no_such_table SET n = 1');`;
    project.write('versions/3_cccc_broken.ts', revisionFile('cccc', 'bbbb', broken, DECREMENT));
    project.write('versions/4_dddd_after.ts', revisionFile('dddd', 'cccc', INCREMENT, DECREMENT));

    const { code, stderr } = await project.plumbline('upgrade');
    expect(code).toBe(5);
    expect(stderr).toContain("error[revision-failed]: The upgrade of 'cccc' failed at statement 2 of 2");
    expect(stderr).toContain('no_such_table');
    expect(await query('SELECT version_num FROM plumbline_version')).toEqual([{ version_num: 'bbbb' }]);
    expect(await query('SELECT n FROM counter')).toEqual([{ n: 1 }]);
    expect(
      await query(
        "SELECT failed_statement, statements_applied FROM plumbline_history WHERE outcome = 'failed'",
      ),
    ).toEqual([{ failed_statement: 2, statements_applied: 0 }]);

    project.write('versions/3_cccc_broken.ts', revisionFile('cccc', 'bbbb', INCREMENT, DECREMENT));
    expect((await project.plumbline('upgrade')).code).toBe(0);
    expect(await query('SELECT n FROM counter')).toEqual([{ n: 3 }]);
    expect(
      (await attempts()).map(({ revision, outcome }) => `${String(revision)} ${String(outcome)}`),
    ).toEqual(['aaaa done', 'bbbb done', 'cccc failed', 'cccc done', 'dddd done']);
  });

  it('of an empty database happens once when eight begin at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => project.plumbline('upgrade')));
    expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      outcomes.map(() => ({ code: 0, stderr: '' })),
    );
    expect(await query('SELECT n FROM counter')).toEqual([{ n: 1 }]);
    expect(await attempts()).toHaveLength(2);
  });

  it('goes down and up as often as it is asked to, and records each time', async () => {
    for (const words of [['upgrade'], ['downgrade'], ['upgrade'], ['downgrade', 'base'], ['upgrade', '+1']]) {
      expect({ words, code: (await project.plumbline(...words)).code }).toEqual({ words, code: 0 });
    }
    expect(await query('SELECT version_num FROM plumbline_version')).toEqual([{ version_num: 'aaaa' }]);
    expect(await query('SELECT n FROM counter')).toEqual([{ n: 0 }]);
    expect(await attempts()).toHaveLength(7);
  });

  it('hands data to code within its transaction', async () => {
    const code = `op.run('double', async ({ query }) => {
    const [row] = await query<{ n: number }>('SELECT n FROM counter');
    await query(\`UPDATE counter SET n = \${(row?.n ?? 0) + 41}\`);
  });`;
    project.write('versions/3_cccc_run.ts', revisionFile('cccc', 'bbbb', code));
    expect((await project.plumbline('upgrade')).stdout).toContain('Applied 3 revisions');
    expect(await query('SELECT n FROM counter')).toEqual([{ n: 42 }]);
    project.write(
      'versions/4_dddd_throws.ts',
      revisionFile('dddd', 'cccc', `${INCREMENT} op.run('x', () => { throw new Error('no luck'); });`),
    );
    const { stderr, code: exit } = await project.plumbline('upgrade');
    expect(exit).toBe(5);
    expect(stderr).toContain('no luck');
    expect(await query('SELECT n FROM counter')).toEqual([{ n: 42 }]);
  });

  it('is refused when an applied revision was edited, until that is accepted', async () => {
    await project.plumbline('upgrade');
    project.write(
      'versions/2_bbbb_increment.ts',
      revisionFile('bbbb', 'aaaa', `${INCREMENT} ${INCREMENT}`, DECREMENT),
    );
    for (const command of ['upgrade', 'downgrade']) {
      const { stderr, code } = await project.plumbline(command);
      expect(stderr).toContain('error[edited-revision]: bbbb');
      expect(code).toBe(4);
    }
    expect((await project.plumbline('check', '--base', 'database', '--json')).code).not.toBe(0);
    expect((await project.plumbline('stamp', 'bbbb')).code).toBe(0);
    expect((await project.plumbline('upgrade')).stdout).toContain('Nothing to do');
  });

  it('is checked without entities too', async () => {
    project.write('plumbline.config.ts', CONFIG.replace(/^ *dataSource: .*\n/m, ''));
    const behind = await project.plumbline('check');
    expect([behind.code, behind.stdout]).toEqual([3, expect.stringContaining('Pending: aaaa, bbbb')]);
    await project.plumbline('upgrade');
    const { code, stdout } = await project.plumbline('check');
    expect([code, stdout]).toEqual([0, expect.stringContaining('no entities were compared')]);
  });

  it('is refused when the database is at a revision that no file has; --purge is the way out', async () => {
    await project.plumbline('upgrade');
    await query("UPDATE plumbline_version SET version_num = 'ffff'");
    const { stderr, code } = await project.plumbline('upgrade');
    expect(stderr).toContain('error[unknown-applied-revision]');
    expect(code).toBe(4);
    const { stdout: current } = await project.plumbline('current');
    expect(current).toContain('no revision file has this id');
    expect(current).toContain('Next: deploy the code that has the file');
    expect(current).not.toContain('pending');
    expect((await project.plumbline('stamp', '--purge', 'bbbb')).code).toBe(0);
    expect((await project.plumbline('upgrade')).stdout).toContain('Nothing to do');
  });

  it('creates nothing where it only reads', async () => {
    for (const words of [
      ['current'],
      ['history', '-i'],
      ['plan'],
      ['heads'],
      ['show'],
      ['history', '--applied'],
    ]) {
      expect({ words, code: (await project.plumbline(...words)).code }).toEqual({ words, code: 0 });
    }
    expect((await connected.dialect.introspect(connected.session)).tables).toEqual([]);
  });

  it('ends where a script of plan --sql would end', async () => {
    expect((await project.plumbline('plan', '--sql', '--output', 'sql/today/up.sql')).code).toBe(0);
    const script = project.read('sql/today/up.sql');
    expect(script).toMatch(/^-- upgrade aaaa/m);
    expect(script.match(/^COMMIT;$/gm)).toHaveLength(2);
    await throughDriver(database.url, script);
    expect(await query('SELECT n FROM counter')).toEqual([{ n: 1 }]);
    expect((await project.plumbline('upgrade')).stdout).toContain('Nothing to do');
  });
});
