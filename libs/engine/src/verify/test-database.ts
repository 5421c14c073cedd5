import { moveProject } from '../commands/upgrade';
import { withDatabase } from '../commands/database';
import type { Project } from '../commands/project';
import type { DialectName } from '../config/database-url';
import type { CreatedDatabase, Template, TypeormConnection } from '../dialect/test-databases';
import type { RunReport } from '../report/report';
import { digestOf } from './template-digest';
import { onDatabase, openTestProject, type TestProjectRequest } from './test-project';

export interface TestDatabaseRequest extends TestProjectRequest {
  /** How far it is migrated: a symbol as `plumbline upgrade` takes it, or `base` for not at all. Default: `heads`. */
  readonly revision?: string;
  /**
   * Whether a database that is at the heads is copied from one that is kept, as long as no file of the revisions changes.
   * `false` for revisions whose code makes of it what files do not say: the clock, the environment. Default: true.
   */
  readonly template?: boolean;
}

/** A database of a test's own. */
export interface TestDatabase {
  /** Holds the password of the server. */
  readonly url: string;
  readonly dialect: DialectName;
  /** For a TypeORM data source: `new DataSource({ ...database.typeorm, entities })`. */
  readonly typeorm: TypeormConnection;
  /**
   * Runs one statement on a connection of its own and gives its rows.
   *
   * @throws PlumblineError `database-error`
   */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /**
   * Applies revisions, to the heads or to a symbol.
   *
   * @throws PlumblineError those of `plumbline upgrade`
   */
  upgrade(revision?: string): Promise<TestRun>;
  /**
   * Undoes revisions, the last one or down to a symbol.
   *
   * @throws PlumblineError those of `plumbline downgrade`
   */
  downgrade(revision?: string): Promise<TestRun>;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** What a run did: the revisions, in order, and where it began and ended. */
export type TestRun = Pick<RunReport, 'from' | 'to' | 'revisions'>;

/** A database that was made, with the project whose only environment it is. */
export interface Made {
  readonly project: Project;
  readonly created: CreatedDatabase;
}

/**
 * Makes a database for a test, or for the tests of a file, and migrates it. It is nobody else's, whatever runs at the same
 * time. What killed runs left behind is removed first.
 *
 * @throws PlumblineError those of the configuration, of the revision files and of connecting; `missing-variable` where a
 *   server is needed and none is named; those of an upgrade
 */
export async function createTestDatabase(request: TestDatabaseRequest = {}): Promise<TestDatabase> {
  const { project, created } = await makeDatabase(request);
  const move = (direction: 'upgrade' | 'downgrade', revision: string): Promise<TestRun> =>
    moveProject(direction, project, { revision }, () => undefined);
  return {
    url: created.url,
    dialect: created.target.dialect,
    typeorm: created.typeorm,
    query: (sql, parameters) => withDatabase(project, {}, ({ session }) => session.query(sql, parameters)),
    upgrade: (revision = 'heads') => move('upgrade', revision),
    downgrade: (revision = '-1') => move('downgrade', revision),
    drop: () => created.drop(),
  };
}

/** Makes a database and migrates it; nothing is left of it where that fails. */
export async function makeDatabase(request: TestDatabaseRequest): Promise<Made> {
  const { project, databases, server, variables } = await openTestProject(request);
  const { revision = 'heads' } = request;
  const digest = request.template === false || revision !== 'heads' ? undefined : digestOf(project);
  const template = templateOf(project, digest);
  const created = await databases.create({
    variables,
    ...(server === undefined ? {} : { server }),
    ...(template === undefined ? {} : { template }),
  });
  const own = onDatabase(project, created.url);
  try {
    if (template === undefined && revision !== 'base') {
      await moveProject('upgrade', own, { revision }, () => undefined);
    }
  } catch (error) {
    await created.drop();
    throw error;
  }
  return { project: own, created };
}

/** What is at the heads, where that can be told and kept. */
function templateOf(project: Project, digest: string | undefined): Template | undefined {
  const folder = project.config.cacheDirectory;
  if (digest === undefined || folder === undefined) return undefined;
  const fill = async (url: string): Promise<void> => {
    await moveProject('upgrade', onDatabase(project, url), { revision: 'heads' }, () => undefined);
  };
  return { digest, folder, fill };
}
