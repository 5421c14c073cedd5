export type TokenKind =
  | 'space'
  | 'comment'
  | 'word'
  | 'quoted'
  | 'string'
  | 'blob'
  | 'number'
  | 'variable'
  | 'operator'
  | 'illegal';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset of the first UTF-16 unit in the text. */
  readonly start: number;
  readonly end: number;
}

interface Rule {
  readonly kind: TokenKind;
  /** Where it can begin. */
  readonly first: RegExp;
  readonly pattern: RegExp;
}

/**
 * The lexical rules of SQLite's tokenize.c, in the order in which they are tried at a place. `quoted` is an
 * identifier in double quotes, backticks or brackets; a name in single quotes is a `string` and the parser decides.
 */
const RULES: readonly Rule[] = [
  { kind: 'space', first: /[ \t\n\f\r]/, pattern: /[ \t\n\f\r]+/y },
  { kind: 'comment', first: /[-/]/, pattern: /--[^\n]*|\/\*[^]*?(?:\*\/|$)/y },
  { kind: 'blob', first: /[xX]/, pattern: /[xX]'[0-9a-fA-F]*'/y },
  { kind: 'string', first: /'/, pattern: /'[^']*(?:''[^']*)*'/y },
  { kind: 'quoted', first: /["`[]/, pattern: /"[^"]*(?:""[^"]*)*"|`[^`]*(?:``[^`]*)*`|\[[^\]]*\]/y },
  {
    kind: 'number',
    first: /[\d.]/,
    pattern: /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y,
  },
  {
    kind: 'word',
    first: /[A-Za-z_\u0080-\uffff]/,
    pattern: /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y,
  },
  {
    kind: 'variable',
    first: /[?:@#$]/,
    pattern: /\?\d*|[:@#$][A-Za-z0-9_$\u0080-\uffff]+(?:::[A-Za-z0-9_$]+)*/y,
  },
  {
    kind: 'operator',
    first: /[-+*/%&|~<>=!(),;.]/,
    pattern: /->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%&|~<>=(),;.]/y,
  },
];
const SPACE = 32;
/** The rules that can begin with a unit: for each of ASCII, and for all others. */
const OTHERS = 128;
const RULES_AT: readonly (readonly Rule[])[] = Array.from({ length: OTHERS + 1 }, (_, unit) =>
  RULES.filter(({ first }) => first.test(String.fromCharCode(unit))),
);

/**
 * Cuts SQL into tokens that are the text again when joined; nothing is left out, white space and comments least of
 * all. What SQLite would refuse is one `illegal` token a unit, so that the function is total.
 */
export function tokenise(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < sql.length) {
    const token = tokenAt(sql, start);
    tokens.push(token);
    start = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, start: number): Token {
  for (const { kind, pattern } of RULES_AT[Math.min(sql.charCodeAt(start), OTHERS)] ?? []) {
    pattern.lastIndex = start;
    if (!pattern.test(sql)) continue;
    const end = pattern.lastIndex;
    return { kind, text: sql.slice(start, end), start, end };
  }
  return { kind: 'illegal', text: sql.charAt(start), start, end: start + 1 };
}

/** Of {@link tokenise}, the tokens that mean something: half of a text is white space, of which no token is made. */
export function significantTokens(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < sql.length) {
    if (sql.charCodeAt(start) === SPACE) {
      start += 1;
      continue;
    }
    const token = tokenAt(sql, start);
    if (isSignificant(token)) tokens.push(token);
    start = token.end;
  }
  return tokens;
}

/** A statement with its values hidden, fit for messages: strings and blobs, and numbers outside of definitions. */
export function maskLiterals(sql: string): string {
  const tokens = tokenise(sql);
  const defines = /^(?:create|alter|drop|pragma|begin)$/i.test(tokens.find(isSignificant)?.text ?? '');
  return tokens
    .map(({ kind, text }) => {
      if (kind === 'string' || kind === 'blob' || kind === 'illegal') return '?';
      return kind === 'number' && !defines ? '?' : text;
    })
    .join('');
}

function isSignificant({ kind }: Token): boolean {
  return kind !== 'space' && kind !== 'comment';
}
