import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { createProject, type TestProject } from '../support/project';

const config = (dialect: string, more = ''): string => `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source.cjs'),
  dialects: ['${dialect}'],
  environments: { development: { url: env('DATABASE_URL') } },
  cacheDirectory: 'cache',
  ${more}
});
`;

const dataSource = (dialect: string, length: number): string => `
const { Check, Column, DataSource, Entity, PrimaryGeneratedColumn } = require('typeorm');
class User {}
PrimaryGeneratedColumn()(User.prototype, 'id');
Column({ type: 'varchar', length: ${length} })(User.prototype, 'name');
Check('"name" <> \\'\\'')(User);
Entity('users')(User);
module.exports = { default: new DataSource({ type: '${dialect === 'sqlite' ? 'better-sqlite3' : dialect}', database: ':memory:', entities: [User] }) };
`;

/** What a check says where it was made before, and found that entities and database agree. */
describe.each(DATABASES)('a check that was made before, on $dialect', ({ dialect, create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeEach(async () => {
    database = await create();
    connected = await connect(database.url);
    project = createProject({ variables: { DATABASE_URL: database.url }, insideWorkspace: true });
    project.write('plumbline.config.ts', config(dialect));
    old('data-source.cjs', dataSource(dialect, 20));
    for (const words of [['revision', '-m', 'users'], ['upgrade'], ['check'], ['check']])
      expect(await project.plumbline(...words)).toMatchObject({ code: 0 });
    expect(kept()).toHaveLength(1);
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  /** Writes a file as if a minute ago: what is written at the moment of its reading is not kept. */
  function old(path: string, text: string): void {
    project.write(path, text);
    const then = Date.now() / 1000 - 60;
    for (const each of [path, '.']) utimesSync(join(project.folder, each), then, then);
  }
  const kept = (): readonly string[] =>
    readdirSync(join(project.folder, 'cache')).filter((name) => name.startsWith('agreement-'));

  it('sees what has changed in the database since', async () => {
    await connected.session.query('ALTER TABLE users ADD COLUMN extra integer');
    for (let time = 0; time < 2; time++)
      expect((await project.plumbline('check')).stdout).toContain('users.extra');
    await connected.session.query('ALTER TABLE users RENAME COLUMN name TO title');
    for (let time = 0; time < 2; time++) {
      const { code, stdout } = await project.plumbline('check');
      expect({ code, stdout }).toMatchObject({ code: 3, stdout: expect.stringContaining('users.name') });
    }
  });

  it('sees what has changed in the entities since', async () => {
    old('data-source.cjs', dataSource(dialect, 30));
    expect(await project.plumbline('check')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('varchar(30)'),
    });
    old('data-source.cjs', dataSource(dialect, 20));
    expect(await project.plumbline('check')).toMatchObject({ code: 0 });
  });

  it('sees what the configuration leaves out since, and asks its hooks each time', async () => {
    project.write('plumbline.config.ts', config(dialect, "exclude: { tables: ['users'] },"));
    await connected.session.query('DROP TABLE users');
    expect(await project.plumbline('check')).toMatchObject({ code: 0 });
    project.write('plumbline.config.ts', config(dialect, 'rewrite: () => { throw new Error("asked"); },'));
    for (let time = 0; time < 2; time++) expect((await project.plumbline('check')).stderr).toContain('asked');
  });

  it('does not believe what it cannot read, and with --no-cache nothing', async () => {
    const [name = ''] = kept();
    writeFileSync(join(project.folder, 'cache', name), 'x');
    expect(await project.plumbline('check')).toMatchObject({ code: 0 });
    await connected.session.query('ALTER TABLE users ADD COLUMN extra integer');
    expect((await project.plumbline('check', '--no-cache')).stdout).toContain('users.extra');
  });
});
