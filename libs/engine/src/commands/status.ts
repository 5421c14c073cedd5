import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { readApplied, readAudit, readChecksums } from '../history/audit-log';
import { readVersions } from '../history/version-store';
import type { DriftReport, LastRun, MigrationStatus, NoStatus, StatusReport } from '../report/report';
import { planUpgrade } from '../revisions/graph/movement';
import { askWithin } from './ask-within';
import type { CommandIo } from './command-io';
import { choosePlace, reportDatabase, type Database, type DatabaseAt } from './database';
import { reportOperations } from './describe-operations';
import { chosenEnvironments } from './environments';
import { editedRevisions } from './integrity';
import type { CommonOptions, OptionsOf } from './options';
import { openProject, type Project } from './project';

/** Where the database of every environment is, or of the one that is named, and then it must answer. */
export async function status(options: OptionsOf<'status'>, io: CommandIo): Promise<StatusReport> {
  const timeout = parseSeconds(options.timeout);
  const project = await openProject(options, io);
  const { names, isNamed } = chosenEnvironments(project, options);
  const how = { schema: options.schema === true, timeout };
  const environments = await Promise.all(
    names.map(async (env) => {
      try {
        return await statusOf(project, { ...options, env }, how);
      } catch (error) {
        if (isNamed || !isPlumblineError(error)) throw error;
        return withoutStatus(env, error);
      }
    }),
  );
  return { command: 'status', environments };
}

/**
 * The status of one environment, of a project that is open.
 *
 * @throws PlumblineError those of the environment and of connecting; `wrong-database`; `database-unreachable` also
 *   when the time (milliseconds) is over
 */
export async function statusOf(
  project: Project,
  options: CommonOptions,
  how: { readonly schema: boolean; readonly timeout: number },
): Promise<MigrationStatus> {
  return askWithin(choosePlace(project, options), how.timeout, (database) =>
    statusIn(project, database, how.schema),
  );
}

/** The status of a database that is connected. */
export async function statusIn(
  project: Project,
  database: Database,
  withSchema: boolean,
): Promise<MigrationStatus> {
  const { graph } = project;
  const { version: server } = await database.dialect.serverInfo(database.session);
  const rows = await readVersions(database);
  const applied = await readApplied(database);
  const known = rows.filter((id) => graph.has(id));
  const unknown = rows.filter((id) => !graph.has(id));
  const pending = planUpgrade(graph, known, 'heads')
    .steps.map(({ revision }) => revision)
    // What a row that no file has stands above is known to the history alone.
    .filter((id) => unknown.length === 0 || !applied.has(id));
  const edited = editedRevisions(project, await readChecksums(database), rows);
  const deleted = [...applied].filter((id) => !graph.has(id) && !unknown.includes(id));
  const compared = withSchema
    ? await compareSchema(project, { ...database, current: rows }, pending, unknown)
    : { notes: [] };
  const drift: DriftReport = {
    edited,
    unknown,
    deleted,
    ...(compared.schema === undefined ? {} : { schema: compared.schema }),
  };
  const lastRun = await readLastRun(database);
  return {
    ...reportDatabase(database),
    state: stateOf(pending, drift),
    server,
    revisions: rows,
    heads: graph.heads,
    pending,
    drift,
    ...(lastRun === undefined ? {} : { lastRun }),
    notes: compared.notes,
  };
}

/** Drift comes first: a database that is behind is in order, one that drifted is not. */
function stateOf(pending: readonly string[], drift: DriftReport): MigrationStatus['state'] {
  const { edited, unknown, deleted, schema = [] } = drift;
  if (edited.length + unknown.length + deleted.length + schema.length > 0) return 'drifted';
  return pending.length > 0 ? 'behind' : 'at head';
}

async function readLastRun(database: Database): Promise<LastRun | undefined> {
  const [entry] = await readAudit(database, 1);
  if (entry === undefined) return undefined;
  const { revision, direction, outcome, startedAt, milliseconds, error } = entry;
  return { revision, direction, outcome, startedAt, milliseconds, ...(error === undefined ? {} : { error }) };
}

/** The entities and what compares them are loaded here and nowhere else. */
async function compareSchema(
  project: Project,
  database: DatabaseAt,
  pending: readonly string[],
  unknown: readonly string[],
): Promise<{ readonly schema?: DriftReport['schema']; readonly notes: readonly string[] }> {
  if (pending.length + unknown.length > 0) {
    return { notes: ['The schema was not compared: the database is not at the heads of these revisions.'] };
  }
  const { compareWithDatabase } = await import('./compare');
  const { operations, notes } = await compareWithDatabase(project, database, []);
  return { schema: reportOperations(operations, database.dialect.name), notes };
}

/** An environment that is not set up here is no failure; every other one that gives no status is. */
function withoutStatus(environment: string, error: PlumblineError): NoStatus {
  const isConfigured = !isPlumblineError(error, 'missing-variable');
  const because = isPlumblineError(error, 'database-unreachable') ? ` ${error.why}` : '';
  return {
    environment,
    state: isConfigured ? 'unreachable' : 'not configured',
    reason: `${error.message}${because}`,
  };
}

/** @throws PlumblineError `usage` */
export function parseSeconds(text = '10'): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds > 0) return seconds * 1000;
  const problem = `--timeout is '${text}', and takes a whole number of seconds from 1 to 9999.`;
  throw new PlumblineError('usage', { problem, hint: 'For example: plumbline status --timeout 5' });
}
