import { list, type ErrorTable } from './entry';

/** An operation of a revision, in words. */
export interface OperationOf {
  readonly revision: string;
  readonly operation: string;
}

/** Errors of commands that join, move and name branches. */
export interface BranchErrorData {
  'no-revision-named': { readonly argument: string };
  'conflicting-heads': {
    readonly heads: readonly string[];
    readonly conflicts: readonly {
      readonly first: OperationOf;
      readonly second: OperationOf;
      readonly reason: string;
    }[];
  };
  'applied-line': {
    readonly revision: string;
    readonly applied: readonly {
      readonly environment: string;
      readonly url: string;
      readonly revisions: readonly string[];
    }[];
  };
  'onto-own-line': { readonly revision: string; readonly onto: string };
  'rebase-cycle': {
    readonly revision: string;
    readonly onto: string;
    readonly revisions: readonly string[];
  };
  'ambiguous-parent': { readonly revision: string; readonly parents: readonly string[] };
  'parent-included': { readonly merge: string; readonly parent: string; readonly within: string };
}

export const branchErrors: ErrorTable<BranchErrorData> = {
  'no-revision-named': {
    exit: 4,
    what: (d) => `'${d.argument}' names no revision.`,
    why: (d) =>
      d.argument === 'current' || /^[+-]\d+$/.test(d.argument)
        ? 'It leads to base, which is before the first revision: nothing is there.'
        : 'It is base, which is before the first revision, or there are no revisions.',
    next: () => 'Name a revision; see what there is: plumbline history',
  },
  'conflicting-heads': {
    exit: 4,
    what: (d) => `The branches of ${list(d.heads)} do not go together.`,
    why: (d) =>
      d.conflicts
        .map(
          ({ first, second, reason }) =>
            `${first.revision} (${first.operation}) and ${second.revision} (${second.operation}): ${reason}.`,
        )
        .join('\n'),
    next: () =>
      'Change one of the revisions while it is applied nowhere, or put the one line on top of the other and correct it\n(plumbline rebase <revision> --onto <revision>); or, knowing what you do: plumbline merge --allow-conflicts',
  },
  'applied-line': {
    exit: 4,
    what: (d) => `The line from '${d.revision}' cannot be moved: some of it is applied.`,
    why: (d) =>
      d.applied.map((one) => `${one.environment} (${one.url}) has ${list(one.revisions)}.`).join('\n'),
    next: (d) =>
      `Undo it there first (plumbline downgrade ${d.revision}-1), or join the heads instead: plumbline merge heads`,
  },
  'onto-own-line': {
    exit: 4,
    what: (d) => `'${d.revision}' cannot be moved onto '${d.onto}'.`,
    why: (d) =>
      d.revision === d.onto
        ? 'A revision does not follow itself.'
        : `'${d.onto}' is above '${d.revision}' and would move along with it.`,
    next: () => 'Name a revision of another line after --onto; see the lines: plumbline history',
  },
  'rebase-cycle': {
    exit: 4,
    what: (d) => `'${d.revision}' cannot be moved onto '${d.onto}': the revisions would wait for each other.`,
    why: (d) =>
      `With dependsOn counted, they would go ${[...d.revisions, ...d.revisions.slice(0, 1)].join(' -> ')}.`,
    next: () => 'Move another revision, or take one of these out of dependsOn first.',
  },
  'ambiguous-parent': {
    exit: 4,
    what: (d) =>
      `'${d.revision}' joins ${list(d.parents)}, and which of these is to be replaced is not clear.`,
    why: () => 'A rebase gives a revision one other parent, and a merge has several.',
    next: () =>
      'Move the first revision of one of the lines that it joins, or delete the merge and make it anew.',
  },
  'parent-included': {
    exit: 4,
    what: (d) => `The merge '${d.merge}' would join '${d.parent}' with a line that includes it.`,
    why: (d) =>
      `After the move '${d.parent}' would be below '${d.within}', so that there would be nothing to join.`,
    next: (d) => `Delete the merge '${d.merge}' first, where it is applied nowhere; then move the line.`,
  },
};
