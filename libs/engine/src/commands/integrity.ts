import { PlumblineError } from '../errors/plumbline-error';
import type { PartialReport } from '../report/report';
import { revisionChecksum } from '../revisions/files/checksum';
import type { DatabaseState } from '../runner/state';
import type { Project } from './project';

/**
 * The applied revisions whose files are not what was applied, in load order.
 *
 * @param checksums what each revision was when it was applied
 * @param current the revisions that the database is at; rows that no file has do not count
 */
export function editedRevisions(
  project: Project,
  checksums: ReadonlyMap<string, string>,
  current: readonly string[],
): readonly string[] {
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
export function assertUnedited(project: Project, { checksums, versions }: DatabaseState): void {
  const revisions = editedRevisions(project, checksums, versions);
  if (revisions.length > 0) throw new PlumblineError('edited-revision', { revisions });
}
