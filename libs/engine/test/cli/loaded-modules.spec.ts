import { join } from 'node:path';
import { createPostgresDatabase, createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import { createProject, revisionFile, type TestProject } from '../support/project';

/** Prints, at its end, every module that a process loaded. */
const LIST_MODULES = `process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.MODULE_LIST, Object.keys(require.cache).join('\\n'));
});`;

describe.each([
  { dialect: 'postgres', create: createPostgresDatabase, driver: '/pg/', other: '/better-sqlite3/' },
  { dialect: 'sqlite', create: createSqliteDatabase, driver: '/better-sqlite3/', other: '/pg/' },
])('an upgrade on $dialect', ({ create, driver, other }) => {
  let project: TestProject;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
    const variables = { DATABASE_URL: database.url };
    // Outside of the workspace: nothing is there but the configuration and the revision.
    project = createProject({ variables });
    project.write('list-modules.cjs', LIST_MODULES);
    project.write(
      'versions/1_aaaa_a.ts',
      revisionFile(
        'aaaa',
        null,
        "op.createTable('a', { columns: [{ name: 'id', type: 'integer' }] });",
        "op.execute('DROP TABLE a');",
      ),
    );
  });
  afterAll(async () => {
    project.remove();
    await database.drop();
  });

  it('needs the engine, the configuration and the revisions, and loads neither TypeORM nor a compiler of types', async () => {
    const list = join(project.folder, 'modules.txt');
    const watched = createProject({
      variables: {
        DATABASE_URL: database.url,
        MODULE_LIST: list,
        NODE_OPTIONS: `--require ${join(project.folder, 'list-modules.cjs')}`,
      },
    });
    watched.write('versions/1_aaaa_a.ts', project.read('versions/1_aaaa_a.ts'));
    const { code, stderr } = await watched.plumbline('upgrade', 'head');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const modules = project.read('modules.txt').split('\n');
    expect(modules.filter((path) => path.includes('/node_modules/typeorm/'))).toEqual([]);
    expect(modules.filter((path) => path.includes('/node_modules/typescript/'))).toEqual([]);
    expect(modules.filter((path) => path.includes('/node_modules/@opentelemetry/'))).toEqual([]);
    expect(modules.filter((path) => path.includes(`/node_modules${other}`))).toEqual([]);
    expect(modules.filter((path) => path.includes(`/node_modules${driver}`))).not.toEqual([]);
    expect((await project.plumbline('current')).stdout).toContain('aaaa');
    watched.remove();
  });
});
