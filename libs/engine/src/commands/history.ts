import { readAudit } from '../history/audit-log';
import type { AuditReport, BranchesReport, HeadsReport, HistoryReport } from '../report/report';
import { resolveRange } from '../revisions/graph/symbols';
import type { CommandIo } from './command-io';
import { currentRevisions, reportDatabase, withDatabase } from './database';
import type { OptionsOf } from './options';
import { openProject, reportRevision, type Project } from './project';

/** The revisions, newest first, or the audit log of the database. */
export async function history(
  options: OptionsOf<'history'>,
  io: CommandIo,
): Promise<HistoryReport | AuditReport> {
  const project = await openProject(options, io);
  if (options.applied) {
    return withDatabase(project, options, async (database) => ({
      command: 'history --applied',
      ...reportDatabase(database),
      entries: await readAudit(database),
    }));
  }
  const needsCurrent =
    options.indicateCurrent === true || /(^|:)\s*(current|[+-]\d)/.test(options.range ?? '');
  const current = needsCurrent
    ? await withDatabase(project, options, (database) => currentRevisions(project, database))
    : [];
  return listed(project, options.range ?? ':', current);
}

function listed(project: Project, range: string, current: readonly string[]): HistoryReport {
  const revisions = resolveRange(project.graph, range, current);
  return { command: 'history', revisions: revisions.map((id) => reportRevision(project, id, current)) };
}

export async function heads(options: OptionsOf<'heads'>, io: CommandIo): Promise<HeadsReport> {
  const project = await openProject(options, io);
  const ids = options.resolveDependencies ? project.graph.realHeads : project.graph.heads;
  return { command: 'heads', heads: ids.map((id) => reportRevision(project, id)) };
}

export async function branches(options: OptionsOf<'branches'>, io: CommandIo): Promise<BranchesReport> {
  const project = await openProject(options, io);
  return {
    command: 'branches',
    branchPoints: project.graph.branchPoints.map((id) => ({
      revision: reportRevision(project, id),
      children: project.graph.childrenOf(id).map((child) => reportRevision(project, child)),
    })),
  };
}
