import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { createProject, revisionFile, type ProjectOptions, type TestProject } from '../support/project';

/** Each wrong input ends with a coded error that says what to type next, and leaves everything as it was. */
describe('bad input', () => {
  const projects: TestProject[] = [];
  const databases: TestDatabase[] = [];

  function project(options?: ProjectOptions): TestProject {
    const created = createProject(options);
    projects.push(created);
    return created;
  }
  const withUrl = (url: string): TestProject => project({ variables: { DATABASE_URL: url } });
  const CREATE_A = "op.createTable('a', { columns: [{ name: 'id', type: 'integer' }] });";

  afterAll(async () => {
    for (const one of projects) one.remove();
    for (const one of databases) await one.drop();
  });

  async function expectError(
    run: ReturnType<TestProject['plumbline']>,
    code: string,
    exitCode: number,
  ): Promise<string> {
    const { stdout, stderr, code: exit } = await run;
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toMatch(/^ {2}why: \S/m);
    expect(stderr).toMatch(/^ {2}next: \S/m);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(exit).toBe(exitCode);
    return stdout + stderr;
  }

  it('no DATABASE_URL in production', async () => {
    await expectError(project().plumbline('upgrade', '--env', 'production'), 'missing-variable', 2);
  });

  it('an environment that is not there', async () => {
    await expectError(project().plumbline('upgrade', '--env', 'staging'), 'unknown-environment', 2);
  });

  it('another database than the environment pins', async () => {
    const one = project({ variables: { DATABASE_URL: 'sqlite:///./other.db' } });
    await expectError(one.plumbline('upgrade', '--env', 'production'), 'wrong-database', 7);
  });

  it('a malformed URL, whose password is not printed', async () => {
    const output = await expectError(
      withUrl('postgresql://me:s3cr/et@host:port:1/x').plumbline('upgrade'),
      'malformed-url',
      2,
    );
    expect(output).not.toMatch(/s3cr|et@/);
  });

  it('a database of a kind that is not supported', async () => {
    await expectError(withUrl('mysql://me@host/x').plumbline('current'), 'unsupported-database', 2);
  });

  it('an unreachable server, whose password is not printed', async () => {
    const url = 'postgresql://me:s3cret@127.0.0.1:1/x';
    const output = await expectError(withUrl(url).plumbline('current'), 'database-unreachable', 5);
    expect(output).not.toContain('s3cret');
  });

  it('a wrong password, which is not printed', async () => {
    const database = await createPostgresDatabase();
    databases.push(database);
    const url = new URL(database.url);
    // The user must exist: an unknown one is refused for another reason.
    url.password = 'wrong-s3cret';
    const outcome = await withUrl(url.href).plumbline('current', '--verbose');
    expect(outcome.stdout + outcome.stderr).not.toContain('wrong-s3cret');
    expect(outcome.stderr).toContain('error[authentication-failed]');
    expect(outcome.code).toBe(5);
  });

  it('a PostgreSQL database that is not there', async () => {
    const database = await createPostgresDatabase();
    databases.push(database);
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    await expectError(withUrl(url.href).plumbline('upgrade'), 'database-missing', 5);
  });

  it('a folder of a SQLite file that is not there', async () => {
    await expectError(
      withUrl('sqlite:////no/such/folder/x.db').plumbline('upgrade'),
      'database-unreachable',
      5,
    );
  });

  it('a revision file with a syntax error, with its line', async () => {
    const one = project();
    one.write('versions/1_aaaa_a.ts', revisionFile('aaaa', null, 'op.createTable('));
    const output = await expectError(one.plumbline('upgrade'), 'invalid-revision-file', 4);
    expect(output).toMatch(/versions\/1_aaaa_a\.ts:\d+:\d+/);
    expect((await one.plumbline('current')).stdout).toContain('base');
  });

  it('a revision that is not there', async () => {
    const one = project();
    one.write('versions/1_aaaa_a.ts', revisionFile('aaaa', null, CREATE_A, "op.execute('DROP TABLE a');"));
    await expectError(one.plumbline('upgrade', 'bbbb'), 'unknown-revision', 4);
    await expectError(one.plumbline('show', 'bbbb'), 'unknown-revision', 4);
  });

  it('two files with one id, both named', async () => {
    const one = project();
    one.write('versions/1_aaaa_a.ts', revisionFile('aaaa', null, CREATE_A));
    one.write('versions/2_aaaa_b.ts', revisionFile('aaaa', null, CREATE_A));
    const output = await expectError(one.plumbline('upgrade'), 'duplicate-revision', 4);
    expect(output).toContain('1_aaaa_a.ts');
    expect(output).toContain('2_aaaa_b.ts');
  });

  it('a parent that is not there', async () => {
    const one = project();
    one.write('versions/1_bbbb_b.ts', revisionFile('bbbb', 'aaaa', CREATE_A));
    await expectError(one.plumbline('heads'), 'missing-revision', 4);
  });

  it('the downgrade of an irreversible revision, before anything is undone', async () => {
    const one = project();
    one.write('versions/1_aaaa_a.ts', revisionFile('aaaa', null, CREATE_A));
    const irreversible = revisionFile('bbbb', 'aaaa', "op.execute('DELETE FROM a');")
      .replace(
        /export function downgrade[\s\S]*$/,
        "export const downgrade = irreversible('the rows are gone');\n",
      )
      .replace('import type { Operations }', 'import { irreversible, type Operations }');
    one.write('versions/2_bbbb_b.ts', irreversible);
    one.write(
      'versions/3_cccc_c.ts',
      revisionFile('cccc', 'bbbb', "op.execute('SELECT 1');", "op.execute('SELECT 1');"),
    );
    expect((await one.plumbline('upgrade')).code).toBe(0);
    const output = await expectError(one.plumbline('downgrade', 'base'), 'irreversible-revision', 7);
    expect(output).toContain('the rows are gone');
    expect((await one.plumbline('current')).stdout).toContain('cccc');
  });

  it('a revision without a downgrade', async () => {
    const one = project();
    const text = revisionFile('aaaa', null, CREATE_A).replace(/export function downgrade[\s\S]*$/, '');
    one.write('versions/1_aaaa_a.ts', text);
    await expectError(one.plumbline('upgrade'), 'missing-downgrade', 4);
  });

  it('an entity that TypeORM refuses', async () => {
    const one = project({ insideWorkspace: true });
    one.write(
      'data-source.ts',
      `import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() class Thing { @PrimaryGeneratedColumn() id!: number; @Column({ type: 'no such type' as never }) x!: string; }
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [Thing] });
`,
    );
    const output = await expectError(one.plumbline('revision', '-m', 'x'), 'entities-refused', 2);
    expect(output).toContain('no such type');
    expect(one.versions()).toEqual([]);
  });

  it('a data source that is not there', async () => {
    await expectError(project().plumbline('revision', '-m', 'x'), 'invalid-data-source', 2);
  });

  it('a configuration with several mistakes, all named', async () => {
    const one = project();
    one.write(
      'plumbline.config.ts',
      "export default { versons: 'x', environments: { d: { url: 1 } }, dialects: ['mysql'] };",
    );
    const output = await expectError(one.plumbline('heads'), 'invalid-config', 2);
    for (const mistake of ['versons', 'environments.d.url', 'dialects.0']) expect(output).toContain(mistake);
  });

  it('words that the command line does not know', async () => {
    for (const words of [['upgarde'], ['upgrade', '--no-such-option'], ['revision']]) {
      const { code, stderr } = await project().plumbline(...words);
      expect({ words, code }).toEqual({ words, code: 2 });
      expect(stderr).not.toBe('');
    }
  });

  it('says the same as a JSON document', async () => {
    const { stdout, code } = await project().plumbline('upgrade', '--env', 'production', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'missing-variable',
        exitCode: 2,
        data: { variable: 'DATABASE_URL', environment: 'production' },
      },
    });
  });
});
