import { logger, type Tree } from '@nx/devkit';
import { FsTree, flushChanges } from 'nx/src/generators/tree';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { convertGenerator } from './generator';
import type { ConvertGeneratorSchema } from './schema';

jest.setTimeout(60_000);

const WORKSPACE = resolve(__dirname, '../../../../..');
const SOURCE = 'apps/api/src/data-source.ts';
const DATA_SOURCE = `import 'reflect-metadata';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryColumn({ type: 'integer' })
  id: number;
  @Column({ type: 'varchar' })
  name: string;
}

export default new DataSource({
  type: 'better-sqlite3',
  database: 'app.db',
  entities: [User],
  migrations: ['apps/api/src/migrations/*.ts'],
});
`;
const migration = (name: string): string =>
  `export class ${name} {\n  async up(runner: any) { await runner.query('SELECT 1'); }\n  async down() {}\n}\n`;
const SCRIPTS = {
  'db:run': 'typeorm migration:run -d apps/api/src/data-source.ts',
  'db:make': 'npx typeorm-ts-node-commonjs migration:generate -d apps/api/src/data-source.ts',
  start: 'typeorm migration:run && node main.js',
  deploy: 'npm run db:run',
  build: 'tsc',
};
const TARGETS = {
  migrate: {
    executor: 'nx:run-commands',
    options: { commands: ['typeorm migration:run', 'typeorm migration:show'] },
  },
  serve: { command: 'nx run api:migrate' },
  lint: { command: 'eslint .' },
};

describe('nx g convert', () => {
  let root: string;
  const told = (): string => [info, warn].flatMap((spy) => spy.mock.calls.flat()).join('\n');
  let info: jest.SpyInstance;
  let warn: jest.SpyInstance;

  beforeEach(() => {
    info = jest.spyOn(logger, 'info').mockImplementation();
    warn = jest.spyOn(logger, 'warn').mockImplementation();
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    mkdirSync(join(WORKSPACE, 'tmp'), { recursive: true });
    root = mkdtempSync(join(WORKSPACE, 'tmp/convert-'));
    edit((tree) => {
      tree.write('nx.json', '{ "plugins": [] }');
      tree.write('package.json', JSON.stringify({ name: 'shop', scripts: SCRIPTS }));
      tree.write('apps/api/project.json', JSON.stringify({ name: 'api', targets: TARGETS }));
      tree.write(SOURCE, DATA_SOURCE);
      tree.write('apps/api/src/migrations/1690000000000-users.ts', migration('Users1690000000000'));
      tree.write('apps/api/src/migrations/1700000000000-names.ts', migration('Names1700000000000'));
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
  });

  function edit(change: (tree: Tree) => void): void {
    const tree = new FsTree(root, false);
    change(tree);
    flushChanges(root, tree.listChanges());
  }
  /** What a run changes; written to the disk as Nx does without `--dry-run`. */
  async function convert(schema: ConvertGeneratorSchema = {}): Promise<readonly string[]> {
    const tree = new FsTree(root, false);
    await convertGenerator(tree, schema);
    const changes = tree.listChanges();
    flushChanges(root, changes);
    return changes.map(({ path }) => path).sort();
  }
  const read = (file: string): string => new FsTree(root, false).read(file, 'utf8') ?? '';

  it('writes a project and a revision for each class into the Tree, and nothing to the disk', async () => {
    const tree = new FsTree(root, false);
    await convertGenerator(tree, {});
    const written = tree.listChanges().map(({ path }) => path);
    expect(written).toEqual(
      expect.arrayContaining([
        'migrations/plumbline.config.ts',
        'migrations/project.json',
        expect.stringMatching(/^migrations\/versions\/\d{8}-\d{4}_[0-9a-f]{12}_users\.ts$/),
        expect.stringMatching(/^migrations\/versions\/\d{8}-\d{4}_[0-9a-f]{12}_names\.ts$/),
      ]),
    );
    expect(existsSync(join(root, 'migrations'))).toBe(false);
    const users = written.find((path) => path.endsWith('_users.ts')) ?? '';
    expect(tree.read(users, 'utf8')).toContain(
      "await import('../../apps/api/src/migrations/1690000000000-users')",
    );
    expect(tree.read('migrations/plumbline.config.ts', 'utf8')).toContain("dialects: ['sqlite']");
    expect(tree.read('nx.json', 'utf8')).toContain('@plumbline/nx');
  });

  it('changes nothing the second time, and puts on top what was added since', async () => {
    expect((await convert()).filter((path) => path.includes('/versions/'))).toHaveLength(3); // with .gitkeep
    expect(told()).toContain('Next, once for each environment: nx run db:migrate-import typeorm');
    expect(await convert()).toEqual([]);
    expect(told()).toContain('Nothing to convert');
    edit((tree) =>
      tree.write('apps/api/src/migrations/1710000000000-more.ts', migration('More1710000000000')),
    );
    expect(await convert()).toEqual([expect.stringMatching(/_more\.ts$/)]);
  });

  it('leaves scripts and targets alone unless it is asked to remove them, and never what does more', async () => {
    const before = read('apps/api/project.json');
    await convert();
    expect(JSON.parse(read('package.json'))).toMatchObject({ scripts: SCRIPTS });
    expect(read('apps/api/project.json')).toBe(before);
    expect(await convert({ removeScripts: true })).toEqual(['apps/api/project.json', 'package.json']);
    expect(told()).toContain('Removed db:run (package.json)');
    for (const name of ['start', 'deploy', 'serve']) expect(told()).toContain(`change it by hand: ${name} (`);
    const { start, deploy, build } = SCRIPTS;
    expect(JSON.parse(read('package.json'))).toEqual({ name: 'shop', scripts: { start, deploy, build } });
    const { serve, lint } = TARGETS;
    expect(JSON.parse(read('apps/api/project.json'))).toMatchObject({ targets: { serve, lint } });
    expect(await convert({ removeScripts: true })).toEqual([]);
  });

  it.each<[string, (tree: Tree) => void, ConvertGeneratorSchema, RegExp]>([
    [
      'no data source',
      (tree) => tree.delete(SOURCE),
      {},
      /^error\[import-refused\].*\nNo file of the workspace/,
    ],
    ['a file that is not there', () => undefined, { dataSource: 'nowhere.ts' }, /no file nowhere\.ts/],
    [
      'several data sources',
      (tree) => tree.write('libs/b/data-source.ts', DATA_SOURCE),
      {},
      /^error\[import-refused\][\s\S]*--dataSource=apps\/api\/src\/data-source\.ts or --dataSource=libs\/b/,
    ],
    [
      'a data source that does not say its database',
      (tree) => tree.write(SOURCE, DATA_SOURCE.replace("'better-sqlite3'", 'TYPE')),
      {},
      /--dialect=postgres or --dialect=sqlite/,
    ],
    [
      'no migrations',
      (tree) => tree.write(SOURCE, DATA_SOURCE.replace('/migrations/', '/none/')),
      {},
      /Nothing was converted \(exit code 7\)/,
    ],
    [
      'entities that cannot be read',
      (tree) => tree.write(SOURCE, DATA_SOURCE.replace("type: 'integer'", "type: 'no_such_type'")),
      {},
      /Nothing was converted \(exit code 2\)/,
    ],
  ])('refuses %s, and writes nothing', async (_what, change, schema, message) => {
    edit(change);
    await expect(convert(schema)).rejects.toThrow(message);
    expect(existsSync(join(root, 'migrations'))).toBe(false);
    expect(read('nx.json')).not.toContain('@plumbline/nx');
  });
});
