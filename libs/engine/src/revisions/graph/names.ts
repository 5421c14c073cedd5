import { PlumblineError } from '../../errors/plumbline-error';

/** The version column is VARCHAR(32), as Alembic's; a longer id would fail on PostgreSQL, and only there. */
const MAX_LENGTH = 32;

/** The characters that the symbol language leaves to names: `@ - + :` are its operators. */
const GRAMMAR = /^[A-Za-z0-9_.]+$/;

/** The words that mean something by themselves, so that nothing may be called so. */
const RESERVED: ReadonlySet<string> = new Set(['head', 'heads', 'base', 'current']);

/**
 * Checks that a text can be a revision id.
 *
 * @throws PlumblineError `illegal-revision-id`
 */
export function assertRevisionId(revision: string): void {
  const reason = reasonAgainst(revision);
  if (reason !== undefined) throw new PlumblineError('illegal-revision-id', { revision, reason });
}

/**
 * Checks that a text can be a branch label; labels stand where ids stand, so the rules are the same.
 *
 * @throws PlumblineError `illegal-branch-label`
 */
export function assertBranchLabel(label: string, revision: string): void {
  const reason = reasonAgainst(label);
  if (reason !== undefined) throw new PlumblineError('illegal-branch-label', { label, revision, reason });
}

function reasonAgainst(name: string): string | undefined {
  if (name === '') return 'It is empty.';
  if (RESERVED.has(name)) return `'${name}' is a word of the symbol language.`;
  if (!GRAMMAR.test(name)) {
    const illegal = [...new Set(name)].filter((character) => !GRAMMAR.test(character));
    return `It may hold letters, digits, '_' and '.', not ${illegal.map((c) => JSON.stringify(c)).join(', ')}.`;
  }
  if (name.length > MAX_LENGTH) return `It has ${name.length} characters, and ${MAX_LENGTH} are allowed.`;
  return undefined;
}
