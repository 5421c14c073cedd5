import type { CreatedReport } from '../report/report';
import { newRevisionId } from '../revisions/files/revision-id';
import { planMerge } from '../revisions/graph/creation';
import type { CommandIo } from './command-io';
import type { OptionsOf } from './options';
import { openProject } from './project';
import { chooseFolder, createFile } from './revision-file';

/** Writes a revision that follows several heads and changes nothing itself. */
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
  const created = await createFile(project, chooseFolder(project, undefined), {
    header: { revision: id, message: options.message ?? 'merge heads', branchLabels, ...placement },
    upgrade: [],
    downgrade: [],
  });
  return { command: 'merge', created, operations: [], statements: [], unmanaged: [], notes: [] };
}
