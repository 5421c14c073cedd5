import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { isPlumblineError } from '../../src/errors/plumbline-error';
import { createTestDatabase, type TestDatabase, type TestDatabaseRequest } from '../../src/testing';
import { connect } from '../support/apply';
import { createProject, revisionFile, WORKSPACE, type TestProject } from '../support/project';

const SERVER = process.env['TEST_DATABASE_URL'] ?? '';
const TABLE = "op.createTable('a', { columns: [{ name: 'id', type: 'integer' }] });";
const COLUMN = "op.addColumn('a', { name: 'b', type: 'integer', nullable: true });";

const LOAD = `
require(${JSON.stringify(join(WORKSPACE, 'libs/engine/bin/source'))}).registerSource();
const { createTestDatabase } = require(${JSON.stringify(join(WORKSPACE, 'libs/engine/src/testing'))});`;

/** Makes a database in a process of its own, says where, and waits for ever. */
const HOLDER = `${LOAD}
createTestDatabase(JSON.parse(process.argv[1])).then(({ url }) => {
  console.log(url);
  setInterval(() => undefined, 1000);
});`;

/** Makes two databases, one after the other, and drops the first: nothing else keeps the process from ending. */
const PASSER = `${LOAD}
(async () => {
  for (const turn of [1, 2]) {
    const database = await createTestDatabase(JSON.parse(process.argv[1]));
    if (turn === 1) await database.drop();
  }
  console.log('done');
})();`;

describe.each(['postgres', 'sqlite'] as const)('a database for a test, on %s', (dialect) => {
  let project: TestProject;
  const made: TestDatabase[] = [];

  const request = (more: TestDatabaseRequest = {}): TestDatabaseRequest => ({
    ...{ cwd: project.folder, dialect, variables: { TEST_DATABASE_URL: SERVER } },
    ...more,
  });
  const create = async (more?: TestDatabaseRequest): Promise<TestDatabase> => {
    const database = await createTestDatabase(request(more));
    made.push(database);
    return database;
  };
  const isThere = async (url: string): Promise<boolean> => {
    if (url.startsWith('sqlite')) return existsSync(new URL(url).pathname);
    const { session } = await connect(SERVER);
    const name = new URL(url).pathname.slice(1);
    const rows = await session.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    await session.close();
    return rows.length > 0;
  };
  /** When the first revision was applied: of copies of one template this is the same. */
  const appliedAt = async (database: TestDatabase): Promise<unknown> => {
    const rows = await database.query('SELECT id, started_at FROM plumbline_history ORDER BY id LIMIT 1');
    return rows[0]?.['started_at'];
  };

  beforeEach(() => {
    project = createProject();
    project.write(
      'plumbline.config.ts',
      `export default {
        dialects: ['postgres', 'sqlite'],
        environments: { development: { url: 'sqlite:///:memory:', expect: { database: 'another' } } },
        cacheDirectory: 'cache',
      };\n`,
    );
    project.write(
      'versions/1_aaaa_a.ts',
      revisionFile(
        'aaaa',
        null,
        `${TABLE} // ${project.folder}`,
        "op.dropTable('a', { columns: [{ name: 'id', type: 'integer' }] });",
      ),
    );
    project.write(
      'versions/2_bbbb_b.ts',
      revisionFile(
        'bbbb',
        'aaaa',
        COLUMN,
        "op.dropColumn('a', { name: 'b', type: 'integer', nullable: true });",
      ),
    );
  });
  afterEach(async () => {
    for (const database of made.splice(0)) await database.drop();
    project.remove();
  });

  it('is at the heads, is moved, and is gone when it is dropped', async () => {
    const database = await create();
    expect(database.dialect).toBe(dialect);
    expect(await database.query('SELECT id, b FROM a')).toEqual([]);
    expect(await database.downgrade()).toMatchObject({ from: ['bbbb'], to: ['aaaa'] });
    await expect(database.query('SELECT b FROM a')).rejects.toMatchObject({ code: 'database-error' });
    expect((await database.upgrade()).to).toEqual(['bbbb']);
    expect((await database.downgrade('base')).to).toEqual([]);
    expect(await isThere(database.url)).toBe(true);
    await database.drop();
    expect(await isThere(database.url)).toBe(false);
  });

  it('is what a TypeORM data source connects to', async () => {
    const { typeorm } = await create();
    const source = await new DataSource(typeorm).initialize();
    expect(await source.query('SELECT count(*) AS n FROM a')).toEqual([
      { n: dialect === 'postgres' ? '0' : 0 },
    ]);
    await source.destroy();
  });

  it('is empty, or at one revision, where that is asked for', async () => {
    const empty = await create({ revision: 'base' });
    await expect(empty.query('SELECT * FROM a')).rejects.toMatchObject({ code: 'database-error' });
    const first = await create({ revision: 'aaaa' });
    await expect(first.query('SELECT b FROM a')).rejects.toMatchObject({ code: 'database-error' });
    expect(await first.query('SELECT id FROM a')).toEqual([]);
  });

  it('is a copy of what was migrated once, as long as no file changes', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => create()));
    const [first, ...others] = await Promise.all([...all, await create()].map(appliedAt));
    if (dialect === 'postgres') for (const other of others) expect(other).toEqual(first);
    const [again, anew] = [await create(), await create({ template: false })];
    expect(await appliedAt(again)).toEqual(await appliedAt(await create()));
    expect(await appliedAt(anew)).not.toEqual(first);
    expect((await again.query('SELECT * FROM a')).length + (await again.upgrade()).revisions.length).toBe(0);

    project.write('versions/2_bbbb_b.ts', project.read('versions/2_bbbb_b.ts').replaceAll("'b'", "'other'"));
    expect(await (await create()).query('SELECT other FROM a')).toEqual([]);
  });

  it('is no copy where the revisions import what is elsewhere', async () => {
    project.write('elsewhere.ts', 'export const name = "b";\n');
    const text = project.read('versions/2_bbbb_b.ts');
    project.write(
      'versions/2_bbbb_b.ts',
      text.replace('import ', "import { name as n } from '../elsewhere';\nimport ").replaceAll("'b'", 'n'),
    );
    expect(await (await create()).query('SELECT b FROM a')).toEqual([]);
    expect(await appliedAt(await create())).not.toEqual(await appliedAt(await create()));
  });

  it('is removed by the next run when its own was killed, and left alone while that lives', async () => {
    const { child, url } = spawnHolder(request());
    const theirs = await url;
    await create();
    expect(await isThere(theirs)).toBe(true);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    await untilUnheld(theirs);
    await create();
    expect(await isThere(theirs)).toBe(false);
  });

  it('keeps a process alive while it works, and lets it end with a database that nobody dropped', async () => {
    const run = promisify(execFile)(process.execPath, ['-e', PASSER, JSON.stringify(request())]);
    expect((await run).stdout).toBe('done\n');
  });

  it('leaves nothing when a revision fails', async () => {
    project.write(
      'versions/3_cccc_c.ts',
      revisionFile('cccc', 'bbbb', "op.execute('SELECT nothing FROM nowhere');"),
    );
    await asRole('CREATEDB', async (server, left) => {
      for (const template of [true, false]) {
        await expect(create({ server, template })).rejects.toMatchObject({ code: 'revision-failed' });
        expect(await left()).toEqual([]);
      }
    });
  });

  function spawnHolder(what: TestDatabaseRequest) {
    const child = spawn(process.execPath, ['-e', HOLDER, JSON.stringify(what)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = once(child.stdout, 'data').then(([text]) => String(text).trim());
    return { child, url };
  }

  /** The server notices a moment later that a client is gone. */
  async function untilUnheld(url: string): Promise<void> {
    if (url.startsWith('sqlite')) return;
    const { session } = await connect(SERVER);
    const name = new URL(url).pathname.slice(1);
    while ((await session.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name])).length > 0) {
      await session.query('SELECT pg_sleep(0.02)');
    }
    await session.close();
  }
});

