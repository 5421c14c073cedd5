import { PlumblineError } from '../errors/plumbline-error';
import { resolveRevisions } from '../revisions/graph/symbols';
import { currentRevisions, withDatabase } from './database';
import type { CommonOptions } from './options';
import type { Project } from './project';

/** `current`, `+1`, `-1`, `label@+1`: what counts from where the database is. */
const FROM_DATABASE = /^(?:current|(?:[^@]*@)?[+-]\d+)$/;

/**
 * The revisions that a symbol names, at least one. The database is asked only where the symbol counts from it.
 *
 * @throws PlumblineError those of the symbols; `no-revision-named` for base
 */
export async function namedRevisions(
  project: Project,
  options: CommonOptions,
  argument: string,
): Promise<readonly string[]> {
  const current = FROM_DATABASE.test(argument)
    ? await withDatabase(project, options, (database) => currentRevisions(project, database))
    : undefined;
  const found = resolveRevisions(project.graph, argument, current);
  if (found.length === 0) throw new PlumblineError('no-revision-named', { argument });
  return found;
}

/**
 * The one revision that a symbol names.
 *
 * @throws PlumblineError as `namedRevisions`; `multiple-heads` when it names several
 */
export async function namedRevision(
  project: Project,
  options: CommonOptions,
  argument: string,
): Promise<string> {
  const [revision, ...more] = await namedRevisions(project, options, argument);
  if (revision === undefined) throw new PlumblineError('no-revision-named', { argument });
  if (more.length > 0) throw new PlumblineError('multiple-heads', { argument, heads: [revision, ...more] });
  return revision;
}
