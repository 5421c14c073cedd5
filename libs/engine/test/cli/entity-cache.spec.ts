import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import { createProject, type Outcome, type TestProject } from '../support/project';

const config = (
  more = "cacheDirectory: 'cache',",
): string => `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source'),
  dialects: ['sqlite'],
  environments: { development: { url: env('DATABASE_URL') } },
  ${more}
});
`;

const SOURCE = (entities: string, before = ''): string => `
import { DataSource } from 'typeorm';
${before}
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: ${entities} });
`;

/** As compiled: TypeORM loads what its patterns find by itself. */
const ENTITY = (name: string, before = '', text = "''"): string => `
const { Column, Entity, PrimaryGeneratedColumn } = require('typeorm');
${before}
class One {}
PrimaryGeneratedColumn()(One.prototype, 'id');
Column({ type: 'varchar', default: ${text} })(One.prototype, 'name');
Entity(${name})(One);
exports.One = One;
`;

/** As it is written: TypeORM's own loader would take none of it. */
const TYPESCRIPT_ENTITY = (name: string, before = ''): string => `
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
${before}
@Entity(${name})
export class One {
  @PrimaryGeneratedColumn() id!: number;
  @Column() name!: string;
}
`;

/** Prints, at its end, every module that a process loaded. */
const LIST_MODULES = `process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.MODULE_LIST, Object.keys(require.cache).join('\\n'));
});`;

