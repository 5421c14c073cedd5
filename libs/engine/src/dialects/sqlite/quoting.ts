/**
 * Quotes an identifier the way SQLite keeps it in `sqlite_schema`.
 * Source: sqlite.org/lang_keywords.html (double quotes, a quote inside is doubled).
 */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A list of quoted identifiers, as inside the parentheses of a constraint. */
export function quoteList(identifiers: readonly string[]): string {
  return identifiers.map(quote).join(', ');
}

/** A string literal. Source: sqlite.org/lang_expr.html#literal_values_constants_ */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The name that a token means, whichever of SQLite's four ways of quoting it is written in. */
export function unquote(text: string): string {
  const first = text[0];
  if (first === '[') return text.slice(1, -1);
  if (first === '"' || first === '`' || first === "'") {
    return text.slice(1, -1).replaceAll(first + first, first);
  }
  return text;
}

/** The form in which two identifiers are the same name: SQLite folds ASCII letters only. */
export function fold(identifier: string): string {
  return !/[A-Z]/.test(identifier)
    ? identifier
    : identifier.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function isSameIdentifier(a: string, b: string): boolean {
  return a === b || (a.length === b.length && fold(a) === fold(b));
}
