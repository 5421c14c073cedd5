import { createPostgresDatabase, createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { createProject, revisionFile, type Outcome, type TestProject } from '../support/project';

/** Every character that means something in a URL, and some that do in a shell or in JSON. */
const PASSWORD = `s3cr:et/p@ss?w#rd%&+=\\"'$ x`;
const ENCODED = encodeURIComponent(PASSWORD);
const WAYS = [[], ['--verbose'], ['--json'], ['--json', '--verbose']] as const;

describe('no password is in what is printed or kept', () => {
  let database: TestDatabase;
  let project: TestProject;
  let role: string;
  let good: URL;

  beforeAll(async () => {
    database = await createPostgresDatabase();
    good = new URL(database.url);
    role = `Rö%le @${good.pathname.slice(1)}`;
    const { session } = await connect(database.url);
    const quoted = PASSWORD.replaceAll("'", "''").replaceAll('\\', '\\\\');
    await session.query(`CREATE ROLE "${role}" LOGIN PASSWORD E'${quoted}'`);
    await session.query(`GRANT ALL ON SCHEMA public TO "${role}"`);
    await session.close();
    good.username = encodeURIComponent(role);
    good.password = ENCODED;
  });
  afterAll(async () => {
    const { session } = await connect(database.url);
    await session.query(`DROP OWNED BY "${role}"; DROP ROLE "${role}"`);
    await session.close();
    await database.drop();
  });
  beforeEach(() => {
    project = createProject();
    project.write(
      'versions/1_aaaa_fine.ts',
      revisionFile(
        'aaaa',
        null,
        "op.execute('CREATE TABLE t (id integer PRIMARY KEY, name text)');",
        "op.execute('DROP TABLE t');",
      ),
    );
  });
  afterEach(() => project.remove());

  const plumbline = (url: string, ...words: readonly string[]): Promise<Outcome> =>
    runInProcess(project, { DATABASE_URL: url, HOME: project.folder }, words);
  const assertHidden = (text: string): void => {
    for (const secret of [PASSWORD, ENCODED, JSON.stringify(PASSWORD).slice(1, -1), 's3cr', 'p@ss']) {
      expect(text).not.toContain(secret);
    }
  };
  const changed = (change: (url: URL) => void): string => {
    const url = new URL(good.href);
    change(url);
    return url.href;
  };

  const failing: readonly (readonly [string, () => string, string])[] = [
    ['nobody listens', () => changed((url) => (url.port = '1')), 'database-unreachable'],
    [
      'there is no such host',
      () => changed((url) => (url.hostname = 'no-such-host.invalid')),
      'database-unreachable',
    ],
    [
      'the password is another one',
      () => changed((url) => (url.username = 'postgres')),
      'authentication-failed',
    ],
    [
      'there is no such database',
      () => changed((url) => (url.pathname = '/no-such-database')),
      'database-missing',
    ],
    [
      'the server has no TLS',
      () => changed((url) => url.searchParams.set('sslmode', 'require')),
      'database-unreachable',
    ],
    [
      'a certificate is missing',
      () => changed((url) => (url.search = '?sslmode=verify-full&sslrootcert=/no/such/file')),
      'database-unreachable',
    ],
    ['the password is not encoded', () => `postgresql://someone:${PASSWORD}@h:1/d`, 'malformed-url'],
    ['an escape in it is broken', () => `postgresql://someone:${ENCODED}%zz@h:1/d`, 'malformed-url'],
    [
      'it is a parameter',
      () => `postgresql://someone@127.0.0.1:1/d?password=${ENCODED}&sslpassword=${ENCODED}`,
      'database-unreachable',
    ],
    ['a slash is missing', () => `postgresql:/someone:${ENCODED}@h/d`, 'malformed-url'],
    ['it is a connection string', () => `host=h user=someone password=${PASSWORD}`, 'malformed-url'],
    ['the scheme is another one', () => `mysql://someone:${ENCODED}@h/d`, 'unsupported-database'],
  ];
  it.each(failing)('where %s', async (_, url, code) => {
    for (const words of WAYS) {
      const { stdout, stderr, code: exit } = await plumbline(url(), 'upgrade', ...words);
      expect(stdout + stderr).toContain(code);
      expect(exit).not.toBe(0);
      assertHidden(stdout + stderr);
    }
  });

  it('where a statement fails that has it, nor the values of the rows', async () => {
    const change = `ALTER ROLE no_such_role PASSWORD '${PASSWORD.replaceAll("'", "''")}'`;
    const rows = "INSERT INTO t VALUES (1, 'Ada Lovelace'), (4711, 'x'), (4711, 'y')";
    const bad = [
      ['bbbb', change],
      ['bbbb', rows],
      ['bbbb', "INSERT INTO t VALUES ('Ada Lovelace'::integer)"],
    ] as const;
    for (const [id, sql] of bad) {
      project.write(
        'versions/2_bbbb_bad.ts',
        revisionFile(id, 'aaaa', `op.execute(${JSON.stringify(sql)});`),
      );
      for (const words of WAYS) {
        const { stdout, stderr } = await plumbline(good.href, 'upgrade', ...words);
        expect(stdout + stderr).toContain('revision-failed');
        assertHidden(stdout + stderr);
        expect(stdout + stderr).not.toMatch(/Lovelace|4711/);
      }
    }
    const { session } = await connect(database.url);
    const history = JSON.stringify(await session.query('SELECT * FROM plumbline_history'));
    await session.close();
    expect(history).toContain('failed');
    assertHidden(history);
    expect(history).not.toMatch(/Lovelace|4711/);

    project.write(
      'versions/2_bbbb_bad.ts',
      revisionFile('bbbb', 'aaaa', `op.execute(${JSON.stringify(rows)});`),
    );
    const shown = await plumbline(good.href, 'upgrade', '--verbose', '--show-sql');
    expect(shown.stderr).toContain('detail: Key (id)=(4711) already exists.');
    expect(shown.stdout).toContain("(4711, 'x')");
    assertHidden(shown.stdout + shown.stderr);
  });

  it('where code of a person throws an error that has the URL', async () => {
    const fail = `throw new Error(${JSON.stringify(`no answer from ${good.href}`)});`;
    const texts = [
      revisionFile('bbbb', 'aaaa', `op.run('ask', () => { ${fail} });`),
      revisionFile('bbbb', 'aaaa', fail),
      `${revisionFile('bbbb', 'aaaa', '')}\n${fail}`,
    ];
    for (const text of texts) {
      project.write('versions/2_bbbb_bad.ts', text);
      for (const words of WAYS) {
        const { stdout, stderr } = await plumbline(good.href, 'upgrade', ...words);
        expect(stdout + stderr).toContain('no answer from postgresql://');
        assertHidden(stdout + stderr);
      }
    }
    const { session } = await connect(database.url);
    const told = await session.query("SELECT error FROM plumbline_history WHERE error LIKE 'no answer%'");
    await session.close();
    expect(told).toHaveLength(WAYS.length);
    assertHidden(JSON.stringify(told));
  });

  it('where nothing fails, whatever is in the names', async () => {
    for (const words of [
      ['upgrade'],
      ['current'],
      ['plan', '--down', 'base'],
      ['history', '--applied'],
      ['downgrade', 'base'],
    ]) {
      for (const way of WAYS) {
        const { stdout, stderr, code } = await plumbline(good.href, ...words, ...way);
        // With --json there are events.
        const others = way.some((word) => word === '--json') ? '' : stderr.replace(/^.*✔.*\n/gm, '');
        expect({ words, stderr: others, code }).toEqual({
          words,
          stderr: '',
          code: 0,
        });
        assertHidden(stdout + stderr);
      }
    }
  });
});

describe('the guard against the wrong database', () => {
  const config = (expected: string): string =>
    `import { defineConfig, env } from '@plumbline/engine';
export default defineConfig({ environments: { development: { url: env('DATABASE_URL'), expect: ${expected} } } });\n`;

  it.each([
    ["{ database: 'right', host: 'h' }", 'postgresql://u@h/right?dbname=wrong', 'database wrong'],
    ["{ database: 'right', host: 'h' }", 'postgresql://u@h/right?host=elsewhere', 'host elsewhere'],
    ["{ database: 'right' }", 'sqlite:///right.db', 'right.db'],
    ["{ database: 'sub/right.db' }", 'sqlite:///./right.db', 'right.db'],
    ["{ host: 'h' }", 'sqlite:///right.db', 'host localhost'],
  ])('%s refuses %s', async (expected, url, actual) => {
    const project = createProject();
    project.write('plumbline.config.ts', config(expected));
    const { stderr, code } = await runInProcess(project, { DATABASE_URL: url }, ['current']);
    expect(stderr).toMatch(/^error\[wrong-database]: /);
    expect(stderr).toContain(actual);
    expect(code).toBe(7);
    project.remove();
  });

  it('lets the right one pass: of SQLite by its file, however that is written', async () => {
    const database = await createSqliteDatabase();
    const project = createProject();
    const path = database.url.replace('sqlite:///', '');
    project.write('plumbline.config.ts', config(`{ database: ${JSON.stringify(path)} }`));
    expect((await runInProcess(project, { DATABASE_URL: database.url }, ['current'])).code).toBe(0);
    project.write('plumbline.config.ts', config("{ database: './sub/../right.db' }"));
    expect((await runInProcess(project, { DATABASE_URL: 'sqlite:///right.db' }, ['current'])).code).toBe(0);
    project.remove();
    await database.drop();
  });
});
