import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Finding, ReviewedRevision, ReviewReport } from '../report/report';
import { callLines } from '../revisions/files/call-lines';
import { planUpgrade } from '../revisions/graph/movement';
import { changedFiles, type Change } from './changed-files';
import type { CommandIo } from './command-io';
import type { OptionsOf } from './options';
import { planInEachDialect, type RevisionInDialect } from './plan';
import { fileOf, openProject, reportRevision, type Project } from './project';

/**
 * What a branch does to the revisions since it left another one: each new revision with its operations, SQL and risks,
 * and what should not happen to revisions that others may have applied. Asks git, and no database.
 *
 * @throws PlumblineError `usage` outside of a git repository, and for a commit that git does not know
 */
export async function review(options: OptionsOf<'review'>, io: CommandIo): Promise<ReviewReport> {
  const project = await openProject(options, io);
  const { directory, versions } = project.config;
  const { base, root, changes } = await changedFiles(directory, versions, options.since ?? 'main');
  const inRepository = (path: string): string => relative(root, path).split(sep).join('/');
  const revisions: ReviewedRevision[] = [];
  const findings: Finding[] = [];
  for (const id of inOrder(project)) {
    const { path, text } = fileOf(project, id);
    const change = changes.get(realpathSync(path));
    if (change === undefined || change === 'deleted') continue;
    const file = inRepository(realpathSync(path));
    const plans = await planInEachDialect(project, id);
    revisions.push({
      revision: reportRevision(project, id),
      change,
      plans: plans.map(({ dialect, planned }) => ({ dialect: dialect.name, ...planned })),
    });
    if (change === 'edited') findings.push(editedFinding(id, file));
    findings.push(...plans.flatMap((plan) => risks(plan, file, text)));
  }
  findings.push(...deletedFindings(changes, inRepository), ...headFindings(project, inRepository));
  const { realHeads } = project.graph;
  return {
    command: 'review',
    base,
    revisions,
    findings: withoutTwins(findings),
    heads: realHeads.map((id) => reportRevision(project, id)),
    clean: findings.every(({ title }) => !HISTORY.has(title)),
    ...(options.annotations ? { format: 'annotations' } : options.markdown ? { format: 'markdown' } : {}),
  };
}

/** All revisions as an upgrade of an empty database would take them. */
function inOrder({ graph }: Project): readonly string[] {
  return planUpgrade(graph, [], 'heads').steps.map(({ revision }) => revision);
}

const EDITED = 'Edited revision';
const DELETED = 'Deleted revision';
const HEADS = 'Several heads';
/** What makes a branch unfit to be merged; risks are for a person to weigh. */
const HISTORY: ReadonlySet<string> = new Set([EDITED, DELETED, HEADS]);

function editedFinding(id: string, file: string): Finding {
  return {
    level: 'error',
    title: EDITED,
    message: `${id} was there before this branch. Where it is applied, upgrades refuse the edited file: put the change into a new revision.`,
    file,
    line: 1,
  };
}

function deletedFindings(
  changes: ReadonlyMap<string, Change>,
  inRepository: (path: string) => string,
): readonly Finding[] {
  return [...changes]
    .filter(([, change]) => change === 'deleted')
    .map(([path]) => ({
      level: 'error',
      title: DELETED,
      message: 'Where it is applied, upgrades refuse to run without it: bring the file back.',
      file: inRepository(path),
      line: 1,
    }));
}

function headFindings(project: Project, inRepository: (path: string) => string): readonly Finding[] {
  const { realHeads } = project.graph;
  if (realHeads.length < 2) return [];
  return realHeads.map((id) => ({
    level: 'error',
    title: HEADS,
    message: `${realHeads.join(', ')} are heads. Join them (plumbline merge heads) or move one (plumbline rebase); plumbline check says how.`,
    file: inRepository(realpathSync(fileOf(project, id).path)),
    line: 1,
  }));
}

/** What locks, rewrites or loses data, on the line that asks for it. */
function risks({ dialect, planned, operations }: RevisionInDialect, file: string, text: string): Finding[] {
  const lines = callLines(text, operations);
  return planned.operations.flatMap(({ risk, description, reason }, index) =>
    risk === 'safe'
      ? []
      : [
          {
            level: risk === 'data loss' ? ('error' as const) : ('warning' as const),
            title: `${TITLES[risk]} on ${dialect.name}`,
            message: reason === undefined ? description : `${description}: ${reason}`,
            file,
            line: lines[index] ?? 1,
          },
        ],
  );
}

const TITLES = { lock: 'Lock', rewrite: 'Rewrite', 'data loss': 'Data loss' } as const;

/** Operations of a loop have one line, and say the same there once. */
function withoutTwins(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
