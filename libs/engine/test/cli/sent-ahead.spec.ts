import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { storyOf } from '../support/story';
import { createProject, revisionFile, type Outcome, type TestProject } from '../support/project';

/** Revisions of which all is known are sent before the one in front of them is answered. */
const IDS = ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee'] as const;
const definition = (id: string): string =>
  `('t_${id}', { columns: [{ name: 'n', type: 'integer' }], primaryKey: { columns: ['n'] } });`;
const table = (id: string): string => `op.createTable${definition(id)}`;

let database: TestDatabase;
let project: TestProject;
let connected: Connected;

beforeEach(async () => {
  database = await createPostgresDatabase();
  project = createProject();
  connected = await connect(database.url);
  for (const id of IDS) write(id, table(id));
});
afterEach(async () => {
  await connected.session.close();
  project.remove();
  await database.drop();
});

function write(id: (typeof IDS)[number], upgrade: string): void {
  const down = IDS[IDS.indexOf(id) - 1] ?? null;
  project.write(`versions/${id}.ts`, revisionFile(id, down, upgrade, `op.dropTable${definition(id)}`));
}
const query = (sql: string): Promise<readonly Record<string, unknown>[]> => connected.session.query(sql);
const column = async (sql: string): Promise<readonly string[]> =>
  (await query(sql)).map((row) => Object.values(row).join(' '));
const tables = (): Promise<readonly string[]> =>
  column("SELECT relname FROM pg_class WHERE relname ~ '^t_[a-e]{4}$' ORDER BY 1");
const versions = (): Promise<readonly string[]> => column('SELECT version_num FROM plumbline_version');
const attempts = (): Promise<readonly string[]> => storyOf(connected.session);

function upgrade(words: readonly string[] = [], signal?: AbortSignal): Promise<Outcome> {
  const variables = { DATABASE_URL: database.url, DB_LOCK_TIMEOUT: '0.3' };
  const io = signal === undefined ? {} : { signal };
  return runInProcess(project, variables, ['upgrade', '--json', ...words], io);
}

/** What was told of revisions, each with its id. */
function told({ stderr }: Outcome): readonly string[] {
  const events = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return events
    .filter((event) => 'revision' in event)
    .map(({ kind, revision }) => `${String(revision)} ${String(kind)}`);
}
const done = (id: string): readonly string[] =>
  ['revision-started', 'statement', 'statement-finished', 'revision-finished'].map((kind) => `${id} ${kind}`);

