import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { createProject, type TestProject } from '../support/project';

const CONFIG = `import { defineConfig, env } from '@plumbline/engine';
export default defineConfig({
  dataSource: () => import('./data-source'),
  dialects: ['postgres'],
  environments: { development: { url: env('DATABASE_URL') } },
});
`;

const DATA_SOURCE = (options = ''): string => `
import { Column, DataSource, Entity, ManyToMany, JoinTable, PrimaryGeneratedColumn, ViewEntity } from 'typeorm';
@Entity('tags') class Tag { @PrimaryGeneratedColumn() id!: number; }
@Entity('users') class User {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'enum', enum: ['sad', 'glad'], default: 'sad' }) mood!: string;
  @ManyToMany(() => Tag) @JoinTable() tags!: Tag[];
}
@Entity('elsewhere', { schema: 'public' }) class Elsewhere { @PrimaryGeneratedColumn() id!: number; }
@ViewEntity({
  name: 'glad',
  expression: (source: DataSource) =>
    source.createQueryBuilder().select('u.id', 'id').from(User, 'u').where("u.mood = 'glad'"),
}) class Glad {}
export default new DataSource({
  type: 'postgres', url: 'postgresql://nobody@nowhere/none', entities: [User, Tag, Glad, Elsewhere], ${options}
});
`;

describe('a default schema that is not public', () => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  const begin = (searchPath: string): void => {
    const url = new URL(database.url);
    if (searchPath !== '') url.searchParams.set('options', `-c search_path=${searchPath}`);
    project = createProject({
      variables: { DATABASE_URL: url.href },
      insideWorkspace: true,
      inProcess: true,
    });
    project.write('plumbline.config.ts', CONFIG);
  };
  beforeEach(async () => {
    database = await createPostgresDatabase();
    connected = await connect(database.url);
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  const tables = async (): Promise<readonly string[]> => {
    const rows = await connected.session.query<{ readonly name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
        WHERE table_schema IN ('app', 'public') ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };
  const written = (): string => project.read(`versions/${project.versions()[0] ?? ''}`);
  const OWN = ['plumbline_history', 'plumbline_run', 'plumbline_version'];
  const ALL = ['glad', ...OWN, 'tags', 'users', 'users_tags_tags'];

  it.each([
    ['of the search path alone', ''],
    ['of the search path and of the data source', "schema: 'app',"],
  ])('%s: revisions name it nowhere, and all is in it', async (_case, options) => {
    begin('app');
    await connected.session.query('CREATE SCHEMA app');
    project.write('data-source.ts', DATA_SOURCE(options));
    await project.succeed('revision', '-m', 'first');
    expect(written()).not.toContain("schema: 'app'");
    await project.succeed('upgrade');
    expect(await tables()).toEqual([...ALL.map((name) => `app.${name}`), 'public.elsewhere']);
    expect(await project.succeed('check')).toContain('Clean');
    expect(await project.succeed('check', '--base', 'revisions')).toContain('Clean');
    await project.succeed('downgrade', 'base');
    expect(await tables()).toEqual(OWN.map((name) => `app.${name}`));
  });

  it('of the data source alone is a schema like another, which the revision creates', async () => {
    begin('');
    project.write('data-source.ts', DATA_SOURCE("schema: 'app',"));
    await project.succeed('revision', '-m', 'first');
    expect(written()).toContain("op.createSchema('app')");
    await project.succeed('upgrade');
    const own = OWN.map((name) => `public.${name}`);
    const objects = ALL.filter((name) => !OWN.includes(name)).map((name) => `app.${name}`);
    expect(await tables()).toEqual([...objects, 'public.elsewhere', ...own]);
    expect(await project.succeed('check')).toContain('Clean');
    expect(await project.succeed('check', '--base', 'revisions')).toContain('Clean');
    await project.succeed('downgrade', 'base');
    expect(await tables()).toEqual(own);
  });

  it('loses a table to another schema, with its rows, its enum and what refers to it', async () => {
    begin('');
    project.write('data-source.ts', DATA_SOURCE());
    await project.succeed('revision', '-m', 'first');
    await project.succeed('upgrade');
    await connected.session.query(
      `INSERT INTO users (mood) VALUES ('glad'); INSERT INTO tags DEFAULT VALUES; INSERT INTO users_tags_tags VALUES (1, 1)`,
    );
    project.write(
      'data-source.ts',
      DATA_SOURCE()
        .replace("@Entity('users')", "@Entity('users', { schema: 'app' })")
        .replace('@JoinTable()', "@JoinTable({ schema: 'public' })"),
    );
    await project.succeed('revision', '-m', 'move', '--rename-table', 'users:app.users');
    await project.succeed('upgrade');
    expect(await project.succeed('check')).toContain('Clean');
    expect(await connected.session.query('SELECT id, mood FROM app.users')).toEqual([
      { id: 1, mood: 'glad' },
    ]);
    expect(await connected.session.query('SELECT id FROM glad')).toEqual([{ id: 1 }]);
    expect(await connected.session.query('SELECT * FROM users_tags_tags')).toHaveLength(1);
    await project.succeed('downgrade');
    expect(await connected.session.query('SELECT id, mood FROM users')).toEqual([{ id: 1, mood: 'glad' }]);
    expect(await connected.session.query('SELECT id FROM glad')).toEqual([{ id: 1 }]);
  });

  it('that does not exist is named', async () => {
    begin('app');
    project.write('data-source.ts', DATA_SOURCE());
    await project.succeed('revision', '-m', 'first', '--base', 'revisions');
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain('CREATE SCHEMA "app"');
    expect(code).toBe(5);
  });
});
