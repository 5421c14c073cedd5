import { isSqlText, type DefaultValue } from '../../model/schema';
import { significantTokens, tokenise } from './ddl-tokenizer';
import { quoteLiteral } from './quoting';
import { isBooleanType } from './types';

/**
 * A default as what follows the word DEFAULT: literals bare, SQL text in parentheses (sqlite.org/lang_createtable.html,
 * "The DEFAULT clause"). Booleans are 1 and 0.
 */
export function renderDefault(value: DefaultValue): string {
  if (isSqlText(value)) {
    return /^(?:current_(?:time|date|timestamp)|null)$/i.test(value.sql) ? value.sql : `(${value.sql})`;
  }
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : quoteLiteral(value);
}

/**
 * The text of `dflt_value` as a default of the model; `undefined` for none and for NULL. A number is a literal only
 * where writing it again gives the same text; in a boolean column 1 and 0 are literals `true` and `false`.
 *
 * @param type the declared type of the column
 */
export function parseDefault(text: string | null, type: string): DefaultValue | undefined {
  if (text === null) return undefined;
  const sql = stripParentheses(text);
  const tokens = significantTokens(sql);
  const [first] = tokens;
  if (first === undefined) return undefined;
  if (tokens.length === 1 && first.kind === 'string') return first.text.slice(1, -1).replaceAll("''", "'");
  if (tokens.length === 1 && /^null$/i.test(first.text)) return undefined;
  if (tokens.length === 1 && /^current_/i.test(first.text)) return { sql: first.text.toUpperCase() };
  const truth = /^(true|1)$/i.test(sql) ? true : /^(false|0)$/i.test(sql) ? false : undefined;
  if (truth !== undefined) return isBooleanType(type) ? truth : Number(truth);
  if (/^-?\d+(?:\.\d+)?$/.test(sql) && String(Number(sql)) === sql) return Number(sql);
  return { sql };
}

/** A default of a desired model in the spelling that introspection gives it. */
export function normaliseDefault(value: DefaultValue, type: string): DefaultValue | undefined {
  return parseDefault(isSqlText(value) ? value.sql : renderDefault(value), type);
}

/** Takes away white space and the parentheses that enclose the whole of an expression, however many. */
export function stripParentheses(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return trimmed;
  let depth = 0;
  let at = 0;
  for (const token of tokenise(trimmed)) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    at += token.text.length;
    if (depth === 0 && at < trimmed.length) return trimmed;
  }
  return depth === 0 ? stripParentheses(trimmed.slice(1, -1)) : trimmed;
}