describe('what is kept of the entities', () => {
  let database: TestDatabase;
  let project: TestProject;

  beforeEach(async () => {
    database = await createSqliteDatabase();
    const variables = { DATABASE_URL: database.url, NODE_OPTIONS: '', MODULE_LIST: '', SUFFIX: 'a' };
    project = createProject({ variables, insideWorkspace: true });
    project.write('plumbline.config.ts', config());
    // A file of this moment may change while it is read, and is not kept; these are older.
    old('entities/user.js', ENTITY("'users'"));
    old('data-source.ts', SOURCE("[__dirname + '/entities/*.js']"));
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });

  /** Writes a file as if a minute ago. */
  function old(path: string, text: string): void {
    project.write(path, text);
    const then = Date.now() / 1000 - 60;
    for (const each of [path, ...(path.includes('/') ? [path.replace(/\/[^/]*$/, '')] : []), '.']) {
      utimesSync(join(project.folder, each), then, then);
    }
  }

  const cacheFolder = (): string => join(project.folder, 'cache');
  const entries = (): readonly string[] =>
    existsSync(cacheFolder()) ? readdirSync(cacheFolder()).sort() : [];

  async function tables(
    run: Promise<Outcome> = project.plumbline('check', '--json'),
  ): Promise<readonly string[]> {
    const { stdout, stderr } = await run;
    const report = JSON.parse(stdout) as {
      readonly differences?: readonly { readonly operations: readonly { readonly description: string }[] }[];
    };
    if (report.differences === undefined) throw new Error(stdout + stderr);
    return report.differences.flatMap(({ operations }) =>
      operations.map(({ description }) => description.replace(/^create table (\w+).*$/, '$1')),
    );
  }

  /** Whether the next check takes the entities from the cache. */
  async function isWarm(): Promise<boolean> {
    const list = join(project.folder, 'watch/modules.txt');
    project.write('watch/list-modules.cjs', LIST_MODULES);
    const watched = {
      NODE_OPTIONS: `--require ${join(project.folder, 'watch/list-modules.cjs')}`,
      MODULE_LIST: list,
    };
    await tables(project.plumblineWith(watched, 'check', '--json'));
    const loaded = readFileSync(list, 'utf8').split('\n');
    const heavy = loaded.filter((path) => /\/node_modules\/(?:typeorm|typescript|jiti)\//.test(path));
    return heavy.length === 0;
  }

  it('is what it was, whatever the letters', async () => {
    old('entities/user.js', ENTITY("'Größe 表'", '', "'naïve 👩‍💻'"));
    const first = await project.plumbline('revision', '-m', 'x', '--sql-only');
    expect(first.stdout).toContain('naïve 👩‍💻');
    expect((await project.plumbline('revision', '-m', 'x', '--sql-only')).stdout).toBe(first.stdout);
    expect(await isWarm()).toBe(true);
  });

  it('makes a second check load neither TypeORM nor a compiler', async () => {
    expect(await tables()).toEqual(['users']);
    expect(entries()).toHaveLength(1);
    expect(await isWarm()).toBe(true);
    expect(await tables()).toEqual(['users']);
  });

  it.each<[string, () => void, readonly string[]]>([
    ['an entity is edited', () => old('entities/user.js', ENTITY("'people'")), ['people']],
    [
      'a file comes that a pattern finds',
      () => old('entities/post.js', ENTITY("'posts'")),
      ['posts', 'users'],
    ],
    ['the data source changes', () => old('data-source.ts', SOURCE('[]')), []],
    [
      'the configuration changes',
      () => old('plumbline.config.ts', config("cacheDirectory: 'cache', exclude: { tables: ['users'] },")),
      [],
    ],
  ])('is made anew when %s', async (_what, change, expected) => {
    expect(await tables()).toEqual(['users']);
    change();
    expect(await tables()).toEqual(expected);
    expect(await tables()).toEqual(expected);
    expect(await isWarm()).toBe(true);
  });

  it('is made anew when a folder comes that a deep pattern finds, and when an imported file or JSON changes', async () => {
    old('data-source.ts', SOURCE("['modules/**/*.entity{.ts,.js}']"));
    old('modules/a/user.entity.js', ENTITY("'users'"));
    expect(await tables()).toEqual(['users']);
    const imports = "import { first } from '../../../names.json';";
    old('modules/b/c/post.entity.ts', TYPESCRIPT_ENTITY("'posts' + first.length", imports));
    old('names.json', '{ "first": "x" }');
    expect(await tables()).toEqual(['posts1', 'users']);
    expect(await isWarm()).toBe(true);
    old('names.json', '{ "first": "yy" }');
    expect(await tables()).toEqual(['posts2', 'users']);
  });

  it('depends on the variables that were read, and on no others', async () => {
    old('entities/user.js', ENTITY("'users_' + process.env.SUFFIX"));
    expect(await tables()).toEqual(['users_a']);
    expect(await isWarm()).toBe(true);
    expect(await tables(project.plumblineWith({ SUFFIX: 'b' }, 'check', '--json'))).toEqual(['users_b']);
    expect(await tables()).toEqual(['users_a']);
    const other = `${database.url}?x`;
    expect(await tables(project.plumblineWith({ DATABASE_URL: other }, 'check', '--json'))).toEqual([
      'users_a',
    ]);
  });

  it('depends on files that are read, such as one of variables', async () => {
    const before = `import { readFileSync } from 'node:fs';
import * as path from 'node:path';
for (const line of readFileSync(path.join(__dirname, '.env'), 'utf8').split('\\n')) process.env['FROM_FILE'] = line;`;
    old('.env', 'one');
    old('entities/user.js', ENTITY("'users_' + process.env.FROM_FILE"));
    old('data-source.ts', SOURCE("[__dirname + '/entities/*.js']", before));
    expect(await tables()).toEqual(['users_one']);
    expect(await isWarm()).toBe(true);
    old('.env', 'two');
    expect(await tables()).toEqual(['users_two']);
  });

  it('depends on the packages that are installed', async () => {
    const manifest = (version: string): string =>
      JSON.stringify({ name: 'naming', version, main: 'index.js' });
    old('node_modules/naming/package.json', manifest('1.0.0'));
    old('node_modules/naming/index.js', "exports.table = 'one';");
    old('entities/user.js', ENTITY("'users_' + require('naming').table"));
    expect(await tables()).toEqual(['users_one']);
    expect(await isWarm()).toBe(true);
    old('node_modules/naming/package.json', manifest('1.0.1'));
    old('node_modules/naming/index.js', "exports.table = 'two';");
    expect(await tables()).toEqual(['users_two']);
  });

  it.each([
    ['a process', "import { execFileSync } from 'node:child_process';\nexecFileSync('true');"],
    [
      'a connection',
      "import { connect } from 'node:net';\nconst socket = connect(1, '127.0.0.1'); socket.on('error', () => socket.destroy());",
    ],
  ])('is nothing where the data source asks %s', async (_what, before) => {
    old('data-source.ts', SOURCE("[__dirname + '/entities/*.js']", before));
    expect(await tables()).toEqual(['users']);
    expect(entries()).toEqual([]);
  });

  it('is nothing of files that may still change, nor with --no-cache, nor where the configuration says so', async () => {
    project.write('entities/user.js', ENTITY("'users'"));
    utimesSync(join(project.folder, 'entities/user.js'), Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    await tables();
    old('entities/user.js', ENTITY("'users'"));
    await tables(project.plumbline('check', '--json', '--no-cache'));
    await project.plumbline('revision', '-m', 'x', '--sql-only', '--no-cache');
    old('plumbline.config.ts', config('cacheDirectory: false,'));
    await tables();
    expect(entries()).toEqual([]);
    old('plumbline.config.ts', config());
    await tables();
    expect(entries()).toHaveLength(1);
    project.write('node_modules/.keep', '');
    old('plumbline.config.ts', config(''));
    await tables();
    expect(readdirSync(join(project.folder, 'node_modules/.cache/plumbline'))).toHaveLength(1);
  });

  it('is no harm where it is damaged, or cannot be written', async () => {
    await tables();
    const [name = ''] = entries();
    for (const text of ['', '{}', '{}\n{}', readFileSync(join(cacheFolder(), name), 'utf8').slice(0, -9)]) {
      writeFileSync(join(cacheFolder(), name), text);
      expect(await tables()).toEqual(['users']);
    }
    project.write('file', '');
    old('plumbline.config.ts', config("cacheDirectory: 'file/cache',"));
    expect(await tables()).toEqual(['users']);
  });

  it('is whole however many commands write it at once, and holds no password', async () => {
    const password = 's3cret-of-the-variable';
    const before = `export const secret = process.env['DB_PASSWORD'];`;
    old('data-source.ts', SOURCE("[__dirname + '/entities/*.js']", before).replace('export const', 'const'));
    const runs = Array.from({ length: 3 }, () =>
      tables(project.plumblineWith({ DB_PASSWORD: password }, 'check', '--json')),
    );
    expect(await Promise.all(runs)).toEqual([['users'], ['users'], ['users']]);
    const [name = '', ...more] = entries();
    expect(more).toEqual([]);
    expect(readFileSync(join(cacheFolder(), name), 'utf8')).not.toContain(password);
  });
});
