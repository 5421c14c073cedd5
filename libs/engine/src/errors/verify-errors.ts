import { list, type ErrorTable } from './entry';

/** What the helpers for tests of revisions find. Their messages hold all of it: a test runner shows no more. */
export interface VerifyErrorData {
  'several-heads': { readonly heads: readonly string[] };
  'not-reversible': {
    readonly revision: string;
    readonly message: string;
    /** After which of the three steps: its downgrade, or its second upgrade. */
    readonly after: 'downgrade' | 'second upgrade';
    /** What the catalogue said before, or after the first upgrade, and says no more. */
    readonly missing: readonly string[];
    /** What it did not say. */
    readonly unexpected: readonly string[];
  };
  'schema-drift': {
    /** What `plumbline check` would print. */
    readonly report: string;
  };
}

const lines = (title: string, all: readonly string[]): string =>
  all.length === 0 ? '' : `\n  ${title}:${all.map((line) => `\n    ${line}`).join('')}`;

export const verifyErrors: ErrorTable<VerifyErrorData> = {
  'several-heads': {
    exit: 4,
    what: (d) => `There are ${d.heads.length} heads: ${list(d.heads)}.`,
    why: () => 'Two branches of work each added a revision to the same parent.',
    next: (d) => `Join them: plumbline merge ${d.heads.join(' ')} -m "merge"`,
  },
  'not-reversible': {
    exit: 3,
    what: (d) =>
      `After the ${d.after} of '${d.revision}' (${d.message}) the schema is not what it was.${lines('missing', d.missing)}${lines('unexpected', d.unexpected)}`,
    why: (d) =>
      d.after === 'downgrade'
        ? 'Its downgrade does not undo all that its upgrade did, or undoes more.'
        : 'Its upgrade makes something else once it was undone.',
    next: () =>
      "Correct the revision while it is not applied anywhere; or say that it has no way back: irreversible('why')",
  },
  'schema-drift': {
    exit: 3,
    what: (d) => `Entities and revisions do not describe the same schema.\n${d.report}`,
    why: () => 'An entity was changed without a revision, or a revision says something else than the entity.',
    next: () => 'Write what is missing: plumbline revision -m "what changed"',
  },
};
