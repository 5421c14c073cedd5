import {
  DependencyType,
  validateDependency,
  type CreateDependencies,
  type CreateDependenciesContext,
  type RawProjectGraphDependency,
} from '@nx/devkit';
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CONFIG_FILE_NAMES } from '../config-file';
import type { PlumblinePluginOptions } from './plugin-options';
import { readConfigText } from './read-config-text';
import { diskReader, workspaceModules, type WorkspaceModules } from './workspace-modules';

/**
 * Edges from a project with a `plumbline.config.*` to the projects that its file imports, the data source's first of
 * all, and to this plugin where its source is in the workspace: a change of an entity, or of what compares it, must
 * reach `nx affected` and the hashes of the tasks.
 */
export const createDependencies: CreateDependencies<PlumblinePluginOptions> = (_options, context) => {
  const modules = workspaceModules(diskReader(context.workspaceRoot), context.projects);
  const plugin = modules.ownerOf(relative(context.workspaceRoot, __filename).split(sep).join('/'));
  const dependencies: RawProjectGraphDependency[] = [];
  for (const [source, sourceFile] of changedConfigFiles(context)) {
    const targets = new Set([...importedProjects(sourceFile, context.workspaceRoot, modules), plugin]);
    for (const target of targets) {
      if (target === undefined || target === source) continue;
      const dependency = { source, target, sourceFile, type: DependencyType.static };
      validateDependency(dependency, context);
      dependencies.push(dependency);
    }
  }
  return dependencies;
};

/** The configuration files that Nx has not seen before in their present form, by project. */
function changedConfigFiles(
  context: CreateDependenciesContext,
): readonly (readonly [project: string, file: string])[] {
  return Object.entries(context.projects).flatMap(([name, { root }]) => {
    const files = new Set(context.filesToProcess.projectFileMap[name]?.map(({ file }) => file));
    const candidates = CONFIG_FILE_NAMES.map((config) => (root === '.' ? config : `${root}/${config}`));
    const file = candidates.find((candidate) => files.has(candidate));
    return file === undefined ? [] : [[name, file] as const];
  });
}

function importedProjects(
  file: string,
  workspaceRoot: string,
  modules: WorkspaceModules,
): readonly (string | undefined)[] {
  const { specifiers } = readConfigText(readFileSync(join(workspaceRoot, file), 'utf8'));
  return specifiers.map((specifier) => modules.projectOf(specifier, file));
}