describe('where a database for a test is made', () => {
  const projects: TestProject[] = [];
  const projectOn = (dialects: readonly string[]): TestProject => {
    const project = createProject();
    projects.push(project);
    project.write(
      'plumbline.config.ts',
      `export default { dialects: ${JSON.stringify(dialects)}, environments: { development: { url: 'sqlite:///:memory:' } }, cacheDirectory: false };\n`,
    );
    return project;
  };
  afterEach(() => projects.splice(0).forEach((project) => project.remove()));

  it('is the server of TEST_DATABASE_URL, else what takes no server', async () => {
    const { folder: cwd } = projectOn(['postgres', 'sqlite']);
    const named = await createTestDatabase({ cwd, variables: { TEST_DATABASE_URL: SERVER } });
    const other = await createTestDatabase({ cwd, variables: {} });
    expect([named.dialect, other.dialect]).toEqual(['postgres', 'sqlite']);
    await named.drop();
    await other.drop();
  });

  it('has to be named where it takes a server', async () => {
    const { folder: cwd } = projectOn(['postgres']);
    await expect(createTestDatabase({ cwd, variables: {} })).rejects.toMatchObject({
      code: 'missing-variable',
      data: { variable: 'TEST_DATABASE_URL' },
    });
    await expect(
      createTestDatabase({ cwd, dialect: 'postgres', server: 'sqlite:///:memory:', variables: {} }),
    ).rejects.toMatchObject({ code: 'missing-variable' });
  });

  it('says what the server says where the user may not create databases, and no password', async () => {
    const { folder: cwd } = projectOn(['postgres']);
    await asRole('NOCREATEDB', async (server) => {
      const failed = createTestDatabase({ cwd, server });
      const error = await failed.catch((reason: unknown) => reason);
      if (!isPlumblineError(error)) throw error;
      expect(error.code).toBe('database-error');
      expect(`${error.message} ${error.why} ${error.next}`).toContain('permission denied to create database');
      expect(`${error.stack} ${JSON.stringify(error.data)}`).not.toContain('swordfish');
    });
  });
});

/**
 * Works as a role of its own.
 *
 * @param work is given the URL of the server for it, and what lists what of it is left: databases, and folders of this process
 */
async function asRole(
  right: 'CREATEDB' | 'NOCREATEDB',
  work: (server: string, left: () => Promise<readonly string[]>) => Promise<void>,
): Promise<void> {
  const role = `role_${randomBytes(6).toString('hex')}`;
  const { session } = await connect(SERVER);
  await session.query(`CREATE ROLE ${role} LOGIN ${right} PASSWORD 'swordfish'`);
  const server = new URL(SERVER);
  server.username = role;
  server.password = 'swordfish';
  try {
    await work(server.href, async () => {
      const rows = await session.query<{ readonly datname: string }>(
        'SELECT datname FROM pg_database WHERE datdba = $1::regrole',
        [role],
      );
      const folders = readdirSync(tmpdir()).filter((name) =>
        new RegExp(`^plumbline-test-.*-${process.pid}-`).test(name),
      );
      return [...rows.map(({ datname }) => datname), ...folders];
    });
  } finally {
    await session.query(`DROP ROLE ${role}`);
    await session.close();
  }
}
