/** A statement with the semicolon that a script needs; a text of comments alone stays as it is. */
export function terminated(sql: string): string {
  const text = sql.trimEnd();
  const lines = text.split('\n');
  if (lines.every((line) => line.trim() === '' || line.trimStart().startsWith('--'))) return text;
  // What follows a comment on its line belongs to the comment; whether it is one, or in a string, makes no difference.
  if (lines.at(-1)?.includes('--')) return `${text}\n;`;
  return text.endsWith(';') ? text : `${text};`;
}
