import { list, type ErrorTable } from './entry';

export interface Argument {
  /** What was typed. */
  readonly argument: string;
}

/** Errors of the revision graph and of its symbols. */
export interface GraphErrorData {
  'multiple-heads': Argument & { readonly heads: readonly string[] };
  'unknown-revision': Argument & { readonly known: readonly string[] };
  'ambiguous-partial-id': Argument & { readonly matches: readonly string[] };
  'no-such-branch': Argument & { readonly branch: string; readonly known: readonly string[] };
  'not-in-branch': Argument & { readonly revision: string; readonly branch: string };
  'not-ancestor': Argument & {
    /** What the argument was to be below: the rows of the database, or the end of a range. */
    readonly of: readonly string[];
    readonly place: 'database' | 'range';
  };
  'relative-out-of-range': Argument & {
    readonly wanted: number;
    /** How many revisions there are that way. */
    readonly found: number;
  };
  'walked-too-far': Argument & { readonly wanted: number; readonly found: number };
  'ambiguous-walk': Argument & { readonly at: string; readonly choices: readonly string[] };
  'ambiguous-upgrade': Argument & { readonly current: readonly string[] };
  'invalid-downgrade-target': Argument & { readonly branch: string; readonly children: readonly string[] };
  'range-not-allowed': Argument;
  overlap: {
    readonly revision: string;
    /** What of the same request is below it. */
    readonly overlaps: readonly string[];
    readonly place: 'database' | 'targets' | 'parents';
  };
  cycle: { readonly revisions: readonly string[] };
  'self-loop': { readonly revision: string };
  'dependency-cycle': { readonly revisions: readonly string[] };
  'dependency-self-loop': { readonly revision: string };
  'duplicate-branch-label': { readonly label: string; readonly revision: string; readonly usedBy: string };
  'duplicate-revision': { readonly revision: string; readonly files: readonly string[] };
  'missing-revision': { readonly revision: string; readonly missing: string; readonly file?: string };
  'illegal-revision-id': { readonly revision: string; readonly reason: string };
  'illegal-branch-label': { readonly label: string; readonly revision: string; readonly reason: string };
  'not-a-head': Argument & { readonly revision: string; readonly children: readonly string[] };
  'duplicate-heads': { readonly heads: readonly string[] };
  'used-revision-id': { readonly revision: string; readonly as: 'revision' | 'branch label' };
}

