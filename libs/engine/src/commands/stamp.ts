import { readVersions } from '../history/version-store';
import type { StampReport } from '../report/report';
import { revisionChecksum } from '../revisions/files/checksum';
import { planStamp } from '../revisions/graph/movement';
import { stampVersions } from '../runner/stamp';
import type { CommandIo } from './command-io';
import { currentRevisions, describeActor, reportDatabase, withDatabase } from './database';
import type { OptionsOf } from './options';
import { openProject } from './project';

/** Marks revisions as applied without running them. */
export async function stamp(options: OptionsOf<'stamp'>, io: CommandIo): Promise<StampReport> {
  const project = await openProject(options, io);
  const purge = options.purge === true;
  return withDatabase(project, options, async (database) => {
    const rows = purge ? await readVersions(database) : await currentRevisions(project, database);
    const { to } = planStamp(project.graph, purge ? [] : rows, options.revisions ?? [], { purge });
    await stampVersions(database, await describeActor(project, database), {
      from: rows,
      to,
      checksums: new Map([...project.files].map(([id, file]) => [id, revisionChecksum(file.text)])),
      purge,
    });
    return { command: 'stamp', ...reportDatabase(database), from: rows, to };
  });
}
