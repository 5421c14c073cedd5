import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pack, unpackInto, workspaceFolder, WORKSPACE, type Packed } from './support/packed';

jest.setTimeout(180_000);

/** What an upload may weigh; a dependency that slips into the code is larger than what is left. */
const BUDGET = 340_000;

/** Prints, at its end, every file that a process loaded. */
const LIST_MODULES = `process.on('exit', () => {
  require('node:fs').writeSync(2, Object.keys(require.cache).join('\\n'));
});`;

const REVISION = `export const revision = 'aaaa';
export const downRevision = null;
export function upgrade(op) { op.execute('CREATE TABLE a (id integer)'); }
export function downgrade(op) { op.execute('DROP TABLE a'); }
`;

const CONFIG = `import { defineConfig, env } from '@plumbline/engine';
export default defineConfig({ environments: { development: { url: env('DATABASE_URL', 'sqlite:///./a.db') } } });
`;

describe('the engine as it is published', () => {
  const { folder, remove } = workspaceFolder('published-engine');
  let packed: Packed;
  let root: string;

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const node = (...words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, words, { cwd: folder }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      });
    });
  const plumbline = (...words: readonly string[]) => node(join(root, 'bin/plumbline.js'), ...words);
  /** The files that a command loads, those of the package without their folder. */
  const loadedBy = async (...words: readonly string[]): Promise<readonly string[]> => {
    const bin = join(root, 'bin/plumbline.js');
    const { stderr } = await node('--require', join(folder, 'list.cjs'), bin, ...words);
    const files = stderr.split('\n').filter((file) => !file.endsWith('list.cjs'));
    return files.map((file) => (file.startsWith(root) ? relative(root, file) : relative(WORKSPACE, file)));
  };

  beforeAll(async () => {
    packed = await pack('engine', folder);
    root = await unpackInto(folder, '@plumbline/engine', packed);
    write('list.cjs', LIST_MODULES);
    write('plumbline.config.ts', CONFIG);
    write('versions/1_aaaa_a.ts', REVISION);
  });
  afterAll(remove);

  it('holds code, declarations, and what a reader looks for, and nothing else', () => {
    const others = packed.files.filter((file) => !/\.(js|d\.ts)$/.test(file));
    expect(others).toEqual(['LICENSE', 'README.md', 'THIRD-PARTY-LICENCES.txt', 'package.json']);
    expect(packed.files.filter((file) => /\.spec\.|testing\/|testdata\//.test(file))).toEqual([]);
    expect(packed.bytes).toBeLessThan(BUDGET);
  });

  it('depends on what it imports, and names what it took in', () => {
    const manifestIn = (folder: string): { readonly dependencies: object; readonly version: string } =>
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const [published, source] = [manifestIn(root), manifestIn(join(WORKSPACE, 'libs/engine'))];
    const notices = readFileSync(join(root, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    const bundled = ['commander', 'picocolors', 'valibot'];
    for (const name of bundled) expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    expect([...Object.keys(published.dependencies), ...bundled].sort()).toEqual(
      Object.keys(source.dependencies).sort(),
    );
    expect(published.version).toBe(source.version);
  });

  it('waits with what is optional until somebody needs it', () => {
    const eager =
      /^(?:let|const|var) \w+ = require\("(?:@nestjs\/common|@opentelemetry\/[\w-]+|typeorm|pg|better-sqlite3|jiti)"/m;
    const code = packed.files.filter((file) => file.endsWith('.js'));
    expect(code.filter((file) => eager.test(readFileSync(join(root, file), 'utf8')))).toEqual(['nestjs.js']);
  });

  it('says its version from a few files of its own', async () => {
    expect((await plumbline('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const loaded = await loadedBy('--version');
    expect(loaded.filter((file) => file.includes('node_modules'))).toEqual([]);
    expect(loaded).not.toContain('chunks/files.js');
    expect(loaded.length).toBeLessThanOrEqual(6);
  });

  it.each([['heads'], ['history'], ['branches']])(
    'reads a history for %s without a package',
    async (command) => {
      const loaded = await loadedBy(command);
      expect(loaded.filter((file) => file.includes('node_modules'))).toEqual([]);
      expect(loaded).toContain('chunks/files.js');
      expect(loaded.filter((file) => /chunks\/(run|develop|postgres|sqlite)\.js/.test(file))).toEqual([]);
      expect(loaded.length).toBeLessThanOrEqual(8);
    },
  );

  it('upgrades with the driver of the database and the compiler, and without the code that compares', async () => {
    expect(await plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect((await plumbline('current')).stdout).toContain('aaaa (head, current)');
    await plumbline('downgrade');
    const loaded = await loadedBy('upgrade');
    expect(loaded.filter((file) => /chunks\/(develop|postgres)\.js/.test(file))).toEqual([]);
    expect(loaded).toContain('chunks/sqlite.js');
  });

  it('reads the entities once, and later what it kept of them', async () => {
    write(
      'entities/plumbline.config.ts',
      `import { defineConfig } from '@plumbline/engine';
export default defineConfig({
  dataSource: () => import('./data-source'),
  cacheDirectory: 'kept',
  environments: { development: { url: 'sqlite:///./a.db' } },
});
`,
    );
    write(
      'entities/data-source.ts',
      `import { DataSource, EntitySchema } from 'typeorm';
const entities = [new EntitySchema({ name: 'a', columns: { id: { type: 'integer', primary: true } } })];
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities });
`,
    );
    const config = ['--config', 'entities/plumbline.config.ts'];
    mkdirSync(join(folder, 'entities/versions'));
    await plumbline('revision', '-m', 'a', ...config);
    await plumbline('upgrade', ...config);
    await plumbline('check', ...config);
    const loaded = await loadedBy('check', ...config);
    expect(loaded).toContain('chunks/develop.js');
    expect(loaded.filter((file) => file.includes('node_modules/typeorm'))).toEqual([]);
  });

  it.each([
    ['commonjs', "[User, __dirname + '/**/*.entity.{ts,js}']"],
    ['module', "[User, 'entities-of-module/**/*.entity.ts']"],
  ])('finds entities in TypeScript by patterns, in a package of the type %s', async (type, entities) => {
    const home = `entities-of-${type}`;
    const entity = (name: string, other: string): string => `
import { Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { ${other} } from './${other}.entity';
@Entity()
export class ${name} {
  @PrimaryGeneratedColumn() id!: number;
  @ManyToOne(() => ${other}) other?: Relation<${other}>;
}
`;
    write(`${home}/package.json`, JSON.stringify({ type }));
    write(
      `${home}/plumbline.config.ts`,
      `import { defineConfig } from '@plumbline/engine';
export default defineConfig({
  dataSource: () => import('./data-source'),
  cacheDirectory: 'kept',
  environments: { development: { url: 'sqlite:///:memory:' } },
});
`,
    );
    write(
      `${home}/data-source.ts`,
      `import { DataSource } from 'typeorm';
import { User } from './User.entity';
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: ${entities} });
`,
    );
    write(`${home}/User.entity.ts`, entity('User', 'Post'));
    write(`${home}/Post.entity.ts`, entity('Post', 'User'));
    mkdirSync(join(folder, home, 'versions'));
    const tables = async (): Promise<readonly string[]> => {
      const { stdout } = await plumbline('check', '--config', `${home}/plumbline.config.ts`);
      return [...stdout.matchAll(/create table (\w+)/g)].map(([, table = '']) => table).sort();
    };
    expect(await tables()).toEqual(['post', 'user']);
    write(`${home}/deep/Tag.entity.ts`, entity('Tag', 'User').replace('./User', '../User'));
    expect(await tables()).toEqual(['post', 'tag', 'user']);
  });

  it('hands itself to the configuration, not a second copy', async () => {
    write(
      'own/plumbline.config.ts',
      `import { PlumblineError } from '@plumbline/engine';
import { irreversible } from '@plumbline/engine/migration';
const what: string = irreversible('x').reason;
throw new PlumblineError('usage', { problem: 'From the configuration: ' + what, hint: 'y' });
`,
    );
    const { code, stderr } = await plumbline('heads', '--config', 'own/plumbline.config.ts');
    expect(code).toBe(2);
    expect(stderr).toContain('From the configuration: x');
  });

  it('is imported by name from an ES module, and required', async () => {
    const names = '{ defineConfig, env, runCommand, PlumblineError }';
    write(
      'names.mjs',
      `import ${names} from '@plumbline/engine';
import { irreversible } from '@plumbline/engine/migration';
import { COMMANDS } from '@plumbline/engine/commands';
import { createTestDatabase, expectNoDrift, expectUpDownUp } from '@plumbline/engine/testing';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const required = require('@plumbline/engine');
const tests = [createTestDatabase, expectNoDrift, expectUpDownUp];
console.log([defineConfig, env, runCommand, PlumblineError, irreversible, ...tests].every((x) => typeof x === 'function'));
console.log(COMMANDS === required.COMMANDS, PlumblineError === required.PlumblineError);
`,
    );
    expect(await node('names.mjs')).toEqual({ code: 0, stdout: 'true\ntrue true\n', stderr: '' });
  });

  it.each([
    [
      'an ES module',
      'tests/a.test.mjs',
      "import test from 'node:test';\nimport { createTestDatabase, expectUpDownUp } from '@plumbline/engine/testing';",
    ],
    [
      'CommonJS',
      'tests/b.test.cjs',
      "const test = require('node:test');\nconst { createTestDatabase, expectUpDownUp } = require('@plumbline/engine/testing');",
    ],
  ])("helps the tests of Node's own runner, from %s", async (_, file, imports) => {
    write(
      file,
      `${imports}
const request = { dialect: 'sqlite' };
test('a database', async () => {
  const database = await createTestDatabase(request);
  await database.query('SELECT id FROM a');
  await database.drop();
});
test('up, down, up', () => expectUpDownUp(request));
`,
    );
    const { code, stdout } = await node('--test', file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^# pass 2$/m) });
  });

  it('helps the tests of Jest, which has modules of its own', async () => {
    write(
      'jest/plumbline.config.ts',
      `import { defineConfig } from '@plumbline/engine';
export default defineConfig({
  dataSource: () => import('./data-source'),
  dialects: ['sqlite'],
  environments: { development: { url: 'sqlite:///./a.db' } },
});
`,
    );
    write(
      'jest/data-source.ts',
      `import { DataSource, EntitySchema } from 'typeorm';
const A = new EntitySchema({ name: 'A', tableName: 'a', columns: { id: { type: 'integer', primary: true } } });
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [A] });
`,
    );
    write('jest/versions/1_aaaa_a.ts', REVISION.replace('(id integer)', '(id integer NOT NULL PRIMARY KEY)'));
    write(
      'jest/a.test.js',
      `const { createTestDatabase, expectNoDrift, expectUpDownUp } = require('@plumbline/engine/testing');
const { DataSource } = require('typeorm');
const request = { cwd: __dirname, dialect: 'sqlite' };
test('a database', async () => {
  const database = await createTestDatabase(request);
  const source = await new DataSource(database.typeorm).initialize();
  expect(await source.query('SELECT id FROM a')).toEqual([]);
  await source.destroy();
  await database.drop();
});
test('up, down, up', () => expectUpDownUp(request));
test('no drift', () => expectNoDrift(request));
`,
    );
    write('jest/jest.config.json', '{ "testEnvironment": "node", "transform": {} }');
    const jest = join(WORKSPACE, 'node_modules/jest/bin/jest.js');
    const { code, stderr } = await node(jest, '--config', 'jest/jest.config.json', '--testTimeout=60000');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Tests:       3 passed') });
  });

  it('has declarations that a strict compiler accepts, its own included', async () => {
    write(
      'strict/use.ts',
      `import { defineConfig, runCommand, type Report } from '@plumbline/engine';
import { COMMANDS } from '@plumbline/engine/commands';
import { irreversible, type Operations } from '@plumbline/engine/migration';
import { createTestDatabase, expectUpDownUp, type TestDatabase } from '@plumbline/engine/testing';
export const database: Promise<TestDatabase> = createTestDatabase({ dialect: 'sqlite' });
export const tried: Promise<readonly string[]> = expectUpDownUp().then((all) => all.map(({ revision }) => revision));
export const config = defineConfig({ environments: {} });
export const upgrade = (op: Operations): void => op.createTable('a', { columns: [{ name: 'id', type: 'integer' }] });
export const downgrade = irreversible('no way back');
export const names: readonly string[] = COMMANDS.map(({ name }) => name);
export const code: Promise<number> = runCommand('heads', {}, { cwd: '.', variables: {}, stdout: () => {}, stderr: () => {}, colour: false, interactive: false });
export type Answer = Report['command'];
// @ts-expect-error no column has this type
upgrade(1);
`,
    );
    const options = { strict: true, skipLibCheck: false, noEmit: true, types: ['node'], target: 'es2022' };
    write(
      'strict/tsconfig.json',
      JSON.stringify({ compilerOptions: { ...options, module: 'nodenext' }, include: ['use.ts'] }),
    );
    const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
    expect(await node(tsc, '-p', 'strict')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
