import type { CreateDependenciesContext, FileData, ProjectConfiguration } from '@nx/devkit';
import { dirname, join, relative } from 'node:path';
import { testWorkspace, type TestWorkspace } from '../testing/workspace';
import { createDependencies } from './create-dependencies';

const TSCONFIG = `{
  // comments are allowed here
  "compilerOptions": { "paths": {
    "@shop/entities/data-source": ["./libs/entities/src/data-source.ts"],
    "@shop/*": ["./libs/*/src/index.ts"]
  } }
}`;

const PROJECTS: Readonly<Record<string, string>> = {
  db: 'migrations',
  entities: 'libs/entities',
  billing: 'libs/billing',
  published: 'packages/published',
};

describe('createDependencies', () => {
  let workspace: TestWorkspace | undefined;
  afterEach(() => workspace?.remove());

  /** The edges of a workspace whose configuration file imports the given modules. */
  async function edges(config: string, changed = true): Promise<readonly (readonly [string, string])[]> {
    workspace = testWorkspace({
      'tsconfig.base.json': TSCONFIG,
      'migrations/plumbline.config.ts': config,
      'packages/published/package.json': '{ "name": "@acme/published" }',
    });
    const found = await createDependencies({}, context(workspace.root, PROJECTS, changed));
    return found.map(({ source, target }) => [source, target] as const);
  }

  it.each([
    [`import('@shop/entities/data-source')`, 'entities'],
    [`import('@shop/billing')`, 'billing'],
    [`import('../libs/billing/src/data-source')`, 'billing'],
    [`require('@acme/published/data-source')`, 'published'],
  ])('leads from the project to the one that holds the data source: %s', async (expression, target) => {
    expect(await edges(`export default { dataSource: () => ${expression} };`)).toEqual([['db', target]]);
  });

  it.each([`import('./data-source')`, `import('typeorm')`, `import('../../elsewhere/x')`, `import(name)`])(
    'leads nowhere for %s',
    async (expression) => {
      expect(await edges(`export default { dataSource: () => ${expression} };`)).toEqual([]);
    },
  );

  it('gives an edge once, however often a module is imported', async () => {
    const config = `import { a } from '@shop/entities'; const b = () => import('@shop/entities/data-source');`;
    expect(await edges(config)).toEqual([['db', 'entities']]);
  });

  it('leaves files alone that Nx has seen before', async () => {
    expect(await edges(`import('@shop/billing')`, false)).toEqual([]);
  });

  it('leads to this plugin where its source is in the workspace', async () => {
    const root = join(__dirname, '../../../..');
    const plugin = relative(root, dirname(dirname(__dirname)));
    const projects = { db: 'migrations', plugin };
    const found = await createDependencies({}, context(root, projects, true));
    expect(found).toContainEqual(expect.objectContaining({ source: 'db', target: 'plugin' }));
  });
});

function context(
  workspaceRoot: string,
  roots: Readonly<Record<string, string>>,
  changed: boolean,
): CreateDependenciesContext {
  const projects = Object.fromEntries(
    Object.entries(roots).map(([name, root]): [string, ProjectConfiguration] => [name, { root }]),
  );
  const files = { db: [{ file: 'migrations/plumbline.config.ts', hash: '1' } satisfies FileData] };
  return {
    workspaceRoot,
    projects,
    externalNodes: {},
    nxJsonConfiguration: {},
    fileMap: { projectFileMap: files, nonProjectFiles: [] },
    filesToProcess: { projectFileMap: changed ? files : {}, nonProjectFiles: [] },
  };
}
