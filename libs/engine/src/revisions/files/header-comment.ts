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
const FIELD = /^(?:Revision|Revises|Created): /;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

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
