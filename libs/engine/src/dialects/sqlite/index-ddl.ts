import type { Index, IndexKey } from '../../model/schema';
import { DdlCursor, type Span } from './ddl-cursor';
import { significantTokens, tokenise } from './ddl-tokenizer';
import { isSameIdentifier, unquote } from './quoting';

/** A CREATE INDEX text cut into its parts. */
export interface IndexDdl {
  readonly name: string;
  readonly nameSpan: Span;
  readonly unique: boolean;
  readonly keys: readonly string[];
  readonly where?: string;
}

/** Reads a CREATE INDEX text as it stands in `sqlite_schema`. */
export function parseIndex(text: string): IndexDdl {
  const cursor = new DdlCursor(text);
  cursor.expect('CREATE');
  const unique = cursor.take('UNIQUE');
  cursor.expect('INDEX');
  cursor.take('IF', 'NOT', 'EXISTS');
  const { start } = cursor;
  let name = cursor.name();
  if (cursor.take('.')) name = cursor.name();
  const nameSpan = { start, end: cursor.end };
  cursor.expect('ON');
  cursor.name();
  const keys = splitAtCommas(cursor.slice(cursor.parenthesised()));
  if (!cursor.take('WHERE')) return { name, nameSpan, unique, keys };
  return { name, nameSpan, unique, keys, where: text.slice(cursor.start).replace(/[\s;]+$/, '') };
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const token of tokenise(text)) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (token.text === ',' && depth === 0) {
      parts.push(text.slice(from, token.start).trim());
      from = token.end;
    }
  }
  return [...parts, text.slice(from).trim()];
}

/** A column that a key can name, with the collation of its definition. */
export interface KeyColumn {
  readonly name: string;
  readonly collation?: string;
}

/** An index of the model out of its parts. The collation of a key that is its column's own is left out. */
export function toIndex(ddl: IndexDdl, columns: readonly KeyColumn[]): Index {
  return {
    name: ddl.name,
    keys: ddl.keys.map((key) => toKey(key, columns)),
    ...(ddl.unique ? { unique: true } : {}),
    ...(ddl.where === undefined ? {} : { where: ddl.where }),
  };
}

function toKey(text: string, columns: readonly KeyColumn[]): IndexKey {
  let tokens = significantTokens(text);
  const last = tokens.at(-1)?.text.toUpperCase();
  const isOrder = last === 'DESC' || last === 'ASC';
  if (isOrder) tokens = tokens.slice(0, -1);
  let collation: string | undefined;
  if (tokens.length > 2 && /^collate$/i.test(tokens.at(-2)?.text ?? '')) {
    collation = unquote(tokens.at(-1)?.text ?? '');
    tokens = tokens.slice(0, -2);
  }
  const [first] = tokens;
  if (first === undefined) return text;
  const isName = tokens.length === 1 && first.kind !== 'string' && first.kind !== 'number';
  const column = isName ? columns.find(({ name }) => isSameIdentifier(name, unquote(first.text))) : undefined;
  const own = column?.collation ?? 'BINARY';
  const details = {
    ...(last === 'DESC' ? { order: 'desc' as const } : {}),
    ...(collation === undefined || (column && isSameIdentifier(collation, own)) ? {} : { collation }),
  };
  if (column !== undefined) {
    return Object.keys(details).length === 0 ? column.name : { column: column.name, ...details };
  }
  return { expression: text.slice(0, tokens.at(-1)?.end), ...details };
}
