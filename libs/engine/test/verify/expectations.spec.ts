import {
  expectNoDrift,
  expectSingleHead,
  expectUpDownUp,
  type TestProjectRequest,
  type UpDownUpRequest,
} from '../../src/testing';
import { createBranches, type Node } from '../support/branches';
import { createProject, type TestProject } from '../support/project';

const CONFIG = `export default {
  dialects: ['postgres', 'sqlite'],
  environments: { development: { url: 'sqlite:///:memory:' } },
  cacheDirectory: 'cache',
};
`;
const USERS =
  "'users', { columns: [{ name: 'id', type: 'integer' }, { name: 'name', type: 'varchar(20)' }] }";
const CREATE = { down: null, upgrade: `op.createTable(${USERS});`, downgrade: `op.dropTable(${USERS});` };

const projects: TestProject[] = [];
afterEach(() => projects.splice(0).forEach((project) => project.remove()));

function projectOf(nodes: Readonly<Record<string, Node>>): TestProject {
  const project = createBranches(nodes, CONFIG);
  projects.push(project);
  return project;
}

describe.each(['postgres', 'sqlite'] as const)('up, down, up, on %s', (dialect) => {
  const walk = (nodes: Readonly<Record<string, Node>>, more: UpDownUpRequest = {}) =>
    expectUpDownUp({ cwd: projectOf(nodes).folder, dialect, ...more });

  it('tries each revision of a history with branches, merges and dependencies', async () => {
    const tried = await walk({
      a: { down: null },
      b: { down: 'a' },
      c: { down: 'a' },
      d: { down: ['b', 'c'] },
      x: { down: null, labels: ['other'], dependsOn: ['b'] },
    });
    expect(tried.map(({ revision }) => revision).sort()).toEqual(['a', 'b', 'c', 'd', 'x']);
    expect(tried.every(({ isReversible }) => isReversible)).toBe(true);
  });

  it('says what a downgrade leaves behind, and what it takes too much', async () => {
    const index = "{ name: 'IX_users', columns: ['name'] }";
    const wrong = walk({
      aaaa: CREATE,
      bbbb: {
        down: 'aaaa',
        upgrade: `op.createIndex('users', ${index}); op.addColumn('users', { name: 'age', type: 'integer', nullable: true });`,
        downgrade: `op.dropIndex('users', ${index}); op.dropColumn('users', { name: 'name', type: 'varchar(20)' });`,
      },
    });
    const error = await wrong.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'not-reversible', data: { revision: 'bbbb', after: 'downgrade' } });
    const { message } = error as Error;
    expect(message).toContain("After the downgrade of 'bbbb' (Revision bbbb) the schema is not what it was.");
    expect(message).toMatch(/missing:\n(?: {4}.*\n)* {4}column users\.name /);
    expect(message).toMatch(/unexpected:\n(?: {4}.*\n)* {4}column users\.age /);
    expect(message).not.toContain('IX_users');
  });

  it('finds what only a second upgrade does otherwise', async () => {
    const seen = 'CREATE TABLE IF NOT EXISTS seen (id integer)';
    const wrong = walk({
      aaaa: CREATE,
      bbbb: {
        down: 'aaaa',
        upgrade: `op.run('twice', async ({ query }) => {
          const rows = await query("SELECT count(*) AS n FROM users");
          if (Number(rows[0].n) > 0) await query('${seen}');
        });`,
        downgrade: `op.execute("INSERT INTO users (id, name) VALUES (1, 'Ada')");`,
      },
    });
    await expect(wrong).rejects.toMatchObject({
      code: 'not-reversible',
      data: { after: 'second upgrade', missing: [] },
    });
  });

  it('applies one that says that it cannot be undone, and goes on', async () => {
    const project = projectOf({ aaaa: CREATE, bbbb: { down: 'aaaa' }, cccc: { down: 'bbbb' } });
    const name = project.versions().find((file) => file.includes('bbbb')) ?? '';
    const text = project.read(`versions/${name}`);
    project.write(
      `versions/${name}`,
      text
        .replace('import type { Operations }', 'import { irreversible, type Operations }')
        .replace(/export function downgrade[^]*$/, "export const downgrade = irreversible('gone');\n"),
    );
    const tried = await expectUpDownUp({ cwd: project.folder, dialect });
    expect(tried.map(({ revision, isReversible }) => [revision, isReversible])).toEqual([
      ['aaaa', true],
      ['bbbb', false],
      ['cccc', true],
    ]);
  });

  it('lets a revision meet rows', async () => {
    const age = "op.execute('ALTER TABLE users ADD COLUMN age integer NOT NULL');";
    const nodes = {
      aaaa: CREATE,
      bbbb: { down: 'aaaa', upgrade: age, downgrade: "op.execute('ALTER TABLE users DROP COLUMN age');" },
    };
    const rows = {
      aaaa: (query: (sql: string) => unknown) => query("INSERT INTO users (id, name) VALUES (1, 'Ada')"),
    };
    // SQLite refuses such a column without rows too.
    if (dialect === 'postgres') expect(await walk(nodes)).toHaveLength(2);
    await expect(walk(nodes, { rows })).rejects.toMatchObject({
      code: 'revision-failed',
      data: { revision: 'bbbb' },
    });
    await expect(walk(nodes, { rows: { zzzz: () => undefined } })).rejects.toMatchObject({ code: 'usage' });
  });

  it('sees what is no part of a model', async () => {
    const trigger =
      dialect === 'postgres'
        ? "op.execute('CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$');"
        : "op.execute('CREATE TRIGGER one AFTER INSERT ON users BEGIN SELECT 1; END');";
    const wrong = walk({ aaaa: CREATE, bbbb: { down: 'aaaa', upgrade: trigger, downgrade: '' } });
    await expect(wrong).rejects.toMatchObject({
      data: {
        unexpected: [expect.stringMatching(/^(function CREATE OR REPLACE FUNCTION public\.one|trigger )/)],
      },
    });
  });
});

