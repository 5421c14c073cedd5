import { PlumblineError } from '../errors/plumbline-error';
import type { MeetingReport, RebaseReport } from '../report/report';
import { readWhole, replaceFile, rewriteParents } from '../revisions/files/rewrite-header';
import { resolveRevisions } from '../revisions/graph/symbols';
import type { CommandIo } from './command-io';
import { askWhereApplied } from './environments';
import { meet, ownOf } from './meeting';
import { namedRevision } from './named-revisions';
import type { OptionsOf } from './options';
import { fileOf, openProject, reportRevision, shown, type Project } from './project';
import { planRebase } from './plan-rebase';

/**
 * Moves a revision, and with it everything above it, onto another parent. Only the header of the one file changes;
 * nothing is written when any of the line is applied, or when the revisions would not hang together any more.
 */
export async function rebase(options: OptionsOf<'rebase'>, io: CommandIo): Promise<RebaseReport> {
  const project = await openProject(options, io);
  const revision = await namedRevision(project, options, options.revision ?? 'head');
  const to = await newParents(project, options, options.onto ?? 'head');
  const from = project.graph.downOf(revision);
  const plan = planRebase(project.graph, revision, to);
  const nothing = { conflicts: [], unjudged: [], checked: [], notChecked: [] };
  const base = { command: 'rebase', from, to, moved: plan.moved } as const;
  if (from.join(' ') === to.join(' ')) {
    return { ...base, ...nothing, revision: reportRevision(project, revision), changed: false };
  }
  const { applied, checked, notChecked } = await askWhereApplied(project, options, plan.moved);
  if (applied.length > 0) throw new PlumblineError('applied-line', { revision, applied });
  const meeting = await meetNewParents(project, plan.moved, to);
  await rewrite(project, revision, to);
  return {
    ...base,
    ...meeting,
    revision: reportRevision(await openAgain(project, options), revision),
    changed: true,
    checked,
    notChecked,
  };
}

/** One revision, or none for base: the line becomes a root. */
async function newParents(
  project: Project,
  options: OptionsOf<'rebase'>,
  onto: string,
): Promise<readonly string[]> {
  if (onto === 'base' && resolveRevisions(project.graph, onto).length === 0) return [];
  return [await namedRevision(project, options, onto)];
}

/** What the line does to the revisions that now come before it; the moved files may have to follow by hand. */
function meetNewParents(
  project: Project,
  moved: readonly string[],
  to: readonly string[],
): Promise<MeetingReport> {
  const { graph } = project;
  const before = graph.ancestorsOf(moved).filter((id) => !moved.includes(id));
  const second = ownOf(graph, to, before);
  return meet(project, second.length === 0 ? [] : [{ first: graph.inLoadOrder(moved), second }]);
}

async function rewrite(project: Project, revision: string, to: readonly string[]): Promise<void> {
  const { path } = fileOf(project, revision);
  const text = rewriteParents(await readWhole(path), to, shown(project.io, path));
  const { writeFile } = project.io;
  if (writeFile === undefined) await replaceFile(path, text);
  else writeFile(path, text);
}

/** The project as it is on the disk now; a caller's own writer may not have written yet. */
function openAgain(project: Project, options: OptionsOf<'rebase'>): Promise<Project> | Project {
  return project.io.writeFile === undefined ? openProject(options, project.io) : project;
}
