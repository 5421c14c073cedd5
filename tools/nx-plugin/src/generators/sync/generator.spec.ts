import {
  addProjectConfiguration,
  readJson,
  readProjectConfiguration,
  writeJson,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { syncGenerator } from './generator';

describe('nx sync', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'db', { root: 'migrations' });
    for (const name of ['core', 'users', 'billing']) {
      addProjectConfiguration(tree, name, { root: `libs/${name}` });
      writeJson(tree, `libs/${name}/tsconfig.json`, {});
      tree.write(`libs/${name}/src/${name}.entity.ts`, '');
    }
    tree.write(
      'migrations/plumbline.config.ts',
      `export default { dataSource: () => import('../libs/core/src/data-source') };`,
    );
  });

  const dataSource = (entities: string): void =>
    tree.write('libs/core/src/data-source.ts', `export default { entities: [${entities}] };`);

  it('has nothing to say where imports show everything', () => {
    dataSource('User, Product');
    expect(syncGenerator(tree)).toEqual({});
  });

  it.each([
    [`'libs/users/src/**/*.entity.ts'`, ['users']],
    [`"libs/*/src/**/*.entity.ts"`, ['billing', 'users']],
    ['`${root}/x`, __dirname + "/../../billing/src/*.ts"', ['billing']],
    [`'dist/**/*.js'`, []],
    [`'libs/users'`, []],
  ])('adds the projects whose entities a glob loads: %s', (entities, expected) => {
    dataSource(entities);
    const { outOfSyncMessage } = syncGenerator(tree);
    expect(readProjectConfiguration(tree, 'db').implicitDependencies ?? []).toEqual(expected);
    if (expected.length > 0) expect(outOfSyncMessage).toContain('migrations/project.json');
    expect(syncGenerator(tree)).toEqual({});
  });

  it('keeps the references of TypeScript, where the workspace has some', () => {
    dataSource('User');
    writeJson(tree, 'migrations/tsconfig.json', { references: [{ path: '../libs/users' }] });
    expect(syncGenerator(tree)).toEqual({});
    writeJson(tree, 'tsconfig.json', { files: [], references: [{ path: './libs/core' }] });
    expect(syncGenerator(tree).outOfSyncMessage).toContain('tsconfig.json, migrations/tsconfig.json');
    expect(readJson(tree, 'tsconfig.json')).toEqual({
      files: [],
      references: [{ path: './libs/core' }, { path: './migrations' }],
    });
    expect(readJson(tree, 'migrations/tsconfig.json')).toEqual({
      references: [{ path: '../libs/users' }, { path: '../libs/core' }],
    });
    expect(syncGenerator(tree)).toEqual({});
  });
});
