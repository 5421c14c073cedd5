import { getProjects, joinPathFragments, type Tree } from '@nx/devkit';
import { configFileIn } from '../config-file';

/**
 * The configuration file of the project that a migration is for: the named one, else the only one in the workspace.
 * Never the project of the current folder, so that `nx g migration` means the same everywhere.
 *
 * @returns relative to the workspace's root
 * @throws Error that says what to type
 */
export function findConfigFile(tree: Tree, named: string | undefined): string {
  const found = [...getProjects(tree)].flatMap(([name, { root }]) => {
    const file = configFileIn(root, (candidate) => tree.exists(candidate));
    return file === undefined ? [] : [{ name, file: joinPathFragments(file) }];
  });
  const names = found.map(({ name }) => name).sort();
  if (named !== undefined) {
    const chosen = found.find(({ name }) => name === named);
    if (chosen !== undefined) return chosen.file;
    throw new Error(`The project '${named}' has no plumbline.config.ts. ${projectsThatDo(names)}`);
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.file;
  throw new Error(
    only === undefined
      ? `No project has a plumbline.config.ts. ${projectsThatDo(names)}`
      : `Several projects have a plumbline.config.ts. Add one of: ${names.map((name) => `--project=${name}`).join(', ')}`,
  );
}

function projectsThatDo(names: readonly string[]): string {
  return names.length === 0
    ? 'Write one beside the project.json of the project that shall hold the migrations.'
    : `Projects that have one: ${names.join(', ')}.`;
}
