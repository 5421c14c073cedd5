import { PlumblineError } from '../errors/plumbline-error';
import { readChecksums } from '../history/audit-log';
import { readVersions } from '../history/version-store';
import type { PartialReport } from '../report/report';
import { revisionChecksum } from '../revisions/files/checksum';
import type { DatabaseState } from '../runner/state';
import type { Database } from './database';
import type { Project } from './project';

/**
 * The applied revisions whose files are not what was applied, in load order.
 *
 * @param current the revisions that the database is at; rows that no file has do not count
 */
export async function editedRevisions(
  project: Project,
  database: Database,
  current: readonly string[],
): Promise<readonly string[]> {
  const checksums = await readChecksums(database);
  if (checksums.size === 0) return [];
  const known = current.filter((id) => project.graph.has(id));
  const applied = new Set(project.graph.ancestorsOf(known, { inclusive: true, dependencies: true }));
  return [...project.files.values()]
    .filter(({ header, text }) => {
      const checksum = checksums.get(header.revision);
      return applied.has(header.revision) && checksum !== undefined && checksum !== revisionChecksum(text);
    })
    .map(({ header }) => header.revision);
}

/** The revisions that are partially done. */
export function partialRevisions({ partial }: DatabaseState): readonly PartialReport[] {
  return partial.map(({ revision, direction, records }) => ({
    revision,
    direction,
    done: records.filter(({ state }) => state === 'done').length,
    total: records[0]?.stepsTotal ?? 0,
  }));
}

/** @throws PlumblineError `edited-revision` when the file of an applied revision changed */
export async function assertUnedited(project: Project, database: Database): Promise<void> {
  const revisions = await editedRevisions(project, database, await readVersions(database));
  if (revisions.length > 0) throw new PlumblineError('edited-revision', { revisions });
}
