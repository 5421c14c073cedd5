import { migrationStatus } from '../../src/index';
import { createPostgresDatabase, DATABASES, type TestDatabase } from '@plumbline/testing';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { createProject, revisionFile, type TestProject } from '../support/project';

const TABLE = (name: string): string =>
  `op.createTable('${name}', { columns: [{ name: 'id', type: 'integer' }], primaryKey: { name: 'PK_${name}', columns: ['id'] } });`;

/** Two environments with a variable each, and no entities. */
const TWO = `import { defineConfig, env } from '@plumbline/engine';
export default defineConfig({
  environments: { one: { url: env('ONE') }, two: { url: env('TWO') } },
  defaultEnvironment: 'one',
});
`;

function twoEnvironments(variables: Readonly<Record<string, string>>, inProcess = true): TestProject {
  const project = createProject({ variables, inProcess });
  project.write('plumbline.config.ts', TWO);
  project.write(
    'versions/1_aaaa_a.ts',
    revisionFile('aaaa', null, TABLE('a'), "op.execute('DROP TABLE a');"),
  );
  project.write(
    'versions/2_bbbb_b.ts',
    revisionFile('bbbb', 'aaaa', TABLE('b'), "op.execute('DROP TABLE b');"),
  );
  return project;
}

describe.each(DATABASES)('the status on $dialect', ({ create }) => {
  let database: TestDatabase;
  let project: TestProject;
  beforeEach(async () => {
    database = await create();
    project = twoEnvironments({ ONE: database.url });
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });

  const statusNow = () =>
    migrationStatus({ cwd: project.folder, variables: { ONE: database.url }, env: 'one' });

  it('goes from behind to at head, with the last run', async () => {
    expect(await statusNow()).toMatchObject({
      environment: 'one',
      state: 'behind',
      revisions: [],
      heads: ['bbbb'],
      pending: ['aaaa', 'bbbb'],
      drift: { edited: [], unknown: [], deleted: [] },
    });
    expect(await statusNow()).not.toHaveProperty('lastRun');
    await project.plumbline('upgrade', 'aaaa', '--env', 'one');
    expect(await statusNow()).toMatchObject({
      state: 'behind',
      revisions: ['aaaa'],
      pending: ['bbbb'],
      lastRun: { revision: 'aaaa', direction: 'upgrade', outcome: 'done' },
    });
    await project.plumbline('upgrade', '--env', 'one');
    expect(await statusNow()).toMatchObject({ state: 'at head', revisions: ['bbbb'], pending: [] });
  });

  it('tells edited, deleted and unknown revisions apart, and what is pending beside an unknown one', async () => {
    await project.plumbline('upgrade', '--env', 'one');
    project.write(
      'versions/1_aaaa_a.ts',
      revisionFile('aaaa', null, TABLE('other'), "op.execute('DROP TABLE a');"),
    );
    expect(await statusNow()).toMatchObject({
      state: 'drifted',
      drift: { edited: ['aaaa'], unknown: [], deleted: [] },
    });

    // The head goes, and another one comes in its place: the row is unknown, and what is below it is applied.
    project.write(
      'versions/1_aaaa_a.ts',
      revisionFile('aaaa', null, TABLE('a'), "op.execute('DROP TABLE a');"),
    );
    project.write('versions/2_bbbb_b.ts', revisionFile('cccc', 'aaaa', TABLE('c')));
    expect(await statusNow()).toMatchObject({
      state: 'drifted',
      revisions: ['bbbb'],
      pending: ['cccc'],
      drift: { edited: [], unknown: ['bbbb'], deleted: [] },
    });

    // A revision in the middle is taken out, and the next one put in its place.
    project.write(
      'versions/1_aaaa_a.ts',
      revisionFile('bbbb', null, TABLE('b'), "op.execute('DROP TABLE b');"),
    );
    project.write('versions/2_bbbb_b.ts', revisionFile('dddd', 'bbbb', TABLE('d')));
    expect((await statusNow()).drift).toMatchObject({ unknown: [], deleted: ['aaaa'] });
    // What was set by hand since then counts, and not what was applied before.
    await project.plumbline('stamp', 'bbbb', '--env', 'one');
    expect(await statusNow()).toMatchObject({ state: 'behind', pending: ['dddd'], drift: { deleted: [] } });
  });

  it('has a run that failed', async () => {
    project.write('versions/2_bbbb_b.ts', revisionFile('bbbb', 'aaaa', "op.execute('no sql at all');"));
    expect((await project.plumbline('upgrade', '--env', 'one')).code).toBe(5);
    expect(await statusNow()).toMatchObject({
      state: 'behind',
      pending: ['bbbb'],
      lastRun: { revision: 'bbbb', outcome: 'failed', error: expect.stringContaining('no') as string },
    });
  });

  it('is a line for each environment, and an exit code for all of them', async () => {
    const behind = await project.plumbline('status');
    expect(behind.code).toBe(3);
    expect(behind.stdout).toMatch(/^one +behind +at base; 2 pending; never run; /m);
    expect(behind.stdout).toMatch(/^two +not configured +TWO is not set\.$/m);
    expect(behind.stdout).toContain('Next: plumbline upgrade --env one');
    await project.plumbline('upgrade', '--env', 'one');
    const { code, stdout } = await project.plumbline('status', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'status',
      environments: [
        { environment: 'one', state: 'at head' },
        { environment: 'two', state: 'not configured' },
      ],
    });
  });
});

