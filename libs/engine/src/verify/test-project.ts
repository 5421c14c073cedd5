import type { DialectName } from '../config/database-url';
import { parseDatabaseUrl } from '../config/database-url';
import type { Variables } from '../config/variables';
import { asCommand, type MigrationsOf } from '../commands/migration-status';
import { openProject, type Project } from '../commands/project';
import type { TestDatabases } from '../dialect/test-databases';
import { PlumblineError } from '../errors/plumbline-error';
import { DATABASES_OF_TESTS } from './test-databases';

/** Which revisions are tested, and where databases for that are made. */
export interface TestProjectRequest extends Pick<MigrationsOf, 'config' | 'cwd' | 'variables'> {
  /**
   * PostgreSQL: the URL of a server, with any database on it, as a user who may create databases. Default: the variable
   * TEST_DATABASE_URL.
   */
  readonly server?: string;
  /**
   * The kind of database. Default: that of `server` or of TEST_DATABASE_URL; without both the first kind of the
   * configuration that takes no server.
   */
  readonly dialect?: DialectName;
}

/** A project, and where it gets databases from. */
export interface TestProject {
  readonly project: Project;
  readonly databases: TestDatabases;
  readonly server?: string;
  readonly variables: Variables;
}

/** How the environment is called in which a test database is. */
const ENVIRONMENT = 'test';
const SERVER_VARIABLE = 'TEST_DATABASE_URL';

/**
 * Reads the configuration and the revisions for a test.
 *
 * @throws PlumblineError `missing-variable` where a server is needed and none is named; `malformed-url`; those of the
 *   configuration and of the revision files
 */
export async function openTestProject(request: TestProjectRequest): Promise<TestProject> {
  const { options, io } = asCommand(request);
  const project = await openProject(options, io);
  const given = request.server ?? io.variables[SERVER_VARIABLE];
  const server = given === undefined || given === '' ? undefined : given;
  const offered = server === undefined ? undefined : parseDatabaseUrl(server, io.cwd).dialect;
  const { dialects } = project.config;
  const dialect = request.dialect ?? offered ?? (await withoutServer(dialects)) ?? dialects[0] ?? 'postgres';
  const databases = await DATABASES_OF_TESTS[dialect]();
  const found = { project, databases, variables: io.variables };
  if (!databases.needsServer) return found;
  if (server !== undefined && offered === dialect) return { ...found, server };
  throw new PlumblineError('missing-variable', { variable: SERVER_VARIABLE, environment: ENVIRONMENT });
}

async function withoutServer(dialects: readonly DialectName[]): Promise<DialectName | undefined> {
  for (const dialect of dialects) {
    if (!(await DATABASES_OF_TESTS[dialect]()).needsServer) return dialect;
  }
  return undefined;
}

/** The project with one environment, the test database: what the configuration says of others is not about it. */
export function onDatabase(project: Project, url: string): Project {
  const environments = { [ENVIRONMENT]: { url } };
  return { ...project, config: { ...project.config, environments, defaultEnvironment: ENVIRONMENT } };
}
