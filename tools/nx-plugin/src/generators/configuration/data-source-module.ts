import { joinPathFragments, readJson, type Tree } from '@nx/devkit';
import { posix } from 'node:path';

type Paths = Readonly<Record<string, readonly string[]>>;

/**
 * How a configuration imports a file of the workspace: by the path mapping that stands for it, so that no project
 * reaches into another one's folder, else by its relative path.
 *
 * @param file relative to the workspace's root
 * @param directory the folder of the configuration
 */
export function dataSourceModule(tree: Tree, file: string, directory: string): string {
  const path = joinPathFragments(file);
  const mapped = Object.entries(readPaths(tree)).find(([, places]) =>
    places.some((place) => posix.normalize(place) === path),
  );
  if (mapped !== undefined) return mapped[0];
  const relative = posix.relative(directory, path.replace(/\.[cm]?[jt]s$/, ''));
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function readPaths(tree: Tree): Paths {
  const file = ['tsconfig.base.json', 'tsconfig.json'].find((candidate) => tree.exists(candidate));
  if (file === undefined) return {};
  const { compilerOptions } = readJson<{ compilerOptions?: { paths?: Paths } }>(tree, file);
  return compilerOptions?.paths ?? {};
}