describe('revisions that are sent ahead', () => {
  it('are told of one after another', async () => {
    const outcome = await upgrade();
    expect(outcome.code).toBe(0);
    expect(told(outcome)).toEqual(IDS.flatMap(done));
    expect(await attempts()).toEqual(IDS.map((id) => `${id} done`));
  });

  it('stay out where the one in front of them fails', async () => {
    write('cccc', `${table('cccc')} ${table('aaaa')}`);
    const outcome = await upgrade();
    expect(outcome.code).toBe(5);
    expect(outcome.stdout).toContain("The upgrade of 'cccc' failed at statement 2 of 2");
    expect(told(outcome)).toEqual([
      ...['aaaa', 'bbbb'].flatMap(done),
      ...['revision-started', 'statement', 'statement-finished', 'statement', 'revision-failed'].map(
        (kind) => `cccc ${kind}`,
      ),
    ]);
    expect(await tables()).toEqual(['t_aaaa', 't_bbbb']);
    expect(await versions()).toEqual(['bbbb']);
    expect(await attempts()).toEqual(['aaaa done', 'bbbb done', 'cccc failed']);
    write('cccc', table('cccc'));
    expect((await upgrade()).code).toBe(0);
    expect(await tables()).toHaveLength(5);
  });

  it('stay out where the one in front of them fails at its commit', async () => {
    write(
      'cccc',
      `${table('cccc')}
  op.addForeignKey('t_cccc', { name: 'fk', columns: ['n'], references: { table: 't_aaaa', columns: ['n'] }, deferrable: 'initially deferred' });
  op.bulkInsert('t_cccc', [{ n: 7 }]);`,
    );
    const outcome = await upgrade();
    expect(outcome.code).toBe(5);
    expect(outcome.stdout).toContain('violates foreign key constraint');
    expect(await tables()).toEqual(['t_aaaa', 't_bbbb']);
    expect(await versions()).toEqual(['bbbb']);
    expect(await attempts()).toEqual(['aaaa done', 'bbbb done', 'cccc failed']);
  });

  it('come after one that has to wait for a lock and is tried again', async () => {
    write('dddd', `op.addColumn('t_aaaa', { name: 'm', type: 'integer' });`);
    expect((await upgrade(['bbbb'])).code).toBe(0);
    await query('BEGIN; LOCK TABLE t_aaaa');
    const running = upgrade();
    await retried('dddd');
    await query('COMMIT');
    const outcome = await running;
    expect(outcome.code).toBe(0);
    expect(told(outcome).slice(-4)).toEqual(done('eeee'));
    expect(new Set(await attempts())).toEqual(new Set([...IDS.map((id) => `${id} done`), 'dddd retried']));
  });

  it('do not begin once the run is stopped', async () => {
    write('dddd', `op.addColumn('t_aaaa', { name: 'm', type: 'integer' });`);
    expect((await upgrade(['bbbb'])).code).toBe(0);
    await query('BEGIN; LOCK TABLE t_aaaa');
    const stop = new AbortController();
    const running = upgrade([], stop.signal);
    await retried('dddd');
    stop.abort('SIGINT');
    expect(await running).toMatchObject({ code: 130 });
    await query('COMMIT');
    expect(await versions()).toEqual(['cccc']);
    expect(await tables()).toEqual(['t_aaaa', 't_bbbb', 't_cccc']);
  });

  it('come after one that another run has done meanwhile, if they find its version', async () => {
    expect((await upgrade(['aaaa'])).code).toBe(0);
    // As it would be if the other run were about to write its version row.
    await query(`INSERT INTO plumbline_history (fence, revision, direction, outcome, started_at, duration_ms, lock_wait_ms,
        statements_applied, statements_total, database_user, os_user, host, tool_version, environment)
      SELECT replace(fence, 'aaaa', 'bbbb'), 'bbbb', 'downgrade', 'failed', started_at, 0, 0, 0, 0, '', '', '', '', ''
        FROM plumbline_history`);
    const outcome = await upgrade();
    expect(told(outcome).filter((line) => line.startsWith('bbbb'))).toContain('bbbb revision-skipped');
    expect(outcome.stdout).toContain('version-conflict');
    expect(await versions()).toEqual(['aaaa']);
    expect(await tables()).toEqual(['t_aaaa']);
  });
});

describe('what the server keeps prepared', () => {
  it.each([
    ['by a statement', `op.execute('DEALLOCATE ALL');`],
    ['by several', `op.execute('DEALLOCATE ALL; SELECT 1');`],
    ['by code', `op.run('forget', ({ query }) => query('DEALLOCATE ALL'));`],
    ['by a function', `op.execute("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");`],
  ])('may be thrown away by a revision, %s, in every mode', async (_, forget) => {
    write('cccc', `${table('cccc')} ${forget}`);
    expect((await upgrade(['dddd'])).code).toBe(0);
    const down = runInProcess(project, { DATABASE_URL: database.url }, ['downgrade', 'base']);
    expect(await down).toMatchObject({ code: 0, stderr: '' });
    expect((await upgrade(['--transaction', 'all'])).code).toBe(0);
    expect(await tables()).toHaveLength(5);
  });
});

/** Resolves when the history says that a revision gave way to a lock. */
async function retried(id: string): Promise<void> {
  const looking = await connect(database.url);
  try {
    const sql = `SELECT FROM plumbline_history WHERE revision = '${id}' AND outcome = 'retried'`;
    while ((await looking.session.query(sql)).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    await looking.session.close();
  }
}
