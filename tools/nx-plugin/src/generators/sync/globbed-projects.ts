import type { Tree } from '@nx/devkit';
import { posix } from 'node:path';
import { readConfigText } from '../../inference/read-config-text';
import type { WorkspaceModules } from '../../inference/workspace-modules';

const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];
/** A text with a star and a slash in it: every text that TypeORM would expand. */
const GLOB = /(['"`])((?:(?!\1)[^\n*])*\/?\*(?:(?!\1)[^\n])*)\1/g;

/**
 * The projects whose files the data source of a configuration loads by a glob, which no import shows: TypeORM takes
 * such texts for `entities`. A glob is taken from the workspace's root, where Nx runs, and from the file that has it.
 *
 * @returns names of other projects, sorted
 */
export function globbedProjects(
  tree: Tree,
  project: { readonly name: string; readonly configFile: string },
  modules: WorkspaceModules,
): readonly string[] {
  const { specifiers } = readConfigText(tree.read(project.configFile, 'utf8') ?? '');
  const files = specifiers.flatMap(
    (specifier) => existing(tree, modules.fileOf(specifier, project.configFile)) ?? [],
  );
  const owners = files.flatMap((file) =>
    globsIn(tree.read(file, 'utf8') ?? '')
      .flatMap((glob) => [glob, posix.join(posix.dirname(file), glob)])
      .flatMap((glob) => foldersOf(tree, glob))
      .flatMap((folder) => modules.ownerOf(`${folder}/any`) ?? []),
  );
  return [...new Set(owners)].filter((name) => name !== project.name).sort();
}

function existing(tree: Tree, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  return ENDINGS.map((ending) => `${file}${ending}`).find(
    (candidate) => tree.exists(candidate) && tree.isFile(candidate),
  );
}

function globsIn(text: string): readonly string[] {
  return [...text.matchAll(GLOB)].map(([, , glob = '']) => posix.normalize(glob.replace(/^\//, '')));
}

/** The folders that the part before the last folder of a glob stands for, with `*` for one folder's name. */
function foldersOf(tree: Tree, glob: string): readonly string[] {
  let folders = ['.'];
  for (const part of glob.split('/').slice(0, -1)) {
    if (part === '**') break;
    if (part === '*') {
      folders = folders.flatMap((folder) => tree.children(folder).map((name) => posix.join(folder, name)));
    } else folders = folders.map((folder) => posix.join(folder, part));
    folders = folders.filter((folder) => tree.exists(folder) && !tree.isFile(folder));
  }
  return folders.filter((folder) => folder !== '.' && !folder.startsWith('..'));
}