export const graphErrors: ErrorTable<GraphErrorData> = {
  'multiple-heads': {
    exit: 4,
    what: (d) => `'${d.argument}' is ambiguous: there are ${d.heads.length} heads.`,
    why: (d) => `The heads are ${list(d.heads)}.`,
    next: (d) =>
      `Name one of them, say 'heads' for all of them, or join them: plumbline merge ${d.heads.join(' ')} -m "merge"`,
  },
  'unknown-revision': {
    exit: 4,
    what: (d) => `There is no revision '${d.argument}'.`,
    why: (d) =>
      d.known.length === 0
        ? 'There are no revisions.'
        : `No revision id or branch label begins so; the nearest are ${list(d.known, 5)}.`,
    next: () => 'See what there is: plumbline history',
  },
  'ambiguous-partial-id': {
    exit: 4,
    what: (d) => `'${d.argument}' could be any of ${d.matches.length} revisions.`,
    why: (d) => `It is the beginning of ${list(d.matches)}.`,
    next: () => 'Type more of the id.',
  },
  'no-such-branch': {
    exit: 4,
    what: (d) => `There is no branch '${d.branch}'.`,
    why: (d) =>
      d.known.length === 0
        ? `'${d.argument}' names a branch before the @, and no revision carries a label; a revision id would do too.`
        : `'${d.argument}' names a branch before the @: a revision id, or one of the labels ${list(d.known)}.`,
    next: () => 'See the branches and their labels: plumbline branches',
  },
  'not-in-branch': {
    exit: 4,
    what: (d) => `Revision '${d.revision}' is not in the branch '${d.branch}'.`,
    why: (d) => `'${d.argument}' asks for a revision above or below '${d.branch}', and it is neither.`,
    next: (d) => `Leave the branch out (${d.revision}), or see the branches: plumbline branches`,
  },
  'not-ancestor': {
    exit: 4,
    what: (d) =>
      d.place === 'database'
        ? `The database cannot go down to '${d.argument}'.`
        : `The range cannot begin at '${d.argument}'.`,
    why: (d) =>
      d.place === 'database'
        ? `It is at ${d.of.length === 0 ? 'base' : list(d.of)}, and nothing that is applied follows '${d.argument}'.`
        : `It is not below its end, ${d.of.length === 0 ? 'base' : list(d.of)}.`,
    next: (d) =>
      d.place === 'database'
        ? 'See where the database is: plumbline current --verbose'
        : 'Write the older end first: plumbline history -r older:newer',
  },
  'relative-out-of-range': {
    exit: 4,
    what: (d) => `'${d.argument}' leads nowhere: there ${areRevisions(d.found)} that way, not ${d.wanted}.`,
    why: () =>
      'A number counts from where the database is: upgrades take +N, downgrades -N, and neither goes past the end.',
    next: () =>
      'Give a smaller number, or name the revision; see where the database is: plumbline current --verbose',
  },
  'walked-too-far': {
    exit: 4,
    what: (d) =>
      `'${d.argument}' goes past the end: there ${areRevisions(d.found)} that way, not ${d.wanted}.`,
    why: () => 'The number counts from the revision that is named before it.',
    next: () => 'Give a smaller number; see the revisions: plumbline history',
  },
  'ambiguous-walk': {
    exit: 4,
    what: (d) => `'${d.argument}' is ambiguous: from ${d.at} there are ${d.choices.length} ways.`,
    why: (d) => `They lead to ${list(d.choices)}.`,
    next: (d) => `Name the revision (${list(d.choices)}), or the branch before the number: <branch>@+1`,
  },
  'ambiguous-upgrade': {
    exit: 4,
    what: (d) => `'${d.argument}' is ambiguous: the database is at ${d.current.length} revisions.`,
    why: (d) => `They are ${list(d.current)}, and the number could count from each.`,
    next: (d) => `Name the branch: ${d.current[0] ?? '<branch>'}@${d.argument.replace(/^.*@/, '')}`,
  },
  'invalid-downgrade-target': {
    exit: 4,
    what: (d) => `'${d.argument}' chooses nothing to go down.`,
    why: (d) =>
      `What follows the target is ${list(d.children)}, and none of it is '${d.branch}' or below it.`,
    next: () => 'Name a branch that leaves the target, or leave the branch out for all of them.',
  },
  'range-not-allowed': {
    exit: 4,
    what: (d) => `The range '${d.argument}' cannot be used here.`,
    why: () => 'The database says where a run begins, so that only the end is given.',
    next: (d) =>
      `Give only the end (${d.argument.slice(d.argument.indexOf(':') + 1) || 'heads'}); a range is for --sql.`,
  },
  overlap: {
    exit: 4,
    what: (d) => `Revision '${d.revision}' includes ${list(d.overlaps)}.`,
    why: (d) =>
      d.place === 'database'
        ? 'The version table has a row for each of them, though the one is below the other; somebody changed it by hand or with another tool.'
        : 'Both are asked for, though the one is below the other.',
    next: (d) =>
      d.place === 'database'
        ? 'Leave only the upper rows: plumbline stamp --purge <the revisions that are applied and that nothing applied follows>'
        : `Name only '${d.revision}'.`,
  },
  cycle: {
    exit: 4,
    what: (d) => `The revisions ${list(d.revisions)} follow each other in a circle.`,
    why: (d) => `Their downRevision go ${circle(d.revisions)}.`,
    next: () => 'Correct the downRevision of one of them, in its header and its comment.',
  },
  'self-loop': {
    exit: 4,
    what: (d) => `Revision '${d.revision}' follows itself.`,
    why: () => 'Its downRevision names its own id.',
    next: () => 'Correct its downRevision, in its header and its comment.',
  },
  'dependency-cycle': {
    exit: 4,
    what: (d) => `The revisions ${list(d.revisions)} wait for each other in a circle.`,
    why: (d) => `With dependsOn counted, each waits for the next: ${circle(d.revisions)}.`,
    next: () => 'Take one of them out of dependsOn.',
  },
  'dependency-self-loop': {
    exit: 4,
    what: (d) => `Revision '${d.revision}' depends on itself.`,
    why: () => 'Its dependsOn names its own id, or a label that it carries.',
    next: () => 'Take it out of dependsOn.',
  },
  'duplicate-branch-label': {
    exit: 4,
    what: (d) => `The branch label '${d.label}' of revision '${d.revision}' is in use.`,
    why: (d) =>
      d.label === d.usedBy
        ? 'There is a revision with that id, and a name means one thing.'
        : `Revision '${d.usedBy}' carries it, and a label names one branch.`,
    next: () => 'Choose another label.',
  },
  'duplicate-revision': {
    exit: 4,
    what: (d) =>
      `The revision id '${d.revision}' is used by ${d.files.length === 0 ? 'several' : d.files.length} files.`,
    why: (d) =>
      d.files.length === 0
        ? 'An id names one revision.'
        : `The files are ${list(d.files)}; an id names one revision.`,
    next: () => 'Delete the copy, or give one of them a new id in its header and its file name.',
  },
  'missing-revision': {
    exit: 4,
    what: (d) => `Revision '${d.revision}' follows '${d.missing}', which is not there.`,
    why: (d) =>
      `${d.file ?? d.revision} names it as downRevision or in dependsOn, and no file in the versions folders has that id.`,
    next: (d) =>
      `Bring the file of '${d.missing}' back (git log --diff-filter=D -- versions), or correct the header.`,
  },
  'illegal-revision-id': {
    exit: 4,
    what: (d) => `'${d.revision}' cannot be a revision id.`,
    why: (d) => d.reason,
    next: () => "Choose an id of at most 32 letters, digits, '_' and '.', or leave it out for a random one.",
  },
  'illegal-branch-label': {
    exit: 4,
    what: (d) => `'${d.label}' cannot be a branch label of revision '${d.revision}'.`,
    why: (d) => d.reason,
    next: () => "Choose a label of at most 32 letters, digits, '_' and '.'.",
  },
  'not-a-head': {
    exit: 4,
    what: (d) => `Revision '${d.revision}' is not a head.`,
    why: (d) => `${list(d.children)} ${d.children.length === 1 ? 'follows' : 'follow'} it already.`,
    next: () => 'Name a head (plumbline heads), or start a new branch here on purpose: --splice',
  },
  'duplicate-heads': {
    exit: 4,
    what: (d) => `${list(d.heads)} is named more than once.`,
    why: () => 'A revision follows each of its parents once.',
    next: () => 'Name each of them once.',
  },
  'used-revision-id': {
    exit: 4,
    what: (d) => `The id '${d.revision}' is in use.`,
    why: (d) => `There is a ${d.as} of that name already; nothing was written.`,
    next: () => 'Give another --rev-id, or leave it out for a random one.',
  },
};

function areRevisions(count: number): string {
  return count === 0 ? 'are no revisions' : count === 1 ? 'is 1 revision' : `are ${count} revisions`;
}

/** `a -> b -> a`, shortened where it is long. */
function circle(revisions: readonly string[], limit = 8): string {
  const shown = revisions.length > limit ? [...revisions.slice(0, limit), '…'] : revisions;
  return [...shown, ...revisions.slice(0, 1)].join(' -> ');
}
