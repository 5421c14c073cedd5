import { PlumblineError } from '../errors/plumbline-error';
import type { CreatedReport, MeetingReport } from '../report/report';
import { newRevisionId } from '../revisions/files/revision-id';
import { planMerge } from '../revisions/graph/creation';
import type { CommandIo } from './command-io';
import { meet, pairsOf, sidesOf } from './meeting';
import type { OptionsOf } from './options';
import { openProject, type Project } from './project';
import { chooseFolder, createFile } from './revision-file';

/**
 * Writes a revision that follows several heads and changes nothing itself. Heads whose operations do not go together
 * are refused, as a text merge would not show it.
 */
export async function merge(options: OptionsOf<'merge'>, io: CommandIo): Promise<CreatedReport> {
  const project = await openProject(options, io);
  const id = options.revId ?? newRevisionId();
  const branchLabels = options.branchLabel ?? [];
  const placement = planMerge(project.graph, {
    id,
    revisions: options.revisions ?? ['heads'],
    splice: options.splice === true,
    branchLabels,
  });
  const folder = chooseFolder(project, undefined, placement.down);
  const meeting = await judgeHeads(project, placement.down, options.allowConflicts === true);
  const created = await createFile(project, folder, {
    header: { revision: id, message: options.message ?? 'merge heads', branchLabels, ...placement },
    upgrade: [],
    downgrade: [],
  });
  return { command: 'merge', created, operations: [], statements: [], unmanaged: [], notes: [], ...meeting };
}

/** @throws PlumblineError `conflicting-heads` */
async function judgeHeads(
  project: Project,
  heads: readonly string[],
  allowed: boolean,
): Promise<MeetingReport> {
  const pairs = pairsOf(heads).map(([first, second]) => sidesOf(project, first, second));
  const meeting = await meet(project, pairs);
  if (meeting.conflicts.length > 0 && !allowed) {
    throw new PlumblineError('conflicting-heads', { heads, conflicts: meeting.conflicts });
  }
  return meeting;
}
