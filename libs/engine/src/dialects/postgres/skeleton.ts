import type { QualifiedName } from '../../model/schema';
import { endOfQuoted } from './scan';
import { endOfComment, statementTexts } from './tokens';

/** A statement without what could be mistaken for SQL: the shape that rules can be matched against. */
export interface Skeleton {
  /** Words in capitals, one blank between them; a quoted name is `"0"`, a string is `''`, comments are gone. */
  readonly text: string;
  /** The same, with what stands in parentheses left out: `()`. */
  readonly flat: string;
  /** The table that a piece of the text names. */
  nameOf(piece: string): QualifiedName;
}

/** A name in a skeleton, with or without a schema. */
export const NAME = String.raw`(?:"\d+"|[\w$\u0080-\uffff]+)(?:\s?\.\s?(?:"\d+"|[\w$\u0080-\uffff]+))?`;

/** The skeletons of the statements of a text, without those that are empty. */
export function skeletons(sql: string): readonly Skeleton[] {
  const names: string[] = [];
  const nameOf = (piece: string): QualifiedName => {
    const parts = piece.split('.').map((part) => {
      const word = part.trim();
      return word.startsWith('"')
        ? (names[Number(word.slice(1, -1))] ?? '')
        : word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    });
    const [first = '', second] = parts;
    return second === undefined ? { name: first } : { schema: first, name: second };
  };
  return statementTexts(replaceQuoted(sql, names).replace(/[a-z]+/g, (letters) => letters.toUpperCase()))
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .map((text) => ({ text, flat: withoutParentheses(text), nameOf }));
}

/** Takes strings, quoted names and comments out of a text. */
function replaceQuoted(sql: string, names: string[]): string {
  let result = '';
  let index = 0;
  while (index < sql.length) {
    const comment = endOfComment(sql, index);
    const end = comment ?? endOfQuoted(sql, index);
    if (end === undefined) {
      result += sql[index];
      index += 1;
      continue;
    }
    if (comment !== undefined) result += ' ';
    else if (sql[index] === '"') {
      result += `"${names.length}"`;
      names.push(sql.slice(index + 1, end - 1).replaceAll('""', '"'));
    } else result += "''";
    index = end;
  }
  return result;
}

function withoutParentheses(text: string): string {
  let depth = 0;
  let flat = '';
  for (const character of text) {
    if (character === ')') depth = Math.max(0, depth - 1);
    if (depth === 0) flat += character;
    if (character === '(') depth += 1;
  }
  return flat;
}
