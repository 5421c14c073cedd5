import {
  addProjectConfiguration,
  formatFiles,
  getProjects,
  joinPathFragments,
  offsetFromRoot,
  readJson,
  writeJson,
  type Tree,
} from '@nx/devkit';
import { renderConfiguration, type DialectName } from '@plumbline/engine';
import { configFileIn } from '../../config-file';
import { dataSourceModule } from './data-source-module';
import { findDataSources } from './find-data-source';
import type { ConfigurationGeneratorSchema, Dialect } from './schema';

const DIALECTS: Readonly<Record<Dialect, readonly DialectName[]>> = {
  sqlite: ['sqlite'],
  postgres: ['postgres'],
  both: ['postgres', 'sqlite'],
};

const SQLITE_FILE = `  type: 'better-sqlite3',\n  database: 'development.db',`;

/** Where a data source that this generator begins connects to, as long as it is asked by the application. */
const STARTING_OPTIONS: Readonly<Record<Dialect, string>> = {
  sqlite: SQLITE_FILE,
  postgres: `  type: 'postgres',\n  url: process.env['DATABASE_URL'],`,
  both: SQLITE_FILE,
};

/**
 * A project that holds the revisions of one data source: `project.json`, `plumbline.config.ts`, an empty folder of
 * revisions, `tsconfig.json`. What is there already stays as it is.
 *
 * @throws Error when the name belongs to a project elsewhere, or when it is not clear which data source is meant
 */
export async function configurationGenerator(
  tree: Tree,
  schema: ConfigurationGeneratorSchema,
): Promise<void> {
  const { name = 'db', dialect = 'sqlite' } = schema;
  const directory = joinPathFragments(schema.directory ?? 'migrations');
  assertFree(tree, name, directory);
  if (configFileIn(directory, (file) => tree.exists(file)) === undefined) {
    const dataSource = chooseDataSource(tree, schema.dataSource, directory, dialect);
    const text = renderConfiguration({ dialects: DIALECTS[dialect], dataSource });
    tree.write(joinPathFragments(directory, 'plumbline.config.ts'), text);
  }
  addProject(tree, name, directory, schema.tags);
  addTsconfig(tree, directory);
  if (!tree.exists(joinPathFragments(directory, 'versions')))
    tree.write(joinPathFragments(directory, 'versions/.gitkeep'), '');
  if (schema.skipFormat !== true) await formatFiles(tree);
}

export default configurationGenerator;

function assertFree(tree: Tree, name: string, directory: string): void {
  const found = getProjects(tree).get(name);
  if (found === undefined || found.root === directory) return;
  throw new Error(`There is a project '${name}' in ${found.root}. Give this one another name: --name=…`);
}

/** @returns the module as the configuration imports it */
function chooseDataSource(
  tree: Tree,
  given: string | undefined,
  directory: string,
  dialect: Dialect,
): string {
  if (given !== undefined) {
    const file = joinPathFragments(given);
    if (tree.exists(file) && tree.isFile(file)) return dataSourceModule(tree, file, directory);
    if (!/\.[cm]?[jt]s$/.test(given)) return given;
    throw new Error(`There is no file ${given}. Name a file of the workspace, or a module: --dataSource=…`);
  }
  const [only, ...more] = findDataSources(tree);
  if (only !== undefined && more.length === 0) return dataSourceModule(tree, only, directory);
  if (only === undefined) return writeDataSource(tree, directory, dialect);
  throw new Error(
    `Several files hold a data source. Say which: ${[only, ...more].map((file) => `--dataSource=${file}`).join(' or ')}`,
  );
}

/** A data source to begin with, where the workspace has none. */
function writeDataSource(tree: Tree, directory: string, dialect: Dialect): string {
  tree.write(
    joinPathFragments(directory, 'data-source.ts'),
    `import { DataSource } from 'typeorm';

/** The entities whose schema the revisions keep: import each of them and list it here. */
export default new DataSource({
${STARTING_OPTIONS[dialect]}
  entities: [],
});
`,
  );
  return './data-source';
}

function addProject(tree: Tree, name: string, directory: string, tags: string | undefined): void {
  if (tree.exists(joinPathFragments(directory, 'project.json'))) return;
  addProjectConfiguration(tree, name, {
    root: directory,
    sourceRoot: directory,
    projectType: 'library',
    tags: (tags ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    targets: {},
  });
}

function addTsconfig(tree: Tree, directory: string): void {
  const file = joinPathFragments(directory, 'tsconfig.json');
  const base = ['tsconfig.base.json', 'tsconfig.json'].find((candidate) => tree.exists(candidate));
  if (tree.exists(file)) return;
  const root = offsetFromRoot(directory);
  const emit = isComposite(tree, base)
    ? { emitDeclarationOnly: true, outDir: `${root}dist/out-tsc/${directory}` }
    : { noEmit: true };
  writeJson(tree, file, {
    ...(base === undefined ? {} : { extends: `${root}${base}` }),
    compilerOptions: { ...emit, types: ['node'] },
    include: ['**/*.ts'],
  });
}

/** A project that others refer to must emit (TS6310). */
function isComposite(tree: Tree, base: string | undefined): boolean {
  if (base === undefined) return false;
  const { compilerOptions } = readJson<{ compilerOptions?: { composite?: boolean } }>(tree, base);
  return compilerOptions?.composite === true;
}
