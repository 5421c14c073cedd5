/**
 * Just enough of PostgreSQL's lexical rules to step over quoted pieces of SQL text (manual, 4.1 Lexical Structure).
 * Nothing here understands SQL.
 */

/** The index after the quoted piece that begins at `at`: a string, an identifier or a dollar quote. */
export function endOfQuoted(text: string, at: number): number | undefined {
  const character = text[at];
  if (character === "'") return endOfString(text, at, isEscapeString(text, at));
  if (character === '"') return endOfString(text, at, false);
  if (character === '$') return endOfDollarQuote(text, at);
  return undefined;
}

/** Whether an `E` stands before the quote, and is not the end of a word. */
function isEscapeString(text: string, at: number): boolean {
  return /(?:^|[^\w$])e$/i.test(text.slice(Math.max(0, at - 2), at));
}

function endOfString(text: string, at: number, escapes: boolean): number {
  const quote = text[at];
  let index = at + 1;
  while (index < text.length) {
    if (escapes && text[index] === '\\') index += 2;
    else if (text[index] !== quote) index += 1;
    else if (text[index + 1] === quote) index += 2;
    else return index + 1;
  }
  return text.length;
}

function endOfDollarQuote(text: string, at: number): number | undefined {
  if (at > 0 && /[\w$]/.test(text[at - 1] ?? '')) return undefined;
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(text.slice(at, at + 66))?.[0];
  if (tag === undefined) return undefined;
  const end = text.indexOf(tag, at + tag.length);
  return end === -1 ? text.length : end + tag.length;
}

/** Changes the parts of SQL text that are in no string; identifiers in quotes are in the parts. */
export function mapOutsideStrings(text: string, change: (part: string) => string): string {
  let result = '';
  let from = 0;
  let index = 0;
  while (index < text.length) {
    const end = endOfQuoted(text, index);
    if (end !== undefined && text[index] !== '"') {
      result += change(text.slice(from, index)) + text.slice(index, end);
      from = end;
    }
    index = end ?? index + 1;
  }
  return result + change(text.slice(from));
}

/** Takes away parentheses that enclose the whole expression: `((a > 0))` is `a > 0`, `(a) > (b)` stays. */
export function stripOuterParentheses(expression: string): string {
  const text = expression.trim();
  if (!text.startsWith('(') || closingParenthesis(text) !== text.length - 1) return text;
  return stripOuterParentheses(text.slice(1, -1));
}

function closingParenthesis(text: string): number | undefined {
  let depth = 0;
  let index = 0;
  while (index < text.length) {
    const end = endOfQuoted(text, index);
    if (end !== undefined) {
      index = end;
      continue;
    }
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return index;
    index += 1;
  }
  return undefined;
}

const LONGEST_SHOWN = 2000;
const NUMBER = /^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/i;
/** What stands before the numbers of a type such as `varchar(255)` or `numeric(10,2)`: no data. */
const TYPE_MODIFIER =
  /\b(?:varchar|char|character|varying|numeric|decimal|bit|varbit|time|timestamp|timestamptz|timetz|interval)\s*\((?:\s*\d+\s*,)?\s*$/i;

/**
 * Replaces the literals of a statement, so that it can be shown where data must not be: strings become `'…'`,
 * numbers `…`. Identifiers and the sizes of types stay. Long statements are cut.
 */
export function maskLiterals(sql: string): string {
  let shown = '';
  let index = 0;
  while (index < sql.length && shown.length < LONGEST_SHOWN) {
    const end = endOfQuoted(sql, index);
    if (end !== undefined) {
      shown += sql[index] === '"' ? sql.slice(index, end) : "'…'";
      index = end;
      continue;
    }
    const number = /[\w$.]/.test(sql[index - 1] ?? ' ') ? null : NUMBER.exec(sql.slice(index, index + 64));
    if (number && !TYPE_MODIFIER.test(sql.slice(Math.max(0, index - 40), index))) {
      shown += '…';
      index += number[0].length;
    } else {
      shown += sql[index];
      index += 1;
    }
  }
  return index < sql.length ? `${shown} …` : shown;
}
