import { processVariables, type Variables } from '../config/environment';
import type { MigrationStatus } from '../report/report';
import type { CommandIo } from './command-io';

/** What is asked of {@link migrationStatus}. */
export interface StatusRequest {
  /** The configuration file; without it, the nearest `plumbline.config.*`. Relative to `cwd`. */
  readonly config?: string;
  /** The environment of the configuration; without it, the default one. */
  readonly env?: string;
  /** The database, in place of the environment's. */
  readonly url?: string;
  /** Compare the schema with the entities too: loads the data source and reads the whole schema. */
  readonly schema?: boolean;
  /** Milliseconds within which the database has to answer. Default: 10,000. */
  readonly timeout?: number;
  /** Default: the current folder. */
  readonly cwd?: string;
  /** What `env('…')` of the configuration reads. Default: the environment of the process. */
  readonly variables?: Variables;
}

const TIMEOUT = 10_000;

/**
 * Where one database is: revision, heads, what is pending, drift, the last run. Creates and changes nothing, and
 * loads neither TypeORM nor a compiler unless the schema is asked for.
 *
 * @throws PlumblineError those of the configuration, of the revision files and of connecting; `wrong-database`;
 *   `database-unreachable` also when the time is over
 */
export async function migrationStatus(request: StatusRequest = {}): Promise<MigrationStatus> {
  const { schema, timeout, cwd = process.cwd(), variables = processVariables(), ...options } = request;
  const nothing = (): void => undefined;
  const io: CommandIo = {
    cwd,
    variables,
    stdout: nothing,
    stderr: nothing,
    colour: false,
    interactive: false,
  };
  // Loaded when it is asked: a service that only parses a URL loads no more than that.
  const [{ openProject }, { statusOf }] = await Promise.all([import('./project'), import('./status')]);
  const project = await openProject(options, io);
  return statusOf(project, options, { schema: schema === true, timeout: timeout ?? TIMEOUT });
}
