import type { CurrentReport } from '../report/report';
import { planUpgrade } from '../revisions/graph/movement';
import { currentHeads } from '../revisions/graph/version-rows';
import { readState } from '../runner/state';
import type { CommandIo } from './command-io';
import { reportDatabase, withDatabase, type Database } from './database';
import { editedRevisions, partialRevisions } from './integrity';
import type { OptionsOf } from './options';
import { openProject, reportRevision, type Project } from './project';

/** Where the database is. Creates nothing; a revision that no file has is said, not refused. */
export async function current(options: OptionsOf<'current'>, io: CommandIo): Promise<CurrentReport> {
  const project = await openProject(options, io, 'texts');
  return withDatabase(project, options, (database) => currentIn(project, database));
}

/** The same of a database that is connected. */
export async function currentIn(project: Project, database: Database): Promise<CurrentReport> {
  const state = await readState(database);
  const rows = state.versions;
  const known = rows.filter((id) => project.graph.has(id));
  const unknown = rows.filter((id) => !project.graph.has(id));
  const edited = editedRevisions(project, state.checksums, rows);
  const partial = partialRevisions(state);
  // What follows a revision that no file has is not known, so neither is what is pending.
  const pending =
    unknown.length > 0
      ? []
      : planUpgrade(project.graph, known, 'heads').steps.map(({ revision }) => revision);
  return {
    command: 'current',
    ...reportDatabase(database),
    server: (await database.dialect.serverInfo(database.session)).version,
    revisions: known.map((id) => reportRevision(project, id, known)),
    implied: currentHeads(project.graph, known)
      .filter((id) => !known.includes(id))
      .map((id) => reportRevision(project, id)),
    unknown,
    pending,
    edited,
    partial,
    atHead: pending.length + unknown.length + partial.length === 0,
  };
}
