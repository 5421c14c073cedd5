import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDatabaseUrl } from '../config/database-url';
import { findConfig } from '../config/load-config';
import { renderConfiguration } from '../config/render-config';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { diffSchemas } from '../diff/diff-schemas';
import { readVersions } from '../history/version-store';
import { EMPTY_SCHEMA } from '../model/schema';
import type { Operation } from '../operations/operation';
import type { InitReport, RevisionReport } from '../report/report';
import { revisionChecksum } from '../revisions/files/checksum';
import { readRevisionFile } from '../revisions/files/read-folder';
import { newRevisionId } from '../revisions/files/revision-id';
import { stampVersions } from '../runner/stamp';
import { bodyFor, reversed, type DialectFindings } from './body';
import type { CommandIo } from './command-io';
import { compareWithRevisions, introspectManaged } from './compare';
import { describeActor, reportDatabase, withDatabase, type Database } from './database';
import { reportOperations } from './describe-operations';
import type { CommonOptions, OptionsOf } from './options';
import { openProject, shown, type Project } from './project';
import { chooseFolder, createFile } from './revision-file';

/**
 * Begins: a configuration where there is none, and with `--from-database` a baseline revision of the schema that a
 * database has, stamped as applied.
 *
 * @throws PlumblineError `usage` when there is nothing to begin
 */
export async function init(options: OptionsOf<'init'>, io: CommandIo): Promise<InitReport> {
  const configuration = writeConfiguration(options, io);
  const written = configuration === undefined ? {} : { configuration: shown(io, configuration) };
  if (options.fromDatabase) return { ...(await adopt(options, io)), ...written };
  if (configuration === undefined) {
    throw usage(
      'There is a configuration already.',
      'Adopt a database with --from-database, or write a revision: plumbline revision -m "…"',
    );
  }
  return { command: 'init', operations: [], ...written };
}

/** @returns the file that was written, or nothing where a configuration is there already */
function writeConfiguration(options: OptionsOf<'init'>, io: CommandIo): string | undefined {
  try {
    findConfig(io.cwd, options.config);
    return undefined;
  } catch (error) {
    if (!isPlumblineError(error, 'config-not-found')) throw error;
  }
  const file = resolve(io.cwd, options.config ?? 'plumbline.config.ts');
  const url = options.url ?? io.variables['DATABASE_URL'];
  const dialect = url === undefined ? 'sqlite' : parseDatabaseUrl(url, io.cwd).dialect;
  mkdirSync(join(dirname(file), 'versions'), { recursive: true });
  const text = renderConfiguration({
    dialects: [dialect],
    dataSource: options.dataSource ?? './data-source',
  });
  writeFileSync(file, text, { flag: 'wx' });
  return file;
}

/** How the baseline is called, and whether it is only told what would be done. */
export interface BaselineOptions extends CommonOptions {
  readonly revId?: string;
  readonly message?: string;
  readonly isDry?: boolean;
}

/** Writes what the database holds as the first revision, and marks it as applied there. */
export async function adopt(options: BaselineOptions, given: CommandIo): Promise<InitReport> {
  const io = options.isDry === true ? { ...given, writeFile: () => undefined } : given;
  const project = await openProject(options, io);
  if (project.graph.nodes.length > 0) {
    throw usage('There are revisions already; a baseline is the first.', 'See them: plumbline history');
  }
  return withDatabase(project, options, async (database) => {
    if ((await readVersions(database)).length > 0) {
      throw usage('The database is at a revision already.', 'See where it is: plumbline current');
    }
    const operations = diffSchemas(
      EMPTY_SCHEMA,
      await introspectManaged(project, database),
      database.dialect,
    );
    if (operations.length === 0) {
      throw usage(
        'The database is empty: there is nothing to adopt.',
        'Write the first revision: plumbline revision -m "…"',
      );
    }
    const baseline = await writeBaseline(project, options, await findings(project, database, operations));
    if (options.isDry !== true) await stampBaseline(project, database, baseline);
    return {
      command: 'init',
      baseline,
      database: reportDatabase(database),
      operations: reportOperations(operations, database.dialect.name),
    };
  });
}

/** The database speaks for its dialect, the entities for the others. */
async function findings(
  project: Project,
  database: Database,
  operations: readonly Operation[],
): Promise<readonly DialectFindings[]> {
  const all: DialectFindings[] = [];
  for (const name of project.config.dialects) {
    all.push(
      name === database.dialect.name || project.config.dataSource === undefined
        ? { dialect: name, operations }
        : await compareWithRevisions(project, name),
    );
  }
  return all;
}

async function writeBaseline(
  project: Project,
  options: BaselineOptions,
  found: readonly DialectFindings[],
): Promise<RevisionReport> {
  return createFile(project, chooseFolder(project, undefined, []), {
    header: {
      revision: options.revId ?? newRevisionId(),
      message: options.message ?? 'Baseline',
      down: [],
      dependsOn: [],
      branchLabels: [],
    },
    upgrade: await bodyFor(found),
    downgrade: await bodyFor(found.map(reversed)),
  });
}

async function stampBaseline(
  project: Project,
  database: Database,
  { revision, file }: RevisionReport,
): Promise<void> {
  const path = resolve(project.io.cwd, file);
  const checksums = existsSync(path)
    ? new Map([[revision, revisionChecksum(readRevisionFile(path, file).text)]])
    : new Map<string, string>();
  const actor = await describeActor(project, database);
  await stampVersions(database, actor, { from: [], to: [revision], checksums, purge: false });
}

function usage(problem: string, hint: string): PlumblineError {
  return new PlumblineError('usage', { problem, hint });
}
