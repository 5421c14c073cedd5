import { readAudit } from '../history/audit-log';
import { readOpenRun } from '../history/open-run';
import { readVersions } from '../history/version-store';
import type { AuditReport } from '../report/report';
import { currentRevisions, reportDatabase, withDatabase } from './database';
import type { CommonOptions } from './options';
import type { Project } from './project';

/** What `history` asks of a database, which it mostly does not: apart from it, so that reading files loads none of this. */

export function auditOf(project: Project, options: CommonOptions): Promise<AuditReport> {
  return withDatabase(project, options, async (database) => ({
    command: 'history --applied',
    ...reportDatabase(database),
    entries: [...(await readOpenRun(database)), ...(await readAudit(database))],
  }));
}

/**
 * The version rows.
 *
 * @param rows `revisions` where something is counted from them, so that each must be a revision
 */
export function appliedRows(
  project: Project,
  options: CommonOptions,
  rows: 'revisions' | 'any',
): Promise<readonly string[]> {
  return withDatabase(project, options, (database) =>
    rows === 'revisions' ? currentRevisions(project, database) : readVersions(database),
  );
}
