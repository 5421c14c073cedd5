import { isPlumblineError } from '../errors/plumbline-error';
import { readVersions } from '../history/version-store';
import type { DatabaseReport } from '../report/report';
import { reportDatabase, withDatabase } from './database';
import type { CommonOptions } from './options';
import type { Project } from './project';

/** Where some revisions are applied, as far as the databases of the configuration could be asked. */
export interface Applied {
  readonly applied: readonly (DatabaseReport & { readonly revisions: readonly string[] })[];
  /** The databases that have none of them. */
  readonly checked: readonly DatabaseReport[];
  readonly notChecked: readonly { readonly environment: string; readonly reason: string }[];
}

/** The environments that options are about: the one that `--env` or `--url` names, else all of the configuration. */
export function chosenEnvironments(
  { config }: Project,
  options: CommonOptions,
): { readonly names: readonly string[]; readonly isNamed: boolean } {
  const isNamed = options.env !== undefined || options.url !== undefined;
  const names = isNamed ? [options.env ?? config.defaultEnvironment] : Object.keys(config.environments);
  return { names, isNamed };
}

/**
 * Asks the database of every environment which of some revisions are applied; of one only, where `--env` or `--url`
 * names it, and then it must answer. Creates and changes nothing.
 */
export async function askWhereApplied(
  project: Project,
  options: CommonOptions,
  revisions: readonly string[],
): Promise<Applied> {
  const { names, isNamed } = chosenEnvironments(project, options);
  const found: { [Key in keyof Applied]: Applied[Key][number][] } = {
    applied: [],
    checked: [],
    notChecked: [],
  };
  for (const environment of names) {
    try {
      const answer = await ask(project, { ...options, env: environment }, revisions);
      if (answer.revisions.length > 0)
        found.applied.push({ ...answer.database, revisions: answer.revisions });
      else if (answer.unknown.length === 0) found.checked.push(answer.database);
      else {
        const reason = `It is at ${answer.unknown.join(', ')}, which no revision file has.`;
        found.notChecked.push({ environment, reason });
      }
    } catch (error) {
      if (isNamed || !isPlumblineError(error)) throw error;
      found.notChecked.push({ environment, reason: error.message });
    }
  }
  return found;
}

async function ask(
  project: Project,
  options: CommonOptions,
  revisions: readonly string[],
): Promise<{
  readonly database: DatabaseReport;
  readonly revisions: readonly string[];
  readonly unknown: readonly string[];
}> {
  const { graph } = project;
  return withDatabase(project, options, async (database) => {
    const rows = await readVersions(database);
    const applied = new Set(graph.ancestorsOf(rows.filter((id) => graph.has(id))));
    return {
      database: reportDatabase(database),
      revisions: revisions.filter((id) => applied.has(id)),
      unknown: rows.filter((id) => !graph.has(id)),
    };
  });
}
