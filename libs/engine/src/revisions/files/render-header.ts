import { PlumblineError } from '../../errors/plumbline-error';
import { escapeComment, renderRevises } from './header-comment';
import { renderValue } from './render-value';
import { REVISION_ID, type RevisionHeader } from './revision-header';

const MODULE = '@plumbline/engine/migration';

/** What the import of the file names beside the type of `op`. */
export interface HeaderOptions {
  readonly irreversible: boolean;
}

/**
 * The text of a header: the leading comment, the import and the constants. `parseHeader` reads it back.
 *
 * @throws PlumblineError `illegal-message`
 */
export function renderHeader(header: RevisionHeader, options: HeaderOptions): string {
  checkMessage(header.message);
  const { revision, down, branchLabels, dependsOn, transaction, created } = header;
  const wrong = [revision, ...down, ...branchLabels, ...dependsOn].find((id) => !REVISION_ID.test(id));
  if (wrong !== undefined) throw new TypeError(`not an id: ${JSON.stringify(wrong)}`);
  const comment = [
    escapeComment(header.message),
    '',
    `Revision: ${revision}`,
    `Revises: ${renderRevises(down)}`,
    ...(created === undefined ? [] : [`Created: ${created}`]),
  ];
  const imported = options.irreversible
    ? `import { irreversible, type Operations } from '${MODULE}';`
    : `import type { Operations } from '${MODULE}';`;
  return [
    '/**',
    ...comment.map((line) => (line === '' ? ' *' : ` * ${line}`)),
    ' */',
    imported,
    '',
    constant('revision', revision),
    `${constant('downRevision', down.length > 1 ? down : (down[0] ?? null))} // null for a root, an array for a merge`,
    constant('branchLabels: string[]', branchLabels),
    constant('dependsOn: string[]', dependsOn),
    ...(transaction === undefined ? [] : [constant('transaction', transaction)]),
    '',
  ].join('\n');
}

/**
 * Refuses a message that the leading comment cannot hold and give back: it is one line, of characters that show.
 *
 * @throws PlumblineError `illegal-message`
 */
export function checkMessage(message: string): void {
  const reason = problemOf(message);
  if (reason !== undefined) throw new PlumblineError('illegal-message', { message, reason });
}

function problemOf(message: string): string | undefined {
  if (message.trim() === '') return 'It is empty.';
  if (message !== message.trim()) return 'It begins or ends with white space.';
  if (/[\n\r\u2028\u2029]/.test(message)) return 'It has more than one line.';
  if (/[\p{Cc}\p{Surrogate}]/u.test(message)) return 'It holds a control character.';
  if (/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(message)) {
    return 'It holds a character that turns the direction of the text.';
  }
  if (message.length > 500) return 'It is longer than 500 characters.';
  return undefined;
}

function constant(name: string, value: unknown): string {
  const before = `export const ${name} = `;
  return `${before}${renderValue(value, { indent: 0, before: before.length, after: 1 })};`;
}
