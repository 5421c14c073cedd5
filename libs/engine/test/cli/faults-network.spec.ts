import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { silentFrom, type Way } from '../support/faulty-network';
import { createProject, revisionFile, type TestProject } from '../support/project';

const LATE = 'SELECT 4711';

describe('a server of which nothing is heard any more', () => {
  let database: TestDatabase;
  let project: TestProject;
  let way: Way;

  beforeEach(async () => {
    database = await createPostgresDatabase();
    way = await silentFrom(database.url, LATE);
    project = createProject({
      variables: { DATABASE_URL: `${way.url}?connect_timeout=1`, DB_MIGRATION_TIMEOUT: '1' },
    });
    project.write(
      'versions/1_aaaa.ts',
      revisionFile('aaaa', null, "op.execute('CREATE TABLE t (n integer)');"),
    );
    project.write(
      'versions/2_bbbb.ts',
      revisionFile('bbbb', 'aaaa', `op.execute('INSERT INTO t VALUES (1)'); op.execute('${LATE}');`),
    );
  });
  afterEach(async () => {
    project.remove();
    await way.close();
    await database.drop();
  });

  /** What the server has, seen by another way once the first one is closed. */
  async function expectRolledBack(): Promise<void> {
    await way.close();
    const { session } = await connect(database.url);
    expect(await session.query('SELECT n FROM t')).toEqual([]);
    expect(await session.query('SELECT version_num AS at FROM plumbline_version')).toEqual([{ at: 'aaaa' }]);
    await session.close();
  }

  it('is not waited for much longer than a statement may take', async () => {
    const { code, stdout, stderr } = await project.plumbline('upgrade');
    expect(stderr).toMatch(/why: The connection was lost: nothing was heard of the server for \d+ s/);
    expect(stderr).toContain("error[connection-lost]: The connection was lost during the upgrade of 'bbbb'");
    expect(stdout).toContain('the history could not be told (failed)');
    expect(code).toBe(5);
    await expectRolledBack();
  });

  it('does not keep a run that is stopped', async () => {
    const running = project.begin('upgrade', '--verbose');
    // One message has both statements: nobody hears of the first that it is done.
    await running.printed(/INSERT INTO t/);
    running.process.kill('SIGTERM');
    const { code, stderr } = await running.outcome;
    expect(stderr).toContain('error[terminated]');
    expect(code).toBe(143);
    await expectRolledBack();
  });
});