describe('the status', () => {
  let project: TestProject;
  afterEach(() => project?.remove());

  it('creates nothing', async () => {
    project = twoEnvironments({ ONE: 'sqlite:///./one.db' });
    expect((await project.plumbline('status')).code).toBe(3);
    expect(existsSync(join(project.folder, 'one.db'))).toBe(false);
  });

  it('says which environment is not reached, with the password left out, and ends with 5', async () => {
    project = twoEnvironments({
      ONE: 'sqlite:///./one.db',
      TWO: 'postgresql://ada:sw0rdfish@127.0.0.1:1/analytics',
    });
    const all = await project.plumbline('status');
    expect(all.code).toBe(5);
    expect(all.stdout).toMatch(/^one +behind/m);
    expect(all.stdout).toMatch(/^two +unreachable +The database at postgresql:.*ECONNREFUSED/m);
    expect(all.stdout + all.stderr).not.toContain('sw0rdfish');
    const named = await project.plumbline('status', '--env', 'two', '--json');
    expect(named.code).toBe(5);
    expect(JSON.parse(named.stdout)).toMatchObject({ error: { code: 'database-unreachable' } });
  });

  it('refuses a time that is none', async () => {
    project = twoEnvironments({ ONE: 'sqlite:///./one.db' });
    for (const timeout of ['0', 'soon', '1.5']) {
      expect((await project.plumbline('status', '--timeout', timeout)).code).toBe(2);
    }
  });

  it('compares the schema with the entities where that is asked for, and only at head', async () => {
    project = createProject({ insideWorkspace: true });
    project.write(
      'data-source.ts',
      `import { DataSource, EntitySchema } from 'typeorm';
const A = new EntitySchema({ name: 'A', tableName: 'a', columns: { id: { type: 'integer', primary: true }, more: { type: 'integer', nullable: true } } });
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [A] });`,
    );
    project.write('versions/1_aaaa_a.ts', revisionFile('aaaa', null, TABLE('a')));
    const ask = async (...words: readonly string[]) =>
      JSON.parse((await project.plumbline('status', '--env', 'development', '--json', ...words)).stdout) as {
        environments: { state: string; notes: string[]; drift: { schema?: unknown[] } }[];
      };
    expect((await ask('--schema')).environments[0]).toMatchObject({
      state: 'behind',
      notes: [expect.stringContaining('not compared')],
    });
    await project.plumbline('upgrade');
    expect((await ask()).environments[0]).toMatchObject({ state: 'at head' });
    const [drifted] = (await ask('--schema')).environments;
    expect(drifted?.state).toBe('drifted');
    expect(JSON.stringify(drifted?.drift.schema)).toContain('more');
  });
});

describe('a server that does not answer', () => {
  let server: Server;
  let project: TestProject;
  beforeEach(async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    project = twoEnvironments({ ONE: `postgresql://ada@127.0.0.1:${port}/x?connect_timeout=1` });
  });
  afterEach(() => {
    project.remove();
    server.close();
  });

  it('is unreachable when the time is over, and the command ends', async () => {
    const { code, stdout } = await project.plumbline('status', '--timeout', '1');
    expect({ code, stdout }).toMatchObject({ code: 5, stdout: expect.stringMatching(/^one +unreachable/m) });
  });
});

describe('what the status loads', () => {
  it('is the driver, and neither TypeORM nor a compiler', async () => {
    const database = await createPostgresDatabase();
    const project = twoEnvironments({ ONE: database.url }, false);
    try {
      project.write(
        'list.cjs',
        `process.on('exit', () => require('node:fs').writeSync(2, Object.keys(require.cache).join('\\n')));`,
      );
      const { stderr } = await project.plumblineWith(
        { NODE_OPTIONS: `--require ${join(project.folder, 'list.cjs')}` },
        'status',
      );
      expect(stderr).toContain('/node_modules/pg/');
      expect(stderr).not.toMatch(/node_modules\/(typeorm|typescript|sucrase|jiti|better-sqlite3)\//);
    } finally {
      project.remove();
      await database.drop();
    }
  });
});
