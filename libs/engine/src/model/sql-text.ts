import type { QualifiedName } from './schema';

/**
 * What the text of a query, an expression or a predicate names, as far as it can be seen without understanding SQL.
 * Where a text could be read in two ways, a name counts as named: what follows from it is done once too often.
 */

/** Strings, identifiers in quotes, comments, words, and single characters; quotes of both dialects. */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[^]*?\*\/|[\p{L}_][\p{L}\p{N}_$]*|\s+|./gsu;

/** Whether a text holds a name as a word of its own; a name in a string or a comment counts, to be careful. */
export function namesWord(text: string, name: string): boolean {
  const escaped = name.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, 'u').test(text.toLowerCase());
}

/** Whether a query takes all columns of something: `SELECT *`, `users.*`. `count(*)` and a product are neither. */
export function selectsAll(query: string): boolean {
  return /(?:\b(?:select|distinct|all)|,|\.)\s*\*/i.test(query);
}

/** What opens a place where relations stand, and what closes it. */
const OPENING: ReadonlySet<string> = new Set(['from', 'join', 'table', 'in', 'using']);
const CLOSING: ReadonlySet<string> = new Set([
  ...['select', 'where', 'group', 'having', 'order', 'limit', 'offset', 'fetch', 'window', 'union', 'except'],
  ...['intersect', 'on', 'when', 'then', 'else', 'end', 'and', 'or'],
]);
/** What may stand between `FROM` and the name. */
const PASSED: ReadonlySet<string> = new Set(['only', 'lateral', '(', ',']);

/**
 * The tables and views that a query reads: the names after FROM and JOIN, and after the commas between them. A name that
 * stands there without being one (`extract(year FROM day)`, a common table expression) is among them.
 */
export function relationsIn(query: string): readonly QualifiedName[] {
  const tokens = significantTokens(query);
  const found: QualifiedName[] = [];
  const open: boolean[] = [false];
  let isExpected = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const word = token.toLowerCase();
    const isName = /^[\p{L}_"`]/u.test(token);
    if (OPENING.has(word)) {
      open[open.length - 1] = true;
      isExpected = true;
    } else if (CLOSING.has(word)) {
      open[open.length - 1] = false;
      isExpected = false;
    } else if (token === '(') {
      open.push(isExpected);
    } else if (token === ')') {
      if (open.length > 1) open.pop();
      isExpected = false;
    } else if (token === ',') {
      isExpected = open.at(-1) === true;
    } else if (isName && isExpected && !PASSED.has(word)) {
      const isQualified = tokens[at + 1] === '.' && tokens[at + 2] !== undefined;
      found.push(
        isQualified
          ? { schema: identifier(token), name: identifier(tokens[at + 2] ?? '') }
          : { name: identifier(token) },
      );
      if (isQualified) at += 2;
      isExpected = false;
    }
  }
  return found;
}

/** Whether a query reads a table or a view. A name with a schema in the text may be that of the default schema. */
export function readsFrom(query: string, { schema, name }: QualifiedName): boolean {
  return relationsIn(query).some(
    (read) =>
      read.name.toLowerCase() === name.toLowerCase() &&
      (read.schema === undefined || schema === undefined || read.schema === schema),
  );
}

function significantTokens(query: string): readonly string[] {
  return (query.match(TOKEN) ?? []).filter((token) => !/^(?:\s|--|\/\*)/.test(token));
}

function identifier(token: string): string {
  const quote = token[0] ?? '';
  return /["`]/.test(quote) ? token.slice(1, -1).replaceAll(quote + quote, quote) : token;
}
