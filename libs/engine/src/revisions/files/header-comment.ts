/**
 * The leading comment of a revision file, read and written. A message may hold what ends a comment: between the
 * star and the slash goes a backslash, and where there are backslashes already, one more.
 */

export function escapeComment(text: string): string {
  return text.replace(/\*(\\*)\//g, '*\\$1/');
}

export function unescapeComment(text: string): string {
  return text.includes('*\\') ? text.replace(/\*\\(\\*)\//g, '*$1/') : text;
}

const CREATED = 'Created: ';
const REVISES = 'Revises: ';
const FIELD = /^(?:Revision|Revises|Created): /;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** What `Revises:` says of a revision's parents. */
export function renderRevises(down: readonly string[]): string {
  return down.length === 0 ? '<base>' : down.join(', ');
}

/** Where the value of the line `Revises:` is in a doc comment, which is below the message; none where there is none. */
export function findRevises(comment: string): { readonly start: number; readonly end: number } | undefined {
  const lines = [...comment.slice(0, -2).matchAll(/([^\r\n]*)(?:\r\n|\n|\r|$)/g)].map((match) => ({
    text: withoutStar(match.index === 0 ? (match[1] ?? '').slice(3) : (match[1] ?? '')),
    end: match.index + (match[1] ?? '').trimEnd().length,
  }));
  const first = lines.findIndex(({ text }) => text !== '');
  const blank = lines.findIndex(({ text }, index) => index > first && text === '');
  const paragraph = lines.slice(first, blank === -1 ? undefined : blank);
  const isFields = paragraph.length > 1 && paragraph.every(({ text }) => FIELD.test(text));
  const rest = isFields ? lines : lines.slice(blank === -1 ? lines.length : blank);
  const found = rest.find(({ text }) => text.startsWith(REVISES));
  if (found === undefined) return undefined;
  return { start: found.end - (found.text.length - REVISES.length), end: found.end };
}

/** The message and the time of creation out of a doc comment's text, `/**` to the end of the comment. */
export function readMessage(comment: string | undefined): { message: string; created?: string } {
  if (comment === undefined) return { message: '' };
  const lines = comment
    .slice(3, -2)
    .split(/\r\n|\n|\r/)
    .map((line) => withoutStar(line));
  const first = lines.findIndex((line) => line !== '');
  if (first === -1) return { message: '' };
  const blank = lines.indexOf('', first);
  const paragraph = lines.slice(first, blank === -1 ? undefined : blank);
  const isFields = paragraph.length > 1 && paragraph.every((line) => FIELD.test(line));
  const rest = isFields ? lines : lines.slice(blank === -1 ? lines.length : blank);
  const created = rest.find((line) => line.startsWith(CREATED))?.slice(CREATED.length);
  return {
    message: isFields ? '' : unescapeComment(paragraph.join(' ')),
    ...(created !== undefined && INSTANT.test(created) ? { created } : {}),
  };
}

/** The line without the star before it and without the space around it. */
function withoutStar(line: string): string {
  const trimmed = line.trim();
  return trimmed.startsWith('*') ? trimmed.slice(1).trim() : trimmed;
}
