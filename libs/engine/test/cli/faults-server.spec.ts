import { chmodSync, chownSync, statSync } from 'node:fs';
import { startOwnServer, type OwnServer } from '@plumbline/testing';
import { connect } from '../support/apply';
import { runInProcess } from '../support/in-process';
import type { Session } from '../../src/dialect/dialect';
import { storyOf } from '../support/story';
import { smallDisk } from '../support/small-disk';
import { createProject, revisionFile, type Outcome, type TestProject } from '../support/project';

const INSERT = "op.execute('INSERT INTO t VALUES (1)');";
const PASSWORD = 'a-password-of-its-own';

let server: OwnServer;
let project: TestProject;

beforeAll(async () => {
  server = await startOwnServer();
}, 60_000);
afterAll(() => server.stop());
afterEach(() => project.remove());

async function withSession<T>(url: string, use: (session: Session) => Promise<T>): Promise<T> {
  const { session } = await connect(url);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
const query = (url: string, sql: string): Promise<readonly Record<string, unknown>[]> =>
  withSession(url, (session) => session.query(sql));

/** A database of this server, with a user whose password is looked for in what is printed. */
async function createDatabase(name: string): Promise<string> {
  await query(server.url, `CREATE ROLE "${name}" LOGIN PASSWORD '${PASSWORD}'`);
  await query(server.url, `CREATE DATABASE "${name}" OWNER "${name}"`);
  // The servers of tests lose in a crash what was committed in the last moment; one of a user does not.
  await query(server.url, `ALTER DATABASE "${name}" SET synchronous_commit = on`);
  const url = new URL(server.url);
  Object.assign(url, { pathname: name, username: name, password: PASSWORD });
  return url.href;
}

/** As the server writes it: on a standby nobody can ask it what it takes another text for. */
const SPELLED = '((price > 0) AND (price < 1000))';
const ENTITIES = `import { DataSource, EntitySchema } from 'typeorm';
const Product = new EntitySchema<object>({
  name: 'Product', tableName: 'products',
  columns: {
    id: { type: Number, primary: true, primaryKeyConstraintName: 'PK_products' },
    price: { type: 'integer', default: () => '(1 + 1)' },
  },
  checks: [{ name: 'CHK_price', expression: '${SPELLED}' }],
});
export default new DataSource({ type: 'postgres', entities: [Product] });
`;
const PRODUCTS = `op.createTable('products', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'price', type: 'integer', default: op.sql('1 + 1') }],
    primaryKey: { name: 'PK_products', columns: ['id'] },
    checks: [{ name: 'CHK_price', expression: '${SPELLED}' }],
  });`;

describe('a standby', () => {
  it('is read like every database, and refused with the reason where something is to be done', async () => {
    project = createProject({ insideWorkspace: true });
    project.write('data-source.ts', ENTITIES);
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, PRODUCTS));
    const primary = await createDatabase('standby');
    const on = (url: string, ...words: readonly string[]): Promise<Outcome> =>
      runInProcess(project, { DATABASE_URL: url }, words);
    expect(await on(primary, 'upgrade')).toMatchObject({ code: 0, stderr: '' });
    const standby = Object.assign(new URL(primary), { port: new URL(await server.standby()).port }).href;
    const READING = [
      ['upgrade'],
      ['current'],
      ['status', '--env', 'development'],
      ['plan'],
      ['history'],
      ['history', '--applied'],
    ];
    for (const words of READING)
      expect({ words, ...(await on(standby, ...words)) }).toMatchObject({ words, code: 0, stderr: '' });
    // In a process, as it loads TypeORM.
    expect(await project.plumblineWith({ DATABASE_URL: standby }, 'check')).toMatchObject({
      code: 0,
      stderr: '',
    });

    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', "op.execute('SELECT 1');"));
    for (const words of [['upgrade'], ['downgrade', 'base', '--yes'], ['stamp', 'bbbb']]) {
      const { code, stderr } = await on(standby, ...words);
      expect({ words, code, stderr }).toMatchObject({
        ...{ words, code: 5 },
        stderr: expect.stringMatching(/error\[read-only-database\][^]*standby/),
      });
    }
    expect(await on(standby, 'plan')).toMatchObject({ code: 0, stdout: expect.stringContaining('SELECT 1') });
    expect((await on(standby, 'status', '--env', 'development')).code).toBe(3);
    expect((await on(primary, 'upgrade')).code).toBe(0);
    // It follows a little later.
    while ((await on(standby, 'current', '--check-heads')).code !== 0);
    expect(await on(standby, 'upgrade')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing'),
    });
  });
});

