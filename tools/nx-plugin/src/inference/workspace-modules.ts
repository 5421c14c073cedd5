import { parseJson, type ProjectConfiguration } from '@nx/devkit';
import { existsSync, readFileSync } from 'node:fs';
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
  /**
   * The file that a module of the workspace is in, without its ending where the import has none.
   *
   * @returns relative to the workspace's root; undefined for what is no file of the workspace
   */
  fileOf(specifier: string, from: string): string | undefined;
}

/** Gives the text of a file of the workspace, by its path from the root; undefined where there is none. */
export type ReadText = (file: string) => string | undefined;

/** Reads the files of a workspace on the disk. */
export function diskReader(workspaceRoot: string): ReadText {
  return (file) => {
    const path = join(workspaceRoot, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
}

type Projects = Readonly<Record<string, ProjectConfiguration>>;
type Paths = Readonly<Record<string, readonly string[]>>;

/** Resolves modules as TypeScript does, as far as the name of the project: paths, relative files, packages. */
export function workspaceModules(read: ReadText, projects: Projects): WorkspaceModules {
  const byRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const paths = readPaths(read);
  const ownerOf = (file: string): string | undefined => {
    if (file.startsWith('../') || file.split('/').includes('node_modules')) return undefined;
    for (let folder = posix.dirname(file); folder !== '.'; folder = posix.dirname(folder)) {
      const owner = byRoot.get(folder);
      if (owner !== undefined) return owner;
    }
    return byRoot.get('.');
  };
  const fileOf = (specifier: string, from: string): string | undefined =>
    specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : mapPath(specifier, paths);
  return {
    ownerOf,
    fileOf,
    projectOf: (specifier, from) => {
      const file = fileOf(specifier, from);
      return file === undefined ? packageOwner(specifier, projects, read) : ownerOf(file);
    },
  };
}

function readPaths(read: ReadText): Paths {
  const text = read('tsconfig.base.json') ?? read('tsconfig.json');
  if (text === undefined) return {};
  return parseJson<{ compilerOptions?: { paths?: Paths } }>(text).compilerOptions?.paths ?? {};
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
function packageOwner(specifier: string, projects: Projects, read: ReadText): string | undefined {
  const packageName = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const owner = Object.entries(projects).find(([, { root }]) => {
    const text = read(posix.join(root, 'package.json'));
    return text !== undefined && parseJson<{ name?: string }>(text).name === packageName;
  });
  return owner?.[0];
}
