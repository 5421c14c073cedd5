import { basename, dirname } from 'node:path';
import { compareText } from '../kernel/ordering';
import type { CommitReport, HeadReport, SeveralHeadsReport } from '../report/report';
import { git } from './git';
import { meet, ownOf, pairsOf, sidesOf } from './meeting';
import { fileOf, reportRevision, type Project } from './project';

/**
 * Several heads, as a team meets them: whose they are, what the lines do to each other, and the ways out. Heads that
 * another revision depends on do not count: no database ever stands at them.
 *
 * @returns nothing where there is one head, or none
 */
export async function explainHeads(project: Project): Promise<SeveralHeadsReport | undefined> {
  const ids = project.graph.realHeads;
  if (ids.length < 2) return undefined;
  const heads = (await Promise.all(ids.map((id) => explainHead(project, id)))).sort(byAge);
  const pairs = pairsOf(heads.map(({ revision }) => revision.revision));
  const meeting = await meet(
    project,
    pairs.map(([first, second]) => sidesOf(project, first, second)),
  );
  return { heads, ...meeting, waysOut: waysOut(project, heads, meeting.conflicts.length > 0) };
}

async function explainHead(project: Project, id: string): Promise<HeadReport> {
  const others = project.graph.realHeads.filter((head) => head !== id);
  const commit = await lastCommit(fileOf(project, id).path);
  return {
    revision: reportRevision(project, id),
    own: ownOf(project.graph, [id], others),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Oldest first: by when the revision was written, else by its commit. */
function byAge(a: HeadReport, b: HeadReport): number {
  const age = ({ revision, commit }: HeadReport): number =>
    Date.parse(revision.created ?? commit?.date ?? '') || Number.POSITIVE_INFINITY;
  const [first, second] = [age(a), age(b)];
  return first === second ? compareText(a.revision.revision, b.revision.revision) : first - second;
}

/** Joining is always possible; moving, where each younger line hangs by one revision that is no merge. */
function waysOut(
  { graph }: Project,
  heads: readonly HeadReport[],
  hasConflicts: boolean,
): SeveralHeadsReport['waysOut'] {
  const ids = heads.map(({ revision }) => revision.revision);
  const [oldest, ...younger] = ids;
  const moves = younger.map((head, index) => {
    const own = heads[index + 1]?.own ?? [];
    const lowest = own.filter((id) => !graph.requirementsOf(id).some((parent) => own.includes(parent)));
    const [first, ...more] = lowest;
    const isLine = first !== undefined && more.length === 0 && graph.downOf(first).length < 2;
    return isLine ? `plumbline rebase ${first} --onto ${ids[index] ?? oldest ?? head}` : undefined;
  });
  const force = hasConflicts ? ' --allow-conflicts' : '';
  return [
    {
      effect: 'join the heads, where a line may be applied somewhere',
      commands: [`plumbline merge ${ids.join(' ')} -m "merge ${ids.join(' and ')}"${force}`],
    },
    ...(moves.includes(undefined)
      ? []
      : [
          {
            effect: 'put the younger line on top, where it is applied nowhere',
            commands: moves.flatMap((move) => move ?? []),
          },
        ]),
  ];
}

const FIELDS = ['%h', '%an', '%aI', '%s'];

/** The commit that a file was last changed in; none without git, outside of a repository, or before a commit. */
async function lastCommit(path: string): Promise<CommitReport | undefined> {
  const text = await git(dirname(path), [
    'log',
    '-1',
    `--format=${FIELDS.join('%x00')}`,
    '--',
    basename(path),
  ]);
  const [hash, author, date, subject] = text?.split('\0') ?? [];
  const isWhole = hash !== undefined && author !== undefined && date !== undefined && subject !== undefined;
  return isWhole ? { hash, author, date, subject } : undefined;
}
