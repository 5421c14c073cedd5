import { createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { createProject, type TestProject } from '../support/project';

const config = (more: string): string => `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source'),
  dialects: ['sqlite'],
  environments: { development: { url: env('DATABASE_URL') } },
  ${more}
});
`;

const ENTITIES = (type = 'varchar', more = ''): string => `
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity('users') class User {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: '${type}', default: 'a' }) name!: string;
  ${more}
}
@Entity('tmp_cache') class Cache { @PrimaryGeneratedColumn() id!: number; }
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [User, Cache] });
`;

describe('what the configuration says of the comparison', () => {
  let database: TestDatabase;
  let project: TestProject;

  beforeEach(async () => {
    database = await createSqliteDatabase();
    project = createProject({
      variables: { DATABASE_URL: database.url },
      insideWorkspace: true,
      inProcess: true,
    });
    project.write('data-source.ts', ENTITIES());
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });

  const written = (message = 'first'): string => {
    const name = project.versions().find((file) => file.endsWith(`_${message}.ts`));
    return project.read(`versions/${name ?? ''}`);
  };

  it('leaves out what is excluded, on both sides', async () => {
    project.write('plumbline.config.ts', config("exclude: { tables: ['tmp_*', 'spatial_*'] },"));
    await project.succeed('revision', '-m', 'first');
    expect(written()).not.toContain('tmp_cache');
    await project.succeed('upgrade');
    const { session } = await connect(database.url);
    await session.query('CREATE TABLE spatial_ref (id integer)');
    await session.close();
    const output = await project.succeed('check');
    expect(output).toContain('Clean');
    expect(output).not.toContain('spatial_ref');
  });

  it('compares only what is included, by patterns or by a function', async () => {
    project.write('plumbline.config.ts', config("include: { tables: ['users'] },"));
    await project.succeed('revision', '-m', 'first');
    expect(written()).not.toContain('tmp_cache');
    project.write(
      'plumbline.config.ts',
      config("include: ({ kind, name }) => kind !== 'table' || name === 'tmp_cache',"),
    );
    await project.succeed('upgrade');
    await project.succeed('revision', '-m', 'second');
    expect(written('second')).toContain("op.createTable('tmp_cache'");
    expect(written('second')).not.toContain('users');
  });

  it('asks the hooks whether a type or a default differs', async () => {
    const hooks = 'compareType: ({ to }) => (to.name === "name" ? false : undefined),';
    project.write('plumbline.config.ts', config(hooks));
    await project.succeed('revision', '-m', 'first');
    await project.succeed('upgrade');
    project.write('data-source.ts', ENTITIES('text'));
    expect(await project.succeed('check')).toContain('Clean');
    project.write('plumbline.config.ts', config(''));
    expect((await project.plumbline('check')).stdout).toContain('varchar -> text');
  });

  it('hands what it found to rewrite, and takes what that gives', async () => {
    const rewrite = "rewrite: (operations) => operations.filter(({ kind }) => kind !== 'dropColumn'),";
    project.write('plumbline.config.ts', config(rewrite));
    project.write(
      'data-source.ts',
      ENTITIES('varchar', "@Column({ nullable: true, type: 'text' }) old!: string;"),
    );
    await project.succeed('revision', '-m', 'first');
    await project.succeed('upgrade');
    project.write('data-source.ts', ENTITIES());
    expect(await project.succeed('check')).toContain('Clean');
    expect(await project.succeed('revision', '-m', 'nothing')).toContain('Nothing to do');
  });

  it('refuses patterns and hooks that are none', async () => {
    project.write(
      'plumbline.config.ts',
      config("exclude: ['users'], rewrite: 1, include: { table: ['x'] },"),
    );
    const { stderr, code } = await project.plumbline('heads');
    expect(code).toBe(2);
    for (const key of ['exclude', 'rewrite', 'include']) expect(stderr).toContain(key);
  });
});
