import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { createConsumer, type Consumer, type Run } from './support/consumer';
import { pack, workspaceFolder, type Packed } from './support/packed';

// npm installs hundreds of files, and each step is a process.
jest.setTimeout(300_000);

/** What an upload of the plugin may weigh. */
const PLUGIN_BUDGET = 40_000;
const LIBRARIES = ['typeorm', 'reflect-metadata', 'typescript', 'pg', 'better-sqlite3'];
/** Node 20 runs the tests; the others come as packages that hold the program and need no script. */
const NODES = {
  22: `node22@npm:node-${process.platform}-${process.arch}@22.23.3`,
  24: `node24@npm:node-${process.platform}-${process.arch}@24.21.0`,
};

/** Another Nx than that of this workspace, for `npm run test:nx-versions`. */
const { TEST_NX_VERSION: nxVersion } = process.env;

const ENTITY = `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 80 })
  name!: string;
}
`;

const { folder: tarballs, remove: removeTarballs } = workspaceFolder('tarballs');
let engine: Packed;
let plugin: Packed;
let postgres: TestDatabase;

beforeAll(async () => {
  engine = await pack('engine', tarballs);
  plugin = await pack('nx-plugin', tarballs);
  postgres = await createPostgresDatabase();
});
afterAll(async () => {
  await postgres.drop();
  removeTarballs();
});

