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

/**
 * The lexical rules of SQLite's tokenize.c, in the order in which they are tried at a place. `quoted` is an
 * identifier in double quotes, backticks or brackets; a name in single quotes is a `string` and the parser decides.
 */
const RULES: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /[ \t\n\f\r]+/y],
  ['comment', /--[^\n]*|\/\*[^]*?(?:\*\/|$)/y],
  ['blob', /[xX]'[0-9a-fA-F]*'/y],
  ['string', /'[^']*(?:''[^']*)*'/y],
  ['quoted', /"[^"]*(?:""[^"]*)*"|`[^`]*(?:``[^`]*)*`|\[[^\]]*\]/y],
  ['number', /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y],
  ['word', /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y],
  ['variable', /\?\d*|[:@#$][A-Za-z0-9_$\u0080-\uffff]+(?:::[A-Za-z0-9_$]+)*/y],
  ['operator', /->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%&|~<>=(),;.]/y],
];

/**
 * Cuts SQL into tokens that are the text again when joined; nothing is left out, white space and comments least of
 * all. What SQLite would refuse is one `illegal` token a unit, so that the function is total.
 */
export function tokenise(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < sql.length) {
    const [kind, text] = tokenAt(sql, start);
    tokens.push({ kind, text, start, end: start + text.length });
    start += text.length;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): readonly [TokenKind, string] {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const text = rule.exec(sql)?.[0];
    if (text !== undefined) return [kind, text];
  }
  return ['illegal', sql.charAt(at)];
}

/** The tokens that mean something. */
export function significant(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token) => token.kind !== 'space' && token.kind !== 'comment');
}

/** A statement with its values hidden, fit for messages: strings and blobs, and numbers outside of definitions. */
export function maskLiterals(sql: string): string {
  const tokens = tokenise(sql);
  const defines = /^(?:create|alter|drop|pragma|begin)$/i.test(significant(tokens)[0]?.text ?? '');
  return tokens
    .map(({ kind, text }) => {
      if (kind === 'string' || kind === 'blob' || kind === 'illegal') return '?';
      return kind === 'number' && !defines ? '?' : text;
    })
    .join('');
}
