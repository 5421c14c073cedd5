import { readTimeouts } from '../config/timeouts';
import type { LockOptions } from '../dialect/dialect';
import { readVersions } from '../history/version-store';
import type { StampReport } from '../report/report';
import { revisionChecksum } from '../revisions/files/checksum';
import { planStamp } from '../revisions/graph/movement';
import { takeRunLock } from '../runner/run-lock';
import { stampVersions } from '../runner/stamp';
import { watchedAlone } from '../runner/watch';
import type { CommandIo } from './command-io';
import { currentRevisions, describeActor, reportDatabase, withDatabase, type Database } from './database';
import type { OptionsOf } from './options';
import { openProject, type Project } from './project';

/** Marks revisions as applied without running them, when no run is under way that would write its own rows over them. */
export async function stamp(options: OptionsOf<'stamp'>, io: CommandIo): Promise<StampReport> {
  const project = await openProject(options, io);
  const { runLock } = readTimeouts(project.config, io.variables);
  const onWait = (holder: string): void => io.stderr(`waiting for the lock of this database: ${holder}\n`);
  const signal = io.signal === undefined ? {} : { signal: io.signal };
  return withDatabase(project, options, (database) =>
    stampIn(project, database, options, { timeout: runLock, onWait, ...signal }),
  );
}

/** The same of a database that is connected. */
export async function stampIn(
  project: Project,
  database: Database,
  options: Pick<OptionsOf<'stamp'>, 'revisions' | 'purge'>,
  waiting: LockOptions,
): Promise<StampReport> {
  const lock = await takeRunLock(database, waiting);
  const { lock: longest, migration } = readTimeouts(project.config, project.io.variables);
  const watch = { ...waiting, limits: { lock: longest, statement: migration }, emit: () => undefined };
  try {
    return await watchedAlone(database, watch, () => stampUnderLock(project, database, options));
  } finally {
    await lock.release();
  }
}

async function stampUnderLock(
  project: Project,
  database: Database,
  options: Pick<OptionsOf<'stamp'>, 'revisions' | 'purge'>,
): Promise<StampReport> {
  const purge = options.purge === true;
  const rows = purge ? await readVersions(database) : await currentRevisions(project, database);
  const { to } = planStamp(project.graph, purge ? [] : rows, options.revisions ?? [], { purge });
  await stampVersions(database, await describeActor(project, database), {
    from: rows,
    to,
    checksums: new Map([...project.files].map(([id, file]) => [id, revisionChecksum(file.text)])),
    purge,
  });
  return { command: 'stamp', ...reportDatabase(database), from: rows, to };
}
