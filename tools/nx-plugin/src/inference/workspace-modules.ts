import { readJsonFile, type ProjectConfiguration } from '@nx/devkit';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Which project of the workspace a module belongs to. */
export interface WorkspaceModules {
  /** @param file relative to the workspace's root, with `/` */
  ownerOf(file: string): string | undefined;
  /**
   * @param specifier as it is written in an import
   * @param from the importing file, relative to the workspace's root
   */
  projectOf(specifier: string, from: string): string | undefined;
}

type Projects = Readonly<Record<string, ProjectConfiguration>>;
type Paths = Readonly<Record<string, readonly string[]>>;

/** Resolves modules as TypeScript does, as far as the name of the project: paths, relative files, packages. */
export function workspaceModules(workspaceRoot: string, projects: Projects): WorkspaceModules {
  const byRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const paths = readPaths(workspaceRoot);
  const ownerOf = (file: string): string | undefined => {
    if (file.startsWith('../') || file.split('/').includes('node_modules')) return undefined;
    for (let folder = posix.dirname(file); folder !== '.'; folder = posix.dirname(folder)) {
      const owner = byRoot.get(folder);
      if (owner !== undefined) return owner;
    }
    return byRoot.get('.');
  };
  return {
    ownerOf,
    projectOf: (specifier, from) => {
      if (specifier.startsWith('.')) return ownerOf(posix.join(posix.dirname(from), specifier));
      const mapped = mapPath(specifier, paths);
      return mapped === undefined ? packageOwner(specifier, projects, workspaceRoot) : ownerOf(mapped);
    },
  };
}

function readPaths(workspaceRoot: string): Paths {
  const file = ['tsconfig.base.json', 'tsconfig.json']
    .map((name) => join(workspaceRoot, name))
    .find((candidate) => existsSync(candidate));
  if (file === undefined) return {};
  const { compilerOptions } = readJsonFile<{ compilerOptions?: { paths?: Paths } }>(file);
  return compilerOptions?.paths ?? {};
}

/** The first place that `compilerOptions.paths` names for a module: an exact name, else the longest prefix. */
function mapPath(specifier: string, paths: Paths): string | undefined {
  const exact = paths[specifier]?.[0];
  if (exact !== undefined) return posix.normalize(exact);
  const patterns = Object.keys(paths).filter((pattern) => pattern.endsWith('*'));
  const pattern = patterns
    .filter((candidate) => specifier.startsWith(candidate.slice(0, -1)))
    .sort((a, b) => b.length - a.length)[0];
  if (pattern === undefined) return undefined;
  const rest = specifier.slice(pattern.length - 1);
  const place = paths[pattern]?.[0];
  return place === undefined ? undefined : posix.normalize(place.replace('*', () => rest));
}

/** The project whose package.json has the module's package name. */
function packageOwner(specifier: string, projects: Projects, workspaceRoot: string): string | undefined {
  const packageName = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const owner = Object.entries(projects).find(([, { root }]) => {
    const file = join(workspaceRoot, root, 'package.json');
    return existsSync(file) && readJsonFile<{ name?: string }>(file).name === packageName;
  });
  return owner?.[0];
}
