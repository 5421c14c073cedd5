import { searchPathOf, type DatabaseTarget } from '../config/database-url';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { planUpgrade } from '../revisions/graph/movement';
import { compareWithDatabase, compareWithRevisions, type Comparison } from './compare';
import type { Rename } from '../model/rename';
import { chooseEnvironment, type DatabaseAt } from './database';
import type { CommonOptions } from './options';
import type { Project } from './project';

/** What the entities are compared with. */
export interface Bases {
  readonly database?: DatabaseAt;
  readonly target?: DatabaseTarget | undefined;
  readonly renames?: readonly Rename[];
}

/**
 * Compares the entities with their base, once for each dialect of the configuration, in the configuration's order.
 *
 * @param bases `database` is the base for its dialect; the revisions are the base for the others, and for all without it.
 *   `target` says where they will run. `renames` are those that were said beside the entities
 */
export async function compareAll(
  project: Project,
  { database, target, renames = [] }: Bases = {},
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  // One after another: TypeORM's storage of metadata is one for the process.
  for (const name of project.config.dialects) {
    comparisons.push(
      name === database?.dialect.name
        ? await compareWithDatabase(project, database, renames)
        : await compareWithRevisions(project, name, {
            renames,
            defaultSchema: target?.dialect === name ? searchPathOf(target)[0] : undefined,
          }),
    );
  }
  return comparisons;
}

/** Whether `--base` says that no database is to be asked. */
export function isBasedOnRevisions(base: string | undefined): boolean {
  if (base === undefined || base === 'database') return false;
  if (base === 'revisions') return true;
  const hint = 'Say --base database or --base revisions.';
  throw new PlumblineError('usage', { problem: `There is no base '${base}'.`, hint });
}

/** The revisions that are not applied, in the order in which an upgrade would apply them. */
export function pendingRevisions(project: Project, current: readonly string[]): readonly string[] {
  return planUpgrade(project.graph, current, 'heads').steps.map(({ revision }) => revision);
}

/** Where the chosen environment is; a comparison with the revisions does without one that cannot be resolved. */
export function targetOf(project: Project, options: CommonOptions): DatabaseTarget | undefined {
  try {
    return chooseEnvironment(project, options).target;
  } catch (error) {
    if (isPlumblineError(error)) return undefined;
    throw error;
  }
}
