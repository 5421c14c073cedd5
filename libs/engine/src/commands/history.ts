import type { AuditReport, BranchesReport, HeadsReport, HistoryReport } from '../report/report';
import { parseRange } from '../revisions/graph/range';
import { resolveRange } from '../revisions/graph/symbols';
import type { CommandIo } from './command-io';
import type { OptionsOf } from './options';
import { openProject, reportRevision, type Project } from './project';

/** The revisions, newest first, or the audit log of the database. */
export async function history(
  options: OptionsOf<'history'>,
  io: CommandIo,
): Promise<HistoryReport | AuditReport> {
  const project = await openProject(options, io);
  if (options.applied) return (await import('./applied')).auditOf(project, options);
  const range = options.range ?? ':';
  const current = await currentFor(project, options, range);
  const revisions = resolveRange(project.graph, range, current);
  return { command: 'history', revisions: revisions.map((id) => reportRevision(project, id, current)) };
}

/** The version rows, where the range counts from them or they are to be marked; no database is asked otherwise. */
async function currentFor(
  project: Project,
  options: OptionsOf<'history'>,
  range: string,
): Promise<readonly string[]> {
  const { start, end } = parseRange(range);
  // In a range `-N` counts from the heads, and an end `+N` from the start.
  const isNeeded = [start, end].includes('current') || /^(?:[^@]*@)?\+\d+$/.test(start);
  if (!isNeeded && options.indicateCurrent !== true) return [];
  const { appliedRows } = await import('./applied');
  return appliedRows(project, options, isNeeded ? 'revisions' : 'any');
}

/** The heads; with `--resolve-dependencies` only those that no other revision depends on. */
export async function heads(options: OptionsOf<'heads'>, io: CommandIo): Promise<HeadsReport> {
  const project = await openProject(options, io);
  const ids = options.resolveDependencies ? project.graph.realHeads : project.graph.heads;
  return { command: 'heads', heads: ids.map((id) => reportRevision(project, id)) };
}

/** The branch points, each with what follows it. */
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
