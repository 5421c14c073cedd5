import type { GeneratorCallback, Tree } from '@nx/devkit';
import { runInTree } from '../command-generator';
import type { MergeGeneratorSchema } from './schema';

/** `nx g merge "merge billing and search"`: the `merge` command. */
export function mergeGenerator(tree: Tree, schema: MergeGeneratorSchema): Promise<GeneratorCallback> {
  return runInTree(tree, 'merge', schema);
}

export default mergeGenerator;
