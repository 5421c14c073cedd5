import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { storyOf } from '../support/story';
import { createProject, revisionFile, type Outcome, type TestProject } from '../support/project';

const MODES = ['each', 'all', 'none'] as const;
const CREATE = "op.execute('CREATE TABLE t (n integer PRIMARY KEY, x blob)');";
const insert = (n: number): string => `op.execute('INSERT INTO t (n) VALUES (${n})');`;

let database: TestDatabase;
let project: TestProject;
let connected: Connected;

beforeEach(async () => {
  database = await createSqliteDatabase();
  project = createProject({ variables: { DATABASE_URL: database.url } });
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
const column = async (sql: string): Promise<readonly unknown[]> =>
  (await query(sql)).flatMap((row) => Object.values(row));
const rows = (): Promise<readonly unknown[]> => column('SELECT n FROM t ORDER BY n');
const versions = (): Promise<readonly unknown[]> => column('SELECT version_num FROM plumbline_version');
const outcomes = (): Promise<readonly string[]> => storyOf(connected.session);
const finish = async (mode: string): Promise<void> =>
  expect(await project.plumbline('upgrade', '--transaction', mode)).toMatchObject({ code: 0, stderr: '' });

describe('a file that another process has locked', () => {
  beforeEach(() => finish('each'));

  it('is waited for', async () => {
    second(insert(1));
    await query('BEGIN IMMEDIATE');
    const running = project.begin('upgrade');
    const lock = `${database.url.replace('sqlite:///', '')}.plumbline-lock`;
    while (!existsSync(lock)) await new Promise((resolve) => setTimeout(resolve, 20));
    await query('COMMIT');
    expect(await running.outcome).toMatchObject({ code: 0, stderr: '' });
    expect(await rows()).toEqual([1]);
  });

  it('is not waited for beyond the time for it', async () => {
    second(insert(1));
    await query('BEGIN IMMEDIATE');
    const { code, stderr } = await project.plumblineWith({ DB_MIGRATION_TIMEOUT: '0.1' }, 'upgrade');
    await query('COMMIT');
    expect(stderr).toContain('next: End the transaction of the other program that has the file locked');
    expect(code).toBe(5);
    expect(await versions()).toEqual(['aaaa']);
    expect(await rows()).toEqual([]);
    await finish('each');
    expect(await rows()).toEqual([1]);
  });

  it.each(['BEGIN IMMEDIATE', 'BEGIN EXCLUSIVE'])(
    'is waited for until somebody stops the run, after %s',
    async (begin) => {
      second(insert(1));
      await query(begin);
      const running = project.begin('upgrade');
      const lock = `${database.url.replace('sqlite:///', '')}.plumbline-lock`;
      await running.printed(new RegExp(`waiting for a lock of process ${process.pid} \\('`));
      running.process.kill('SIGTERM');
      const { code, stderr } = await running.outcome;
      await query('COMMIT');
      expect(stderr).toContain('error[terminated]');
      expect(code).toBe(143);
      expect(existsSync(lock)).toBe(false);
      await finish('each');
      expect(await rows()).toEqual([1]);
    },
  );
});

describe('a revision whose commit is refused', () => {
  it('is said to have failed there, and once with what code', async () => {
    const plumbline = (...words: readonly string[]): Promise<Outcome> =>
      runInProcess(project, { DATABASE_URL: database.url }, words);
    second(
      "op.execute('CREATE TABLE c (n integer REFERENCES t (n))'); op.execute('INSERT INTO c VALUES (9)');",
    );
    const { stderr, code } = await plumbline('upgrade');
    expect(stderr).toContain(
      "error[revision-failed]: The upgrade of 'bbbb' failed at its commit; it was rolled back.",
    );
    expect(stderr).toContain('1 row(s) of c have no t');
    expect(stderr).toContain('next: Delete or correct these rows, then run the same command again.');
    expect(code).toBe(5);
    second("op.execute('INSERT INTO nowhere VALUES (9)');");
    expect((await plumbline('upgrade')).stderr).toContain('failed at statement 1 of 1; it was rolled back.');
    expect((await plumbline('history', '--applied')).stdout).toMatch(
      /no such table: nowhere \(SQLITE_ERROR\)$/m,
    );
  });
});

describe('a file that is damaged', () => {
  it('is said to be, with what may help', async () => {
    await finish('each');
    const file = openSync(database.url.replace('sqlite:///', ''), 'r+');
    writeSync(file, Buffer.alloc(16_384, 'x'), 0, 16_384, 4096);
    closeSync(file);
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain('malformed (SQLITE_CORRUPT)');
    expect(stderr).toContain('next: Restore the newest backup of the file');
    expect(code).toBe(5);
  });
});

describe('a disk that is full', () => {
  it.each(MODES)('loses nothing, and the run goes on when there is room, in mode %s', async (mode) => {
    second(insert(1));
    await finish('each');
    const fill = (bytes: number): string => `op.execute('UPDATE t SET x = zeroblob(${bytes}) WHERE n = 2');`;
    const third = (upgrade: string): void =>
      project.write('versions/3_cccc.ts', revisionFile('cccc', 'bbbb', upgrade));
    third(`op.execute('PRAGMA max_page_count = 20'); ${insert(2)} ${fill(1_000_000)} ${insert(3)}`);
    const { code, stderr } = await project.plumbline('upgrade', '--transaction', mode);
    expect(stderr).toContain('next: Make room on the disk of the file, then run the same command again');
    expect(await outcomes()).toEqual(['aaaa done', 'bbbb done', 'cccc failed']);
    expect(stderr).toContain("error[revision-failed]: The upgrade of 'cccc' failed at statement 3 of 4");
    expect(code).toBe(5);
    expect(await versions()).toEqual(['bbbb']);
    expect(await rows()).toEqual(mode === 'none' ? [1, 2] : [1]);
    third(`op.execute('PRAGMA max_page_count = 20'); ${insert(2)} ${fill(10)} ${insert(3)}`);
    await finish(mode);
    expect(await rows()).toEqual([1, 2, 3]);
    expect(await column('SELECT length(x) FROM t WHERE n = 2')).toEqual([10]);
    expect(await column('PRAGMA integrity_check')).toEqual(['ok']);
  });
});

describe('SIGINT between two statements', () => {
  it.each([
    ['each', [], ['aaaa'], ['aaaa done', 'bbbb interrupted']],
    ['all', undefined, [], ['aaaa rolled back', 'bbbb interrupted']],
    ['none', [1], ['aaaa'], ['aaaa done', 'bbbb interrupted']],
  ] as const)('ends the run before the next, in mode %s', async (mode, kept, at, story) => {
    const waits = `op.run('wait', async () => {
      process.stdout.write('waiting');
      await new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
    });`;
    second(`${insert(1)} ${waits} ${insert(2)}`);
    const running = project.begin('upgrade', '--transaction', mode);
    await running.printed(/waiting/);
    running.process.kill('SIGINT');
    const { code, stderr } = await running.outcome;
    expect(stderr).toContain('error[interrupted]');
    expect(code).toBe(130);
    if (kept === undefined) expect(await column("SELECT 1 FROM sqlite_schema WHERE name = 't'")).toEqual([]);
    else expect(await rows()).toEqual(kept);
    expect(await versions()).toEqual(at);
    expect(await outcomes()).toEqual(story);
    second(`${insert(1)} op.run('wait', () => undefined); ${insert(2)}`);
    await finish(mode);
    expect(await rows()).toEqual([1, 2]);
  });
});

describe('a table that is rebuilt', () => {
  const SCHEMA = [
    `CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, twice TEXT AS (a || a) STORED, upper TEXT AS (upper(a)) VIRTUAL) STRICT`,
    'CREATE TABLE c (p INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE)',
    'CREATE TABLE log (what TEXT)',
    "CREATE TRIGGER p_log AFTER DELETE ON p BEGIN INSERT INTO log VALUES ('gone ' || old.a); END",
    'CREATE INDEX p_a ON p (a) WHERE a IS NOT NULL',
    'CREATE VIEW v AS SELECT p.id, p.twice, count(*) AS n FROM p JOIN c ON c.p = p.id GROUP BY p.id',
    "INSERT INTO p (id, a) VALUES (1, 'x'), (2, 'y'), (9, 'z')",
    'DELETE FROM p WHERE id = 9',
    'DELETE FROM log',
    'INSERT INTO c VALUES (1), (1), (2)',
  ];
  const schema = async (): Promise<unknown> =>
    (await query("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'plumbline%' ORDER BY name")).map(
      ({ name, sql }) => [name, String(sql).replaceAll('"p"', 'p')],
    );

  it.each(MODES)(
    'keeps its children, triggers, views and the rest, up and down, in mode %s',
    async (mode) => {
      const text = SCHEMA.map((sql) => `op.execute(${JSON.stringify(sql)});`).join('\n  ');
      project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, text));
      const [free, bound] = ["{ name: 'a', type: 'text', nullable: true }", "{ name: 'a', type: 'text' }"];
      const change = (from: string, to: string): string =>
        `op.alterColumn('p', { from: ${from}, to: ${to} });`;
      second(change(free, bound), change(bound, free));
      expect((await project.plumbline('upgrade', 'aaaa', '--transaction', mode)).code).toBe(0);
      const start = await schema();
      const kept = async (): Promise<void> => {
        expect(await query('SELECT * FROM v')).toEqual([
          { id: 1, twice: 'xx', n: 2 },
          { id: 2, twice: 'yy', n: 1 },
        ]);
        expect(await query('SELECT id, a, upper FROM p')).toEqual([
          { id: 1, a: 'x', upper: 'X' },
          { id: 2, a: 'y', upper: 'Y' },
        ]);
        expect(await rowsOf('log')).toEqual([]);
        expect(await column("SELECT seq FROM sqlite_sequence WHERE name = 'p'")).toEqual([9]);
      };
      for (const command of ['upgrade', 'downgrade', 'upgrade']) {
        expect(await project.plumbline(command, '--transaction', mode)).toMatchObject({
          code: 0,
          stderr: '',
        });
        await kept();
        if (command === 'downgrade') expect(await schema()).toEqual(start);
        else await expect(query('INSERT INTO p (a) VALUES (NULL)')).rejects.toThrow('NOT NULL');
      }
      await expect(query("INSERT INTO p (a) VALUES (x'00')")).rejects.toThrow('cannot store BLOB');
      await query('DELETE FROM p WHERE id = 1');
      expect(await rowsOf('log')).toEqual(['gone x']);
      expect(await rowsOf('c')).toEqual([2]);
    },
  );
  const rowsOf = (table: string): Promise<readonly unknown[]> => column(`SELECT * FROM ${table}`);
});
