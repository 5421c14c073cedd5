import { readJson, readNxJson, updateNxJson, writeJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { initGenerator } from './generator';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

describe('nx g @plumbline/nx:init', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  });

  const changes = (): unknown => tree.listChanges().map(({ path, content }) => [path, content?.toString()]);

  it('adds packages, the plugin, its sync generator and a migrations project', async () => {
    await initGenerator(tree, { dialect: 'both' });
    const { dependencies, devDependencies } = readJson<Manifest>(tree, 'package.json');
    expect(Object.keys(dependencies ?? {})).toEqual(
      expect.arrayContaining(['@plumbline/engine', 'typeorm', 'pg', 'better-sqlite3']),
    );
    expect(Object.keys(devDependencies ?? {})).toContain('@plumbline/nx');
    expect(readNxJson(tree)).toMatchObject({
      plugins: [{ plugin: '@plumbline/nx', options: { targetPrefix: 'migrate-' } }],
      sync: { globalGenerators: ['@plumbline/nx:sync'] },
    });
    expect(tree.exists('migrations/plumbline.config.ts')).toBe(true);
    expect(tree.exists('migrations/data-source.ts')).toBe(true);
  });

  it('changes nothing the second time', async () => {
    tree.write('.gitignore', 'dist\n');
    await initGenerator(tree, {});
    const before = changes();
    await initGenerator(tree, {});
    expect(changes()).toEqual(before);
    expect(tree.read('.gitignore', 'utf8')).toBe('dist\n\n*.db\n*.db-journal\n*.db-wal\n*.db-shm\n');
  });

  it('keeps what nx.json and package.json say', async () => {
    updateNxJson(tree, {
      ...readNxJson(tree),
      plugins: ['@nx/jest/plugin', { plugin: '@plumbline/nx', options: { targetPrefix: 'db:' } }],
      sync: { globalGenerators: ['@nx/js:typescript-sync'] },
    });
    writeJson(tree, 'package.json', { name: 'x', dependencies: { typeorm: '0.3.20' } });
    await initGenerator(tree, { dialect: 'postgres' });
    expect(readNxJson(tree)).toMatchObject({
      plugins: ['@nx/jest/plugin', { plugin: '@plumbline/nx', options: { targetPrefix: 'db:' } }],
      sync: { globalGenerators: ['@nx/js:typescript-sync', '@plumbline/nx:sync'] },
    });
    expect(readJson<Manifest>(tree, 'package.json').dependencies?.['typeorm']).toBe('0.3.20');
  });

  it('leaves out what it is told to', async () => {
    const before = tree.read('package.json', 'utf8');
    await initGenerator(tree, { skipPackageJson: true, skipConfiguration: true, skipFormat: true });
    expect(tree.read('package.json', 'utf8')).toBe(before);
    expect(tree.exists('migrations')).toBe(false);
  });

  it('takes an empty answer for the data source as none', async () => {
    await initGenerator(tree, { dataSource: ' ' });
    expect(tree.read('migrations/plumbline.config.ts', 'utf8')).toContain(`import('./data-source')`);
  });
});
