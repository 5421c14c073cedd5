import { partStatements, type SqlStatement, type SqlToken } from '../../dialect/sql-statements';
import { endOfQuoted } from './scan';

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const SPACE = /\s+/y;
const NUMBER = /\d[\w.]*/y;

/** The statements of a text, as their tokens (manual, 4.1 Lexical Structure). Nothing here understands SQL. */
export function statementsOf(sql: string): readonly SqlStatement[] {
  return partStatements(tokenise(sql));
}

/** The texts of the statements of a text, without what stands between them. */
export function statementTexts(sql: string): readonly string[] {
  return partStatements(tokenise(sql)).map((tokens) => sql.slice(tokens[0]?.at, tokens.at(-1)?.end));
}

/** A token with its place in the text. */
interface PlacedToken extends SqlToken {
  readonly at: number;
  readonly end: number;
}

function tokenise(sql: string): readonly PlacedToken[] {
  const tokens: PlacedToken[] = [];
  let index = 0;
  while (index < sql.length) {
    const skipped = endOf(SPACE, sql, index) ?? endOfComment(sql, index);
    if (skipped !== undefined) {
      index = skipped;
      continue;
    }
    const [kind, end] = tokenAt(sql, index);
    const text = sql.slice(index, end);
    const meant = kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text;
    tokens.push({ kind, text: meant, at: index, end });
    index = end;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): readonly [SqlToken['kind'], number] {
  const quoted = endOfQuoted(sql, at);
  if (quoted !== undefined) return [sql[at] === '"' ? 'name' : 'string', quoted];
  const word = endOf(WORD, sql, at);
  // The letter before a string (E'…', B'…', U&'…') belongs to the string, and the quote tells what it means.
  if (word !== undefined) return ['word', word];
  return ['symbol', endOf(NUMBER, sql, at) ?? at + 1];
}

function endOf(rule: RegExp, sql: string, at: number): number | undefined {
  rule.lastIndex = at;
  return rule.test(sql) ? rule.lastIndex : undefined;
}

/** The index after the comment that begins at `at`; comments in `/*` nest (manual, 4.1.5). */
export function endOfComment(sql: string, at: number): number | undefined {
  if (sql.startsWith('--', at)) {
    const end = sql.slice(at).search(/[\n\r]/);
    return end === -1 ? sql.length : at + end;
  }
  if (!sql.startsWith('/*', at)) return undefined;
  let depth = 0;
  for (let index = at; index < sql.length; index += 1) {
    const pair = sql.slice(index, index + 2);
    if (pair !== '/*' && pair !== '*/') continue;
    depth += pair === '/*' ? 1 : -1;
    index += 1;
    if (depth === 0) return index + 1;
  }
  return sql.length;
}
