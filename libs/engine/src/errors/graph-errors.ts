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
  'duplicate-revision': { readonly revision: string; readonly files: readonly string[] };
  'missing-revision': { readonly revision: string; readonly missing: string; readonly file?: string };
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
  'duplicate-revision': {
    exit: 4,
    what: (d) => `The revision id '${d.revision}' is used by ${d.files.length} files.`,
    why: (d) => `The files are ${list(d.files)}; an id names one revision.`,
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
};
