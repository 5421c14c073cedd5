import type { GeneratorCallback, Tree } from '@nx/devkit';
import { runInTree } from '../command-generator';
import type { MigrationGeneratorSchema } from './schema';

/** `nx g migration "add users"`: the `revision` command. */
export function migrationGenerator(tree: Tree, schema: MigrationGeneratorSchema): Promise<GeneratorCallback> {
  return runInTree(tree, 'revision', schema);
}

export default migrationGenerator;
