import { PlumblineError } from '../errors/plumbline-error';
import { readChecksums } from '../history/audit-log';
import { readVersions } from '../history/version-store';
import { revisionChecksum } from '../revisions/files/checksum';
import type { Database } from './database';
import type { Project } from './project';

/** The applied revisions whose files are not what was applied, in load order. */
export async function editedRevisions(project: Project, database: Database): Promise<readonly string[]> {
  const checksums = await readChecksums(database);
  if (checksums.size === 0) return [];
  const current = (await readVersions(database)).filter((id) => project.graph.has(id));
  const applied = new Set(project.graph.ancestorsOf(current, { inclusive: true, dependencies: true }));
  return [...project.files.values()]
    .filter(({ header, text }) => {
      const known = checksums.get(header.revision);
      return applied.has(header.revision) && known !== undefined && known !== revisionChecksum(text);
    })
    .map(({ header }) => header.revision);
}

/** @throws PlumblineError `edited-revision` when the file of an applied revision changed */
export async function assertUnedited(project: Project, database: Database): Promise<void> {
  const revisions = await editedRevisions(project, database);
  if (revisions.length > 0) throw new PlumblineError('edited-revision', { revisions });
}
