import { processVariables, type Variables } from '../config/environment';
import type { RunTotals } from '../history/audit-log';
import type { MigrationStatus } from '../report/report';
import type { CommandIo } from './command-io';

/** Which database of which project a program asks about. */
export interface MigrationsOf {
  /** The configuration file; without it, the nearest `plumbline.config.*`. Relative to `cwd`. */
  readonly config?: string;
  /** The environment of the configuration; without it, the default one. */
  readonly env?: string;
  /** The database, in place of the environment's. */
  readonly url?: string;
  /** Default: the current folder. */
  readonly cwd?: string;
  /** What `env('…')` of the configuration reads. Default: the environment of the process. */
  readonly variables?: Variables;
}

/** What is asked of {@link migrationRuns}. */
export interface RunsRequest extends MigrationsOf {
  /** Milliseconds within which the database has to answer. Default: 10,000. */
  readonly timeout?: number;
}

/** What is asked of {@link migrationStatus}. */
export interface StatusRequest extends RunsRequest {
  /** Compare the schema with the entities too: loads the data source and reads the whole schema. */
  readonly schema?: boolean;
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
  // Loaded when it is asked: a service that only parses a URL loads no more than that.
  const [{ openProject }, { statusOf }] = await Promise.all([import('./project'), import('./status')]);
  const { options, io } = asCommand(request);
  const project = await openProject(options, io);
  return statusOf(project, options, {
    schema: request.schema === true,
    timeout: request.timeout ?? TIMEOUT,
  });
}

/**
 * What the history table says of each revision and direction: how often it was done and failed, and the last time
 * it was done. Whoever ran it: the command line, a job, a service. Creates and changes nothing.
 *
 * @throws PlumblineError like {@link migrationStatus}
 */
export async function migrationRuns(request: RunsRequest = {}): Promise<readonly RunTotals[]> {
  const [{ openProject }, { askWithin }, { choosePlace }, { readRunTotals }] = await Promise.all([
    import('./project'),
    import('./ask-within'),
    import('./database'),
    import('../history/audit-log'),
  ]);
  const { options, io } = asCommand(request);
  const project = await openProject(options, io);
  return askWithin(choosePlace(project, options), request.timeout ?? TIMEOUT, readRunTotals);
}

/** The options and the surroundings of a command that a program runs: nothing is printed, nobody is asked. */
export function asCommand(request: MigrationsOf): {
  readonly options: Pick<MigrationsOf, 'config' | 'env' | 'url'>;
  readonly io: CommandIo;
} {
  const { config, env, url, cwd = process.cwd(), variables = processVariables() } = request;
  const nothing = (): void => undefined;
  return {
    options: {
      ...(config === undefined ? {} : { config }),
      ...(env === undefined ? {} : { env }),
      ...(url === undefined ? {} : { url }),
    },
    io: { cwd, variables, stdout: nothing, stderr: nothing, colour: false, interactive: false },
  };
}
