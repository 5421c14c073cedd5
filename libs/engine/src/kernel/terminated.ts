/** A statement with the semicolon that a script needs; a comment stays as it is. */
export function terminated(sql: string): string {
  const text = sql.trimEnd();
  return text.startsWith('--') || text.endsWith(';') ? text : `${text};`;
}
