import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { createProject, type Outcome, type TestProject } from '../support/project';

/** A table with or without a column that must have a value. */
const dataSource = (column: string): string => `
const { DataSource, EntitySchema } = require('typeorm');
const columns = { id: { type: 'integer', primary: true }, ${column} };
const users = new EntitySchema({ name: 'users', columns });
exports.default = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [users] });
`;
const config = (dialect: string, file: string): string => `
import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./${file}'),
  dialects: ['${dialect}'],
  environments: { development: { url: env('DATABASE_URL') } },
});
`;

describe.each(DATABASES)('a column without a default that comes back on $dialect', ({ create, dialect }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeAll(async () => {
    database = await create();
    project = createProject({ insideWorkspace: true });
    project.write('full.cjs', dataSource(`name: { type: 'varchar' }`));
    project.write('empty.cjs', dataSource(''));
    connected = await connect(database.url);
  });
  afterAll(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  const run = (...words: readonly string[]): Promise<Outcome> =>
    runInProcess(project, { DATABASE_URL: database.url }, words);
  const rows = (): Promise<readonly unknown[]> => connected.session.query('SELECT * FROM users');

  it('has a place for values in the revision, and is refused as a whole without them', async () => {
    for (const [file, statement] of [
      ['full.cjs', `INSERT INTO users (id, name) VALUES (1, 'Ada')`],
      ['empty.cjs', 'SELECT 1'],
    ] as const) {
      project.write('plumbline.config.ts', config(dialect, file));
      expect(await run('revision', '-m', file.slice(0, -4))).toMatchObject({ code: 0 });
      expect(await run('upgrade', '--yes')).toMatchObject({ code: 0 });
      await connected.session.query(statement);
    }
    expect(await run('downgrade', '--yes')).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/it was rolled back\.[^]*Give the rows a value/) as string,
    });
    expect(await rows()).toEqual([{ id: 1 }]);

    const [file = ''] = project.versions().filter((name) => name.endsWith('_empty.ts'));
    const place = `  // op.backfill('users', { set: { name: op.sql('…') }, where: 'name IS NULL' });`;
    const text = project.read(`versions/${file}`);
    expect(text).toContain(place);
    const filled = `  op.backfill('users', { set: { name: 'nobody' }, where: 'name IS NULL' });`;
    project.write(`versions/${file}`, text.replace(place, filled));
    expect(await run('stamp', 'head')).toMatchObject({ code: 0 });
    expect(await run('downgrade', '--yes')).toMatchObject({ code: 0 });
    expect(await rows()).toEqual([{ id: 1, name: 'nobody' }]);
  });
});
