import { getProjects, joinPathFragments, updateJson, readJson, type Tree } from '@nx/devkit';
import { posix } from 'node:path';
import { configFileIn } from '../../config-file';
import { workspaceModules, type WorkspaceModules } from '../../inference/workspace-modules';
import { readConfigText } from '../../inference/read-config-text';
import { globbedProjects } from './globbed-projects';

/** What Nx takes from a sync generator. */
interface SyncResult {
  readonly outOfSyncMessage?: string;
}

interface MigrationsProject {
  readonly name: string;
  readonly root: string;
  readonly configFile: string;
}

interface Reference {
  readonly path: string;
}

/**
 * Keeps two things as the data sources of the migrations projects are, which no import shows or which a compiler wants
 * to be told:
 *
 * - `implicitDependencies` in project.json: the projects whose entities the data source loads by a glob.
 * - `references` in tsconfig.json, in workspaces that use TypeScript's project references: the projects that the
 *   configuration imports, and the migrations project in the root's list.
 */
export function syncGenerator(tree: Tree): SyncResult {
  const projects = Object.fromEntries(getProjects(tree));
  const modules = workspaceModules((file) => textOf(tree, file), projects);
  const changed = migrationsProjects(tree).flatMap((project) => {
    const imported = importedProjects(tree, project, modules);
    const roots = imported.flatMap((name) => projects[name]?.root ?? []);
    const loaded = globbedProjects(tree, project, modules).filter((name) => !imported.includes(name));
    return [...addImplicitDependencies(tree, project, loaded), ...addReferences(tree, project.root, roots)];
  });
  if (changed.length === 0) return {};
  return { outOfSyncMessage: `Not as the data sources of the migrations are: ${changed.join(', ')}.` };
}

export default syncGenerator;

function textOf(tree: Tree, file: string): string | undefined {
  return tree.exists(file) ? (tree.read(file, 'utf8') ?? undefined) : undefined;
}

function migrationsProjects(tree: Tree): readonly MigrationsProject[] {
  return [...getProjects(tree)].flatMap(([name, { root }]) => {
    const configFile = configFileIn(root, (file) => tree.exists(file));
    return configFile === undefined ? [] : [{ name, root, configFile: joinPathFragments(configFile) }];
  });
}

/** The other projects of the workspace that a configuration imports. */
function importedProjects(
  tree: Tree,
  { name, configFile }: MigrationsProject,
  modules: WorkspaceModules,
): readonly string[] {
  const { specifiers } = readConfigText(textOf(tree, configFile) ?? '');
  const owners = specifiers.flatMap((specifier) => modules.projectOf(specifier, configFile) ?? []);
  return [...new Set(owners)].filter((owner) => owner !== name).sort();
}

/** @returns the files that changed */
function addImplicitDependencies(
  tree: Tree,
  { root }: MigrationsProject,
  needed: readonly string[],
): readonly string[] {
  const file = joinPathFragments(root, 'project.json');
  if (!tree.exists(file)) return [];
  const { implicitDependencies = [] } = readJson<{ implicitDependencies?: string[] }>(tree, file);
  const missing = needed.filter((name) => !implicitDependencies.includes(name));
  if (missing.length === 0) return [];
  updateJson<Record<string, unknown>>(tree, file, (json) => ({
    ...json,
    implicitDependencies: [...implicitDependencies, ...missing],
  }));
  return [file];
}

/** @returns the files that changed; none where the workspace has no project references */
function addReferences(tree: Tree, root: string, imported: readonly string[]): readonly string[] {
  const own = joinPathFragments(root, 'tsconfig.json');
  if (!tree.exists('tsconfig.json') || !tree.exists(own)) return [];
  if (readJson<{ references?: unknown }>(tree, 'tsconfig.json').references === undefined) return [];
  const targets = imported.filter((one) => tree.exists(joinPathFragments(one, 'tsconfig.json')));
  return [
    ...addTo(tree, 'tsconfig.json', [`./${root}`]),
    ...addTo(
      tree,
      own,
      targets.map((target) => posix.relative(root, target)),
    ),
  ];
}

function addTo(tree: Tree, file: string, paths: readonly string[]): readonly string[] {
  const { references = [] } = readJson<{ references?: Reference[] }>(tree, file);
  const known = new Set(references.map(({ path }) => posix.normalize(path)));
  const missing = paths.filter((path) => !known.has(posix.normalize(path)));
  if (missing.length === 0) return [];
  updateJson<Record<string, unknown>>(tree, file, (json) => ({
    ...json,
    references: [...references, ...missing.map((path) => ({ path }))],
  }));
  return [file];
}
