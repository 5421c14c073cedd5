/** A piece of SQL text that means something; white space and comments are left out. */
export interface SqlToken {
  /** `word` is a keyword or a name without quotes, `name` one in quotes, which `text` is without. */
  readonly kind: 'word' | 'name' | 'string' | 'symbol';
  readonly text: string;
}

/** A statement of a text, as its tokens. */
export type SqlStatement = readonly SqlToken[];

/** The words of the beginning of a statement in capitals, up to the first token of another kind. */
export function leadingWords(statement: SqlStatement, limit = 8): readonly string[] {
  const end = statement.findIndex(({ kind }) => kind !== 'word');
  return statement.slice(0, end === -1 ? limit : Math.min(end, limit)).map(({ text }) => text.toUpperCase());
}

/**
 * Parts tokens into statements, as `psql` and the `sqlite3` shell do: at semicolons, but for those in parentheses (a
 * rule's) and those in the body of a function (`BEGIN ATOMIC … END`) or of a trigger.
 */
export function partStatements<Token extends SqlToken>(
  tokens: readonly Token[],
): readonly (readonly Token[])[] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  let parentheses = 0;
  let blocks = 0;
  const finish = (): void => {
    if (current.length > 0) statements.push(current);
    current = [];
    parentheses = 0;
    blocks = 0;
  };
  for (const token of tokens) {
    if (token.kind === 'symbol') {
      if (token.text === '(') parentheses += 1;
      if (token.text === ')') parentheses = Math.max(0, parentheses - 1);
      if (token.text === ';' && parentheses === 0 && blocks === 0) {
        finish();
        continue;
      }
    }
    if (token.kind === 'word') blocks = Math.max(0, blocks + blockStep(current, token.text, blocks));
    current.push(token);
  }
  finish();
  return statements;
}

const HAS_BODY = /^CREATE (?:OR REPLACE |TEMP |TEMPORARY )?(?:FUNCTION|PROCEDURE|TRIGGER)\b/;

/** How a word changes the depth of blocks; only what is created with a body has any. */
function blockStep(before: SqlStatement, word: string, depth: number): number {
  const upper = word.toUpperCase();
  const opens = upper === 'BEGIN' || (upper === 'CASE' && depth > 0);
  if (!opens && (upper !== 'END' || depth === 0)) return 0;
  if (!HAS_BODY.test(`${leadingWords(before, 5).join(' ')} `)) return 0;
  return opens ? 1 : -1;
}

/**
 * The command by which a statement begins or ends a transaction, in its own words; `undefined` for every other.
 * Savepoints stay within the transaction.
 */
export function transactionCommand(statement: SqlStatement): string | undefined {
  const [first = '', second = '', third = ''] = leadingWords(statement, 3);
  switch (first) {
    case 'BEGIN':
    case 'COMMIT':
    case 'END':
    case 'ABORT':
      return first;
    case 'START':
      return second === 'TRANSACTION' ? 'START TRANSACTION' : undefined;
    case 'PREPARE':
      return second === 'TRANSACTION' ? 'PREPARE TRANSACTION' : undefined;
    case 'ROLLBACK': {
      const target = second === 'WORK' || second === 'TRANSACTION' ? third : second;
      return target === 'TO' ? undefined : 'ROLLBACK';
    }
    default:
      return undefined;
  }
}
