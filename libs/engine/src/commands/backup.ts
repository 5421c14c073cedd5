import { closeSync, linkSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PlumblineError } from '../errors/plumbline-error';
import { readVersions } from '../history/version-store';
import type { BackupReport, WrittenBackup } from '../report/report';
import { assertNotInterrupted } from '../runner/interruption';
import type { CommandIo } from './command-io';
import { reportDatabase, withDatabase, type Database } from './database';
import type { OptionsOf } from './options';
import { openProject, shown, type Project } from './project';

/** Writes a backup of the database into a file of its own. */
export async function backup(options: OptionsOf<'backup'>, io: CommandIo): Promise<BackupReport> {
  const project = await openProject(options, io);
  return withDatabase(project, options, async (database) => ({
    command: 'backup',
    ...reportDatabase(database),
    ...(await writeBackup(project, database, options.directory)),
  }));
}

/**
 * Writes a backup, named after the environment, the time and the revisions. The file has its name only once the backup is
 * whole and was read back, is readable by its owner alone, and takes no other file's place.
 *
 * @param directory where it goes, relative to where the command runs; without it, the folder of the configuration
 * @throws PlumblineError `backup-failed`, `backup-tool-missing`, `backup-tool-old`; `interrupted`, `terminated`
 */
export async function writeBackup(
  project: Project,
  database: Database,
  directory?: string,
): Promise<WrittenBackup> {
  const { config, io } = project;
  const { dialect, session, environment } = database;
  const folder = directory === undefined ? config.backups : resolve(io.cwd, directory);
  const revisions = await readVersions(database);
  const file = join(folder, nameOf(environment.name, revisions, new Date()) + dialect.backups.ending);
  const partial = `${file}.partial`;
  const { displayUrl: url } = environment.target;
  onDisk(url, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(partial, 'wx', 0o600));
  });
  try {
    await dialect.backups.write(session, partial, {
      variables: io.variables,
      ...(io.signal === undefined ? {} : { signal: io.signal }),
    });
    // A link fails where the name is taken; a rename would take it.
    onDisk(url, () => linkSync(partial, file));
  } catch (error) {
    assertNotInterrupted(io.signal);
    throw error;
  } finally {
    rmSync(partial, { force: true });
  }
  return {
    file: shown(io, file),
    bytes: statSync(file).size,
    revisions,
    restore: dialect.backups.restoreCommand(shown(io, file)),
  };
}

/** `production_20261124T130247123Z_3f2a9c1d7b4e`; several revisions are joined by a plus sign. */
function nameOf(environment: string, revisions: readonly string[], at: Date): string {
  const time = at.toISOString().replace(/[-:.]/g, '');
  const where =
    revisions.length === 0
      ? 'base'
      : revisions.length > 4
        ? `${revisions.length}-heads`
        : revisions.join('+');
  return `${environment}_${time}_${where}`;
}

function onDisk(url: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new PlumblineError('backup-failed', { url, reason: (error as Error).message }, { cause: error });
  }
}