describe(`a fresh Nx workspace${nxVersion === undefined ? '' : ` of ${nxVersion}`} with the packed plugin`, () => {
  let workspace: Consumer;

  const nx = async (words: readonly string[], variables = {}): Promise<Run> => {
    const bin = join(workspace.folder, 'node_modules/nx/dist/bin/nx.js');
    const settings = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_ISOLATE_PLUGINS: 'false' };
    return workspace.run(process.execPath, [bin, ...words], { variables: { ...settings, ...variables } });
  };
  const succeeds = async (words: readonly string[], variables = {}): Promise<string> => {
    const { code, output } = await nx(words, variables);
    if (code !== 0) throw new Error(`nx ${words.join(' ')} ended with ${code}:\n${output}`);
    return output;
  };

  beforeAll(async () => {
    workspace = await createConsumer([
      nxVersion === undefined ? 'nx' : `nx@${nxVersion}`,
      ...LIBRARIES,
      engine.tarball,
      plugin.tarball,
    ]);
    workspace.write('nx.json', '{ "neverConnectToCloud": true, "analytics": false }\n');
    workspace.write('libs/core/project.json', '{ "name": "core" }\n');
    workspace.write('libs/core/src/user.ts', ENTITY);
    workspace.write(
      'libs/core/src/data-source.ts',
      `import { DataSource } from 'typeorm';
import { User } from './user';

export const dataSource = new DataSource({ type: 'postgres', entities: [User] });
`,
    );
  });
  afterAll(() => workspace.remove());

  it('installs little', () => {
    const manifest = readFileSync(join(workspace.folder, 'node_modules/nx/package.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject(nxVersion === undefined ? {} : { version: nxVersion });
    expect(plugin.bytes).toBeLessThan(PLUGIN_BUDGET);
    expect(plugin.files.filter((file) => /\.spec\.|testing\/|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it('loads nothing of Nx for a task, which would take longer than most commands', async () => {
    const loadedBy = async (file: string): Promise<readonly string[]> => {
      const list = `require('./node_modules/@plumbline/nx/${file}'); console.log(Object.keys(require.cache).join('\\n'))`;
      const { code, output } = await workspace.run(process.execPath, ['-e', list]);
      expect(code).toBe(0);
      return output.trim().split('\n');
    };
    const task = await loadedBy('src/executors/commands.js');
    expect(task).toContainEqual(expect.stringContaining('@plumbline/nx/chunks/executors.js'));
    expect(task.filter((file) => !file.includes('/node_modules/@plumbline/'))).toEqual([]);
    // And inference, which every command of Nx waits for, loads of the engine its table of commands.
    const inference = (await loadedBy('index.js')).filter((one) => one.includes('@plumbline/engine'));
    expect(inference).toEqual([expect.stringMatching(/@plumbline\/engine\/commands\.js$/)]);
  });

  it('begins with a generator', async () => {
    const source = '--dataSource=libs/core/src/data-source.ts';
    const output = await succeeds(['g', '@plumbline/nx:init', '--dialect=both', source, '--skipPackageJson']);
    expect(output).toContain('CREATE migrations/plumbline.config.ts');
    const shown = JSON.parse(await succeeds(['show', 'project', 'db', '--json'])) as { targets: object };
    expect(Object.keys(shown.targets)).toEqual(expect.arrayContaining(['migrate-upgrade', 'migrate-check']));
  });

  it('writes a revision from the entities', async () => {
    expect(await succeeds(['g', 'migration', 'add users'])).toContain('create table users');
  });

  it.each(['SQLite', 'PostgreSQL'])('applies, checks and undoes it on %s', async (name) => {
    const variables = name === 'SQLite' ? {} : { DATABASE_URL: postgres.url };
    expect(await succeeds(['run', 'db:migrate-upgrade'], variables)).toContain('Applied 1 revision');
    expect(await succeeds(['run', 'db:migrate-check'], variables)).toContain('Clean');
    expect(await succeeds(['run', 'db:migrate-downgrade'], variables)).toContain('Undid 1 revision');
    expect((await nx(['run', 'db:migrate-check'], variables)).code).not.toBe(0);
  });

  it('converts a data source with migrations that TypeORM has run, and goes on from there', async () => {
    workspace.write('libs/legacy/project.json', '{ "name": "legacy" }\n');
    workspace.write('libs/legacy/src/data-source.ts', LEGACY_SOURCE);
    const [created, titled] = [
      'CREATE TABLE invoices (id integer PRIMARY KEY NOT NULL)',
      'ALTER TABLE invoices ADD COLUMN title varchar',
    ];
    workspace.write(
      'libs/legacy/src/migrations/1-invoices.ts',
      LEGACY_CLASS('Invoices1690000000000', created),
    );
    workspace.write('libs/legacy/src/migrations/2-title.ts', LEGACY_CLASS('Title1700000000000', titled));
    workspace.write('live.cjs', LEGACY_DATABASE);
    expect((await workspace.run(process.execPath, ['live.cjs'])).code).toBe(0);

    const source = '--dataSource=libs/legacy/src/data-source.ts';
    const convert = ['g', '@plumbline/nx:convert', 'legacy-db', '--directory=legacy', source];
    expect(await succeeds([...convert, '--dry-run'])).toContain('CREATE legacy/plumbline.config.ts');
    expect((await nx(['show', 'project', 'legacy-db'])).code).not.toBe(0);
    expect(await succeeds(convert)).toMatch(/CREATE legacy\/versions\/[^ ]*_title\.ts/);
    expect(await succeeds(convert)).toContain('Nothing to convert');

    const live = { DATABASE_URL: `sqlite:///${join(workspace.folder, 'legacy.db')}` };
    expect(await succeeds(['run', 'legacy-db:migrate-import', 'typeorm'], live)).toContain(
      '1 applied, 1 pending',
    );
    expect(await succeeds(['run', 'legacy-db:migrate-current'], live)).toContain('Invoices');
    expect(await succeeds(['run', 'legacy-db:migrate-upgrade'], live)).toContain('Applied 1 revision');
    expect(await succeeds(['run', 'legacy-db:migrate-check'], live)).toContain('Clean');

    const due = "  @Column({ type: 'integer', nullable: true })\n  due!: number | null;\n}\n\nexport const";
    workspace.write('libs/legacy/src/data-source.ts', LEGACY_SOURCE.replace('}\n\nexport const', due));
    const made = await succeeds(['g', 'migration', 'due dates', '--project=legacy-db'], live);
    expect(made).toContain('add column invoices.due');
    expect(await succeeds(['run', 'legacy-db:migrate-upgrade'], live)).toContain('Applied 1 revision');
    expect(await succeeds(['run', 'legacy-db:migrate-check'], live)).toContain('Clean');
  });
});

const LEGACY_SOURCE = `import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

@Entity('invoices')
export class Invoice {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', nullable: true })
  title!: string | null;
}

export const dataSource = new DataSource({
  type: 'better-sqlite3',
  database: 'legacy.db',
  entities: [Invoice],
  migrations: ['libs/legacy/src/migrations/*.ts'],
});
`;
const LEGACY_CLASS = (name: string, up: string): string =>
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name} implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(${JSON.stringify(up)});
  }
  async down(): Promise<void> {}
}
`;
/** What somebody has who has lived with TypeORM's migrations: a database, and its record of what it has run. */
const LEGACY_DATABASE = `const { DataSource } = require('typeorm');
class Invoices1690000000000 {
  up(runner) { return runner.query('CREATE TABLE invoices (id integer PRIMARY KEY NOT NULL)'); }
  down() {}
}
const source = new DataSource({ type: 'better-sqlite3', database: 'legacy.db', migrations: [Invoices1690000000000] });
source.initialize().then(() => source.runMigrations()).then(() => source.destroy());
`;

describe('a project without Nx', () => {
  let project: Consumer;

  const programs: Readonly<Record<string, string>> = {
    20: process.execPath,
    22: 'node_modules/node22/bin/node',
    24: 'node_modules/node24/bin/node',
  };
  const plumbline = (node: string, kind: string, words: readonly string[], url: string): Promise<Run> =>
    project.run(
      join(node === '20' ? '' : project.folder, programs[node] ?? ''),
      [join(project.folder, 'node_modules/@plumbline/engine/bin/plumbline.js'), ...words],
      { cwd: kind, variables: { DATABASE_URL: url } },
    );

  beforeAll(async () => {
    project = await createConsumer([...LIBRARIES, ...Object.values(NODES), engine.tarball]);
    project.write('commonjs/package.json', '{ "type": "commonjs" }\n');
    project.write(
      'commonjs/plumbline.config.js',
      `const { defineConfig, env } = require('@plumbline/engine');

module.exports = defineConfig({
  dataSource: () => require('./data-source.js'),
  dialects: ['postgres', 'sqlite'],
  environments: { development: { url: env('DATABASE_URL') } },
});
`,
    );
    project.write(
      'commonjs/data-source.js',
      `const { DataSource, EntitySchema } = require('typeorm');

const columns = { id: { type: 'integer', primary: true, generated: true }, name: { type: 'varchar', length: 80 } };
const User = new EntitySchema({ name: 'User', tableName: 'users', columns });
exports.dataSource = new DataSource({ type: 'postgres', entities: [User] });
`,
    );
    project.write('esm/package.json', '{ "type": "module" }\n');
    project.write('esm/user.ts', ENTITY);
    project.write(
      'esm/data-source.ts',
      `import { DataSource } from 'typeorm';
import { User } from './user.js';

export const dataSource = new DataSource({ type: 'postgres', entities: [User] });
`,
    );
    project.write(
      'esm/plumbline.config.ts',
      `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source.js'),
  dialects: ['postgres', 'sqlite'],
  environments: { development: { url: env('DATABASE_URL') } },
});
`,
    );
    for (const kind of ['commonjs', 'esm']) {
      project.write(`${kind}/versions/.gitkeep`, '');
      const url = `sqlite:///${join(project.folder, `${kind}.db`)}`;
      const { code, output } = await plumbline('20', kind, ['revision', '-m', 'add users'], url);
      if (code !== 0) throw new Error(`${kind}: ${output}`);
    }
  });
  afterAll(() => project.remove());

  // A compiled driver belongs to one version of Node: better-sqlite3 is the one that was compiled for the tests.
  it.each([
    { node: '20', kind: 'commonjs', database: 'SQLite' },
    { node: '20', kind: 'esm', database: 'SQLite' },
    { node: '20', kind: 'commonjs', database: 'PostgreSQL' },
    { node: '20', kind: 'esm', database: 'PostgreSQL' },
    { node: '22', kind: 'commonjs', database: 'PostgreSQL' },
    { node: '22', kind: 'esm', database: 'PostgreSQL' },
    { node: '24', kind: 'commonjs', database: 'PostgreSQL' },
    { node: '24', kind: 'esm', database: 'PostgreSQL' },
  ])(
    'applies, checks and undoes a revision: Node $node, $kind, $database',
    async ({ node, kind, database }) => {
      const url = database === 'SQLite' ? `sqlite:///${join(project.folder, `${kind}.db`)}` : postgres.url;
      const succeeds = async (...words: readonly string[]): Promise<string> => {
        const { code, output } = await plumbline(node, kind, words, url);
        if (code !== 0) throw new Error(`plumbline ${words.join(' ')} ended with ${code}:\n${output}`);
        return output;
      };
      expect(await succeeds('upgrade')).toContain('Applied 1 revision');
      expect(await succeeds('check')).toContain('Clean');
      expect(await succeeds('downgrade')).toContain('Undid 1 revision');
      expect((await plumbline(node, kind, ['check'], url)).code).toBe(3);
    },
  );
});