describe('what only PostgreSQL has', () => {
  it.each([
    ['a grant', "op.execute('GRANT SELECT ON users TO public');", /^grants on users/],
    ['a policy', "op.execute('CREATE POLICY mine ON users USING (true)');", /^policy mine on users/],
    ['a domain', "op.execute('CREATE DOMAIN short AS varchar(5)');", /^domain short/],
    ['a schema', "op.createSchema('audit');", /^schema audit/],
    ['an extension', "op.execute('CREATE EXTENSION pgcrypto');", /^(?:model )?extension pgcrypto/],
    ['a setting', "op.execute('ALTER TABLE users ENABLE ROW LEVEL SECURITY');", /^settings of table users/],
  ])('is seen: %s', async (_, upgrade, line) => {
    const { folder } = projectOf({ aaaa: CREATE, bbbb: { down: 'aaaa', upgrade, downgrade: '' } });
    const error = await expectUpDownUp({ cwd: folder, dialect: 'postgres' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'not-reversible' });
    const { unexpected } = (error as { readonly data: { readonly unexpected: readonly string[] } }).data;
    expect(unexpected.filter((found) => line.test(found)).length).toBeGreaterThan(0);
  });
});

describe('a single head', () => {
  it('is expected, and several are named', async () => {
    const request = (nodes: Readonly<Record<string, Node>>): TestProjectRequest => ({
      ...{ cwd: projectOf(nodes).folder, dialect: 'sqlite' },
    });
    await expectSingleHead(request({ a: { down: null }, b: { down: 'a' } }));
    await expect(
      expectSingleHead(request({ a: { down: null }, b: { down: 'a' }, c: { down: 'a' } })),
    ).rejects.toMatchObject({ code: 'several-heads', message: 'There are 2 heads: b and c.' });
  });
});

describe.each(['postgres', 'sqlite'] as const)('no drift, on %s', (dialect) => {
  const ENTITY = `import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
class User {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'PK_users' })
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  name!: string;
}
export default new DataSource({ type: 'postgres', entities: [User] });
`;
  const TABLE = `'users', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'name', type: 'varchar(20)' }],
    primaryKey: { name: 'PK_users', columns: ['id'] },
  }`;

  it('is expected, and what drifted is said', async () => {
    const project = createProject({ insideWorkspace: true });
    projects.push(project);
    project.write(
      'plumbline.config.ts',
      CONFIG.replace('environments', "dataSource: () => import('./data-source'),\n  environments"),
    );
    project.write('data-source.ts', ENTITY);
    const source = createBranches({
      aaaa: { down: null, upgrade: `op.createTable(${TABLE});`, downgrade: `op.dropTable(${TABLE});` },
    });
    projects.push(source);
    const [file = ''] = source.versions();
    project.write(`versions/${file}`, source.read(`versions/${file}`));
    const request = { cwd: project.folder, dialect };
    await expectNoDrift(request);
    project.write('data-source.ts', ENTITY.replace("'varchar', length: 20", "'varchar', length: 50"));
    const error = await expectNoDrift(request).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'schema-drift' });
    expect((error as Error).message).toContain('change users.name: varchar(20) -> varchar(50)');
  });

  it('needs entities', async () => {
    const { folder: cwd } = projectOf({ a: { down: null } });
    await expect(expectNoDrift({ cwd, dialect })).rejects.toMatchObject({ code: 'no-data-source' });
  });
});
