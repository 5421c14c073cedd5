import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { failure } from '../support/branches';
import { runInProcess } from '../support/in-process';
import { createProject, revisionFile, type TestProject } from '../support/project';
import { connect } from '../support/apply';
import { configWith, TABLE } from '../support/tenants';

describe('bad input to a run over tenants', () => {
  let database: TestDatabase;
  let project: TestProject;
  beforeAll(async () => {
    database = await createPostgresDatabase();
    project = createProject();
    project.write('versions/aaaa.ts', revisionFile('aaaa', null, TABLE('a')));
  });
  afterAll(async () => {
    // Whatever was asked for, nothing was written.
    const { session } = await connect(database.url);
    expect(
      await session.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`),
    ).toEqual([]);
    await session.close();
    project.remove();
    await database.drop();
  });

  const run = (tenants: string, words: readonly string[], variables = {}) => {
    project.write('plumbline.config.ts', tenants === '' ? configWith('undefined') : configWith(tenants));
    return runInProcess(project, { DATABASE_URL: database.url, ...variables }, [...words, '--json']);
  };
  const LIST = "['acme', 'globex']";
  const FILES = "[{ name: 'a', url: 'sqlite:///./a.db' }]";
  const UPGRADE = ['upgrade', '--tenants'];

  it.each([
    ['--shard', '9/8', /--shard is '9\/8'/],
    ['--shard', '0/8', /--shard is '0\/8'/],
    ['--shard', '2', /--shard is '2'/],
    ['--concurrency', '0', /--concurrency is '0'/],
    ['--concurrency', 'many', /--concurrency is 'many'/],
  ])('%s %s is a mistake of usage', async (option, value, expected) => {
    const outcome = await run(LIST, [...UPGRADE, option, value]);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      error: { code: 'usage', message: expect.stringMatching(expected) as string },
    });
    expect(outcome.code).toBe(2);
  });

  it.each<[string[], string, string?]>([
    [['upgrade', '--shard', '1/2'], 'no tenant is asked for'],
    [['current', '--fail-fast'], 'no tenant is asked for'],
    [['upgrade', '+1', '--tenants'], 'counts from where each tenant is'],
    [['downgrade', '--tenants'], 'counts from where each tenant is'],
    [['stamp', '+1', '--tenants'], 'counts from where each tenant is'],
    [['upgrade', '--tenants', '--backup'], 'backs up one database'],
    [['status', '--tenants', '--schema'], 'compares one database'],
    [['current', '--tenants', '--url', 'sqlite:///x.db'], 'each of these tenants has one for itself', FILES],
  ])('%j is a mistake of usage', async (words, expected, list = LIST) => {
    const outcome = await run(list, words);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      error: { code: 'usage', message: expect.stringContaining(expected) as string },
    });
    expect(outcome.code).toBe(2);
  });

  it('a job without its number is named by the variable', async () => {
    const words = [...UPGRADE, '--shard', 'job/8'];
    for (const index of ['', '8', 'x']) {
      const { code, data } = await failure(run(LIST, words, { JOB_COMPLETION_INDEX: index }));
      expect({ code, data }).toMatchObject({
        code: 'invalid-variable',
        data: { variable: 'JOB_COMPLETION_INDEX' },
      });
    }
  });

  it.each([
    ['', 'says nothing of them'],
    ['[]', 'The list gave none'],
    ['() => []', 'The function gave none'],
    [`{ query: "SELECT 'a' AS schema WHERE false" }`, 'The query gave none'],
  ])('an environment without tenants (%s) is said', async (tenants, expected) => {
    const { code, exitCode, data } = await failure(run(tenants, UPGRADE));
    expect({ code, exitCode }).toEqual({ code: 'no-tenants', exitCode: 2 });
    expect(data).toMatchObject({ reason: expect.stringContaining(expected) as string });
  });

  it.each([
    [`() => 'acme'`, 'The function: tenants: must be a list'],
    [
      `() => { throw new Error('no way to postgresql://ada:sw0rdfish@registry/x'); }`,
      'The function throws: no way to postgresql://ada:***@registry/x',
    ],
    [
      `{ query: "SELECT 'acme' AS customer" }`,
      'The query: tenants.0.customer: is not a key of the configuration',
    ],
    [
      `{ query: "SELECT 'pg_toast' AS schema" }`,
      'The query: tenants.0.schema: "pg_toast" is a schema of PostgreSQL itself',
    ],
    [`{ query: "SELECT 'a' AS schema UNION ALL SELECT 'a'" }`, 'a: two tenants have this name'],
    [
      `{ query: "SELECT 'a' AS name, 'postgresql://ada:sw0rdfish@db:x/d' AS url" }`,
      "a: 'postgresql://ada:***@db:x/d' is not a database URL. Host, port or an escape in it is not valid.",
    ],
  ])('%s is not what tenants are', async (tenants, problem) => {
    const outcome = await run(tenants, UPGRADE);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout + outcome.stderr).not.toContain('sw0rdfish');
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      error: { code: 'invalid-tenants', data: { problems: expect.arrayContaining([problem]) as string[] } },
    });
  });

  it('a query that the database refuses is its error', async () => {
    const { code, exitCode } = await failure(run(`{ query: 'SELECT schema FROM nowhere' }`, UPGRADE));
    expect({ code, exitCode }).toEqual({ code: 'database-error', exitCode: 5 });
  });

  it('a tenant that nobody has is said, with those that there are', async () => {
    const { code, data } = await failure(run(LIST, ['upgrade', '--tenant', 'acme', 'initech*']));
    expect({ code, data }).toEqual({
      code: 'unknown-tenant',
      data: { pattern: 'initech*', known: ['acme', 'globex'] },
    });
  });

  it('a list with a mistake in it is refused with the configuration', async () => {
    expect((await failure(run(`['pg_catalog']`, UPGRADE))).code).toBe('invalid-config');
  });

  it('passwords of tenants that cannot be reached are not told', async () => {
    const list = `[{ name: 'a', url: 'postgresql://ada:sw0rdfish@127.0.0.1:1/d' }]`;
    project.write('plumbline.config.ts', configWith(list));
    for (const words of [['--json'], ['--verbose'], []]) {
      const outcome = await runInProcess(project, {}, [...UPGRADE, ...words]);
      expect(outcome.code).toBe(5);
      expect(outcome.stdout).toContain('postgresql://ada:***@127.0.0.1:1/d');
      expect(outcome.stdout + outcome.stderr).not.toContain('sw0rdfish');
    }
  });

  it('an empty shard is no mistake', async () => {
    const parts = [1, 2, 3, 4].map((number) => ['current', '--tenant', 'acme', '--shard', `${number}/4`]);
    const codes = [];
    for (const words of parts) codes.push((await run(LIST, words)).code);
    // The one that has it finds no such schema.
    expect(codes.sort()).toEqual([0, 0, 0, 5]);
  });
});
