import { addProjectConfiguration, readProjectConfiguration, updateJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { configurationGenerator } from './generator';

const DATA_SOURCE = `import { DataSource } from 'typeorm';\nexport default new DataSource({});\n`;

describe('nx g configuration', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    addProjectConfiguration(tree, 'core', { root: 'libs/core' });
  });

  const config = (directory = 'migrations'): string =>
    tree.read(`${directory}/plumbline.config.ts`, 'utf8') ?? '';

  it('writes a project for the only data source of the workspace', async () => {
    tree.write('libs/core/src/data-source.ts', DATA_SOURCE);
    await configurationGenerator(tree, { dialect: 'both' });
    expect(readProjectConfiguration(tree, 'db')).toMatchObject({
      root: 'migrations',
      projectType: 'library',
      sourceRoot: 'migrations',
    });
    expect(config()).toContain(`dataSource: () => import('../libs/core/src/data-source'),`);
    expect(config()).toContain(`dialects: ['postgres', 'sqlite'],`);
    expect(config()).toContain(`env('DATABASE_URL', 'sqlite:///./development.db')`);
    expect(tree.exists('migrations/versions/.gitkeep')).toBe(true);
    expect(tree.exists('migrations/data-source.ts')).toBe(false);
  });

  it('imports it by the path mapping that stands for the file', async () => {
    tree.write('libs/core/src/app.data-source.ts', DATA_SOURCE);
    updateJson<Record<string, unknown>>(tree, 'tsconfig.base.json', (json) => ({
      ...json,
      compilerOptions: { paths: { '@shop/core/data-source': ['./libs/core/src/app.data-source.ts'] } },
    }));
    await configurationGenerator(tree, {});
    expect(config()).toContain(`import('@shop/core/data-source')`);
  });

  it('takes a module or a file that is named, and refuses a file that is missing', async () => {
    await configurationGenerator(tree, { dataSource: '@acme/database' });
    expect(config()).toContain(`import('@acme/database')`);
    tree.write('libs/core/src/db.ts', DATA_SOURCE);
    await configurationGenerator(tree, {
      name: 'second',
      directory: 'libs/core/migrations',
      dataSource: 'libs/core/src/db.ts',
    });
    expect(config('libs/core/migrations')).toContain(`import('../src/db')`);
    await expect(
      configurationGenerator(tree, { name: 'third', directory: 'third', dataSource: 'libs/nowhere.ts' }),
    ).rejects.toThrow('There is no file libs/nowhere.ts');
    expect(tree.exists('third')).toBe(false);
  });

  it.each([
    ['postgres', `type: 'postgres'`, `development: { url: env('DATABASE_URL') }`],
    ['sqlite', `type: 'better-sqlite3'`, `env('DATABASE_URL', 'sqlite:///./development.db')`],
  ] as const)('begins a data source for %s where there is none', async (dialect, type, url) => {
    await configurationGenerator(tree, { dialect });
    expect(tree.read('migrations/data-source.ts', 'utf8')).toContain(type);
    expect(config()).toContain(`import('./data-source')`);
    expect(config()).toContain(url);
  });

  it('asks which, where there are several', async () => {
    tree.write('libs/core/src/data-source.ts', DATA_SOURCE);
    tree.write('libs/billing/src/data-source.ts', DATA_SOURCE);
    await expect(configurationGenerator(tree, {})).rejects.toThrow(
      '--dataSource=libs/billing/src/data-source.ts or --dataSource=libs/core/src/data-source.ts',
    );
  });

  it('leaves alone what is there, and changes nothing the second time', async () => {
    await configurationGenerator(tree, { tags: 'scope:db, type:lib' });
    const before = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
    await configurationGenerator(tree, { dialect: 'postgres' });
    expect(tree.listChanges().map(({ path, content }) => [path, content?.toString()])).toEqual(before);
    expect(readProjectConfiguration(tree, 'db').tags).toEqual(['scope:db', 'type:lib']);
  });

  it('refuses the name of a project elsewhere', async () => {
    await expect(configurationGenerator(tree, { name: 'core' })).rejects.toThrow(
      `There is a project 'core' in libs/core.`,
    );
  });

  it('may be referred to where the workspace uses project references', async () => {
    updateJson<Record<string, unknown>>(tree, 'tsconfig.base.json', (json) => ({
      ...json,
      compilerOptions: { composite: true },
    }));
    await configurationGenerator(tree, {});
    const text = tree.read('migrations/tsconfig.json', 'utf8') ?? '';
    expect(text).toContain('emitDeclarationOnly');
    expect(text).not.toContain('noEmit');
  });
});
