import { existsSync } from 'node:fs';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { storyOf } from '../support/story';
import { BIN, createProject, revisionFile, run, type TestProject } from '../support/project';

const CREATE = "op.execute('CREATE TABLE t (n integer)');";
const INSERT = "op.execute('INSERT INTO t VALUES (1)');";

describe.each(DATABASES)('code of a revision, on $dialect,', ({ create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeEach(async () => {
    database = await create();
    project = createProject({ variables: { DATABASE_URL: database.url } });
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
    connected = await connect(database.url);
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });
  const second = (code: string, after = ''): void =>
    project.write(
      'versions/2_bbbb.ts',
      revisionFile('bbbb', 'aaaa', `${INSERT} op.run('fill', ${code}); ${after}`),
    );
  const column = async (sql: string): Promise<readonly unknown[]> =>
    (await connected.session.query(sql)).flatMap((row) => Object.values(row));
  const outcomes = (): Promise<readonly string[]> => storyOf(connected.session);
  const expectRolledBack = async (outcome: string): Promise<void> => {
    expect(await outcomes()).toEqual(['aaaa done', `bbbb ${outcome}`]);
    expect(await column('SELECT n FROM t')).toEqual([]);
    expect(await column('SELECT version_num FROM plumbline_version')).toEqual(['aaaa']);
  };

  it('that never ends does not keep a run that is stopped', async () => {
    second(`async ({ query }) => {
      await query('INSERT INTO t VALUES (2)');
      process.stdout.write('waiting');
      await new Promise<void>(() => undefined);
    }`);
    const running = project.begin('upgrade');
    await running.printed(/waiting/);
    running.process.kill('SIGTERM');
    const { code, stderr } = await running.outcome;
    expect(stderr).toContain('error[terminated]');
    expect(code).toBe(143);
    await expectRolledBack('interrupted');
  });

  it('that did not await a query which failed has failed with it', async () => {
    second(`async ({ query }) => {
      void query('SELECT * FROM nowhere');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }`);
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain("error[revision-failed]: The upgrade of 'bbbb' failed at statement 2 of 2");
    expect(stderr).toMatch(/op\.run\('fill'\) did not await a query that failed.*nowhere/);
    expect(code).toBe(5);
    await expectRolledBack('failed');
    // Whoever waits for it decides what becomes of it.
    const caught = "await Promise.allSettled([query('INSERT INTO t (nowhere) VALUES (1)')])";
    second(`async ({ query, dialect }) => { if (dialect === 'sqlite') ${caught}; }`);
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
  });

  it('that throws where nobody catches it fails its revision', async () => {
    second(`async () => {
      setTimeout(() => { throw new Error('thrown too late'); }, 5);
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }`);
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain("error[revision-failed]: The upgrade of 'bbbb' failed at statement 2 of 2");
    expect(stderr).toContain('why: thrown too late');
    expect(code).toBe(5);
    await expectRolledBack('failed');
  });

  const itOnLinux = existsSync('/dev/full') ? it : it.skip;
  itOnLinux('runs to the end of the run when what is printed cannot be written, which is told', async () => {
    second('() => undefined', INSERT);
    const words = ['-c', '"$0" "$1" upgrade > /dev/full', process.execPath, BIN];
    const { code, stderr } = await run('/bin/sh', words, project.folder, { DATABASE_URL: database.url });
    expect(stderr).toMatch(/^plumbline: not all of the output could be written \(ENOSPC/);
    expect(code).toBe(1);
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb done']);
  });

  it('runs to the end of the run when nobody reads any more what is printed', async () => {
    second('() => new Promise((resolve) => setTimeout(resolve, 300))', INSERT);
    const running = project.begin('upgrade');
    await running.printed(/upgrade aaaa/);
    running.process.stdout?.destroy();
    expect(await running.outcome).toMatchObject({ code: 0, stderr: '' });
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb done']);
  });
});
