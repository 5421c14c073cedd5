import { visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { basename } from 'node:path';

const NAMES = /^(?:(?:app|db|database|orm|typeorm)[-.]|[\w-]+\.)?data-?source\.[cm]?[jt]s$/i;

/**
 * The files of a workspace that hold a TypeORM data source, by their names (`data-source.ts`,
 * `app-data-source.ts`, `billing.data-source.ts`) and by the word in their text.
 *
 * @returns paths relative to the workspace's root, sorted
 */
export function findDataSources(tree: Tree): readonly string[] {
  const found: string[] = [];
  visitNotIgnoredFiles(tree, '.', (path) => {
    if (NAMES.test(basename(path)) && tree.read(path, 'utf8')?.includes('DataSource')) found.push(path);
  });
  return found.sort();
}
