import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { resolveEnvironment, type Environment } from '../config/environment';
import type { DatabaseTarget, DialectName } from '../config/database-url';
import type { Dialect } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import type { Actor } from '../history/audit-log';
import { readVersions, type Bookkeeping } from '../history/version-store';
import { TOOL_VERSION } from '../kernel/version';
import type { DatabaseReport } from '../report/report';
import type { CommonOptions } from './options';
import { shown, type Project } from './project';

/** A connection to the database of an environment. */
export interface Database extends Bookkeeping {
  readonly environment: Environment;
}

/** A database, with the revisions that it is at. */
export interface DatabaseAt extends Database {
  readonly current: readonly string[];
}

const DIALECTS: { readonly [Name in DialectName]: () => Promise<Dialect> } = {
  postgres: async () => (await import('../dialects/postgres/postgres-dialect')).postgres,
  sqlite: async () => (await import('../dialects/sqlite/sqlite-dialect')).sqlite,
};

/** Loads a dialect, with nothing of the others. */
export async function loadDialect(name: DialectName): Promise<Dialect> {
  return DIALECTS[name]();
}

/**
 * The environment that the options choose, whose guard its URL has passed.
 *
 * @throws PlumblineError those of the environment; `wrong-database`
 */
export function chooseEnvironment(project: Project, options: CommonOptions): Environment {
  const environment = resolveEnvironment(project.config, project.io.variables, {
    ...(options.env === undefined ? {} : { environment: options.env }),
    ...(options.url === undefined ? {} : { url: options.url }),
  });
  assertExpected(project, environment);
  return environment;
}

/**
 * Connects to the database of the chosen environment, runs a function and closes the connection.
 *
 * @throws PlumblineError those of the environment and of connecting; `wrong-database`
 */
export async function withDatabase<T>(
  project: Project,
  options: CommonOptions,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  return withDatabaseAt(choosePlace(project, options), use);
}

/** Where a database is, and which schema of it has the bookkeeping tables. */
export interface Place {
  readonly environment: Environment;
  readonly schema?: string;
}

/** The place that the options choose; throws as {@link chooseEnvironment} does. */
export function choosePlace(project: Project, options: CommonOptions): Place {
  const environment = chooseEnvironment(project, options);
  const { versionSchema: schema } = project.config;
  return { environment, ...(schema === undefined ? {} : { schema }) };
}

/** Connects to a database, runs a function and closes the connection. */
export async function withDatabaseAt<T>(place: Place, use: (database: Database) => Promise<T>): Promise<T> {
  const { target } = place.environment;
  const dialect = await loadDialect(target.dialect);
  const session = await dialect.connect(target);
  try {
    return await use({ dialect, session, ...place });
  } finally {
    await session.close();
  }
}

/** How a report names the database. */
export function reportDatabase({ environment }: Pick<Database, 'environment'>): DatabaseReport {
  return { environment: environment.name, url: environment.target.displayUrl };
}

/**
 * The revisions that the database is at.
 *
 * @throws PlumblineError `unknown-applied-revision` when no file has one of them
 */
export async function currentRevisions(project: Project, database: Bookkeeping): Promise<readonly string[]> {
  return knownRevisions(project, await readVersions(database));
}

/**
 * Version rows as they are, where each of them has a file.
 *
 * @throws PlumblineError `unknown-applied-revision`, `no-revision-files`
 */
export function knownRevisions(project: Project, rows: readonly string[]): readonly string[] {
  if (project.files.size === 0 && rows.length > 0) {
    const folders = project.config.versions.map((folder) => shown(project.io, folder));
    throw new PlumblineError('no-revision-files', { folders, current: rows });
  }
  const unknown = rows.filter((id) => !project.graph.has(id));
  if (unknown.length > 0) throw new PlumblineError('unknown-applied-revision', { revisions: unknown });
  return rows;
}

/** Who runs this, for the history table. */
export async function describeActor(project: Project, database: Database): Promise<Actor> {
  const server = await database.dialect.serverInfo(database.session);
  return {
    ...(await describeTool(project, database)),
    databaseUser: server.user,
    osUser: osUser(),
    host: hostname(),
  };
}

/** What is said of a run wherever it is run: tool, code and environment. */
export async function describeTool(
  project: Project,
  { environment }: Pick<Database, 'environment'>,
): Promise<Pick<Actor, 'gitCommit' | 'toolVersion' | 'environment'>> {
  const gitCommit = await project.commit();
  return {
    ...(gitCommit === undefined ? {} : { gitCommit }),
    toolVersion: TOOL_VERSION,
    environment: environment.name,
  };
}

/** Containers may run under a user id that no account has. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function assertExpected(project: Project, { name, target }: Environment): void {
  const expected = project.config.environments[name]?.expect;
  if (expected === undefined) return;
  const actual = { database: databaseOf(target), host: 'host' in target ? target.host : 'localhost' };
  for (const key of ['database', 'host'] as const) {
    const given = expected[key];
    const isFile = key === 'database' && 'path' in target && given !== undefined && given !== ':memory:';
    const wanted = isFile ? resolve(project.config.directory, given) : given;
    if (wanted !== undefined && wanted !== actual[key]) {
      throw new PlumblineError('wrong-database', {
        environment: name,
        expected: `${key} ${wanted}`,
        actual: `${key} ${actual[key]}`,
      });
    }
  }
}

function databaseOf(target: DatabaseTarget): string {
  return 'database' in target ? target.database : target.path;
}