describe('a server that is stopped at once and started again in the middle of a run', () => {
  it.each(['each', 'all', 'none'])('is brought to the same end by the next run, in mode %s', async (mode) => {
    const url = await createDatabase(`crash_${mode}`);
    project = createProject({ variables: { DATABASE_URL: url } });
    const second = (sql: string): void =>
      project.write(
        'versions/2_bbbb.ts',
        revisionFile('bbbb', 'aaaa', `${INSERT} op.execute('${sql}'); ${INSERT}`),
      );
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, "op.execute('CREATE TABLE t (n int)');"));
    second('SELECT pg_sleep(600)');
    const running = project.begin('upgrade', '--verbose', '--transaction', mode);
    await running.printed(/pg_sleep/);
    await server.crash();
    const { code, stdout, stderr } = await running.outcome;
    expect(stderr).toContain("error[connection-lost]: The connection was lost during the upgrade of 'bbbb'");
    expect(stderr).toContain('Run the same command again');
    expect(code).toBe(5);
    expect(stdout + stderr).not.toContain(PASSWORD);

    second('SELECT 1');
    expect(await project.plumbline('upgrade', '--transaction', mode)).toMatchObject({ code: 0, stderr: '' });
    expect(await query(url, 'SELECT n FROM t')).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await query(url, 'SELECT version_num FROM plumbline_version')).toEqual([{ version_num: 'bbbb' }]);
    const story = await withSession(url, storyOf);
    // The server may be up again in time for it, or not; that it was not is told instead, and by the next run.
    const failed = mode === 'all' ? ['aaaa rolled back', 'bbbb failed'] : ['bbbb failed'];
    const lost = [mode === 'all' ? 'aaaa lost' : 'bbbb lost'];
    const attempt = stdout.includes('the history could not be told (failed)') ? lost : failed;
    expect(story).toEqual(
      mode === 'all' ? [...attempt, 'aaaa done', 'bbbb done'] : ['aaaa done', ...attempt, 'bbbb done'],
    );
  });
});

const disk = smallDisk(24);
afterAll(() => disk?.remove());

(disk === undefined ? describe.skip : describe)('a disk of the server that is full', () => {
  beforeAll(async () => {
    const [place] = await query(server.url, 'SHOW data_directory');
    const { uid, gid } = statSync(String(place?.['data_directory']));
    const { folder = '' } = disk ?? {};
    chownSync(folder, uid, gid);
    chmodSync(folder, 0o700);
    await query(server.url, `CREATE TABLESPACE small LOCATION '${folder}'`);
  });

  it.each(['each', 'all', 'none'])(
    'loses nothing, and the run goes on when there is room, in mode %s',
    async (mode) => {
      const name = `full_${mode}`;
      const url = await createDatabase(name);
      await query(server.url, `GRANT CREATE ON TABLESPACE small TO "${name}"`);
      await query(server.url, `ALTER DATABASE "${name}" SET default_tablespace = small`);
      project = createProject({ variables: { DATABASE_URL: url }, inProcess: true });
      const fill = (rows: number): void =>
        project.write(
          'versions/2_bbbb.ts',
          revisionFile(
            'bbbb',
            'aaaa',
            `${INSERT} op.execute("CREATE TABLE u AS SELECT generate_series(1, ${rows}) AS n"); ${INSERT}`,
          ),
        );
      project.write(
        'versions/1_aaaa.ts',
        revisionFile('aaaa', null, "op.execute('CREATE TABLE t (n int)');"),
      );
      await project.succeed('upgrade');
      fill(1_000_000);
      const { code, stderr } = await project.plumbline('upgrade', '--transaction', mode);
      expect(stderr).toContain("error[revision-failed]: The upgrade of 'bbbb' failed at statement 2 of 3");
      expect(stderr).toContain('next: Make room on the disk of the server, then run the same command again');
      expect(code).toBe(5);
      const kept = mode === 'none' ? [{ n: 1 }] : [];
      expect(await query(url, 'SELECT n FROM t')).toEqual(kept);
      expect(await query(url, 'SELECT version_num AS at FROM plumbline_version')).toEqual([{ at: 'aaaa' }]);
      fill(10);
      expect(await project.plumbline('upgrade', '--transaction', mode)).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(await query(url, 'SELECT count(*)::int AS n FROM u')).toEqual([{ n: 10 }]);
      expect(
        (await query(url, 'SELECT outcome, sql_state FROM plumbline_history ORDER BY id')).map((row) =>
          Object.values(row),
        ),
      ).toEqual([
        ['done', null],
        ['failed', '53100'],
        ['done', null],
      ]);
    },
  );
});
