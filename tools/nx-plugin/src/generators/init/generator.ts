import {
  addDependenciesToPackageJson,
  formatFiles,
  getProjects,
  readNxJson,
  updateNxJson,
  type GeneratorCallback,
  type NxJsonConfiguration,
  type Tree,
} from '@nx/devkit';
import { configFileIn } from '../../config-file';
import { configurationGenerator } from '../configuration/generator';
import type { Dialect } from '../configuration/schema';
import type { InitGeneratorSchema } from './schema';

const PLUGIN = '@plumbline/nx';
const SYNC = '@plumbline/nx:sync';

/** The version of this package: the engine is released with it. */
const { version: VERSION } = require('../../../package.json') as { readonly version: string };

const DRIVERS: Readonly<Record<Dialect, Readonly<Record<string, string>>>> = {
  sqlite: { 'better-sqlite3': '^12.0.0' },
  postgres: { pg: '^8.11.0' },
  both: { 'better-sqlite3': '^12.0.0', pg: '^8.11.0' },
};

/**
 * What `nx add @plumbline/nx` runs: the packages, the plugin and its sync generator in nx.json, and a migrations project
 * where the workspace has none. Running it again changes nothing.
 *
 * @returns installs the packages
 */
export async function initGenerator(tree: Tree, schema: InitGeneratorSchema): Promise<GeneratorCallback> {
  const { dialect = 'sqlite' } = schema;
  const install = schema.skipPackageJson === true ? nothing : addPackages(tree, dialect, schema);
  registerPlugin(tree);
  ignoreDatabaseFiles(tree, dialect);
  if (schema.skipConfiguration !== true && !hasConfiguration(tree)) {
    const { dataSource = '', name, directory } = schema;
    await configurationGenerator(tree, {
      dialect,
      skipFormat: true,
      ...(dataSource.trim() === '' ? {} : { dataSource }),
      ...(name === undefined ? {} : { name }),
      ...(directory === undefined ? {} : { directory }),
    });
  }
  if (schema.skipFormat !== true) await formatFiles(tree);
  return install;
}

export default initGenerator;

/** A container that only applies revisions needs the engine and a driver; the plugin is for developers. */
function addPackages(tree: Tree, dialect: Dialect, schema: InitGeneratorSchema): GeneratorCallback {
  return addDependenciesToPackageJson(
    tree,
    { '@plumbline/engine': VERSION, typeorm: '^1.0.0', 'reflect-metadata': '^0.2.0', ...DRIVERS[dialect] },
    { [PLUGIN]: VERSION },
    undefined,
    schema.keepExistingVersions ?? true,
  );
}

function registerPlugin(tree: Tree): void {
  const nxJson: NxJsonConfiguration = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  const isThere = plugins.some((one) => (typeof one === 'string' ? one : one.plugin) === PLUGIN);
  const generators = nxJson.sync?.globalGenerators ?? [];
  updateNxJson(tree, {
    ...nxJson,
    plugins: isThere ? plugins : [...plugins, { plugin: PLUGIN, options: { targetPrefix: 'migrate-' } }],
    sync: {
      ...nxJson.sync,
      globalGenerators: generators.includes(SYNC) ? generators : [...generators, SYNC],
    },
  });
}

/** SQLite's files, where git does not ignore them yet. */
function ignoreDatabaseFiles(tree: Tree, dialect: Dialect): void {
  if (DRIVERS[dialect]['better-sqlite3'] === undefined || !tree.exists('.gitignore')) return;
  const text = tree.read('.gitignore', 'utf8') ?? '';
  if (/^\*\.db$/m.test(text)) return;
  tree.write('.gitignore', `${text.trimEnd()}\n\n*.db\n*.db-journal\n*.db-wal\n*.db-shm\n`);
}

function hasConfiguration(tree: Tree): boolean {
  return [...getProjects(tree).values()].some(
    ({ root }) => configFileIn(root, (file) => tree.exists(file)) !== undefined,
  );
}

function nothing(): void {
  // package.json is left as it is, and so are the packages
}
