import { isEnumRef, isSqlText, type ColumnType, type DefaultValue } from '../../model/schema';
import { quoteText } from './quoting';
import { baseType, isArrayType } from './types';

const NUMERIC: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
]);
const STRINGS: ReadonlySet<string> = new Set(['text', 'varchar', 'char', 'bpchar', 'citext', 'name']);
const TRUE: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', 'on', '1']);
const FALSE: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', 'off', '0']);

const NULL = /^null(?:::.+)?$/is;
const STRING = /^'((?:[^']|'')*)'(?:::(.+))?$/s;
const ESCAPE_STRING = /^E'((?:[^'\\]|''|\\.)*)'(?:::(.+))?$/is;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Reads the text of a default, as `pg_get_expr()` or a person writes it, for a column of the type: a constant of
 * the column's own type is a literal (`'x'::character varying` is `x`), anything else stays SQL text.
 *
 * @returns `undefined` for NULL, which is the same as no default
 */
export function parseDefault(text: string, type: ColumnType): DefaultValue | undefined {
  const sql = text.trim();
  if (NULL.test(sql)) return undefined;
  const isScalar = !isEnumRef(type) && !isArrayType(type);
  const constant = parseString(sql);
  if (
    constant !== undefined &&
    (constant.cast === undefined || isOwnType(constant.cast, type) || isWholeNumber(constant, type))
  ) {
    return literalOf(constant.text, type);
  }
  if (isScalar && NUMERIC.has(baseType(type)) && NUMBER.test(sql)) return literalOf(sql, type);
  if (isScalar && baseType(type) === 'boolean' && /^(?:true|false)$/i.test(sql)) return /^t/i.test(sql);
  return { sql };
}

/** The default in the spelling of introspection: the number 5 of a text column is `'5'`, `'true'` of a boolean is true. */
export function normaliseDefault(value: DefaultValue, type: ColumnType): DefaultValue | undefined {
  return isSqlText(value) ? parseDefault(value.sql, type) : literalOf(String(value), type);
}

/**
 * The default as SQL text. A number stands bare where it is a constant of the column's own type; elsewhere, in quotes,
 * it becomes one, where a bare one would be converted for each row.
 */
export function renderDefault(value: DefaultValue, type: ColumnType): string {
  if (isSqlText(value)) return value.sql;
  const literal = literalOf(String(value), type);
  const isBare = typeof literal === 'boolean' || (typeof literal === 'number' && type === 'integer');
  return isBare ? String(literal) : quoteText(String(literal));
}

/** A literal of the type: numbers only where no digit is lost by it. */
function literalOf(text: string, type: ColumnType): string | number | boolean {
  if (isEnumRef(type) || isArrayType(type)) return text;
  const base = baseType(type);
  if (base === 'boolean') {
    const word = text.trim().toLowerCase();
    if (TRUE.has(word)) return true;
    return FALSE.has(word) ? false : text;
  }
  if (!NUMERIC.has(base)) return text;
  const plain = withoutExponent(text);
  return Number.isFinite(Number(plain)) && String(Number(plain)) === plain ? Number(plain) : plain;
}

/** `1e+21` as `1000000000000000000000`: so the server writes it. */
function withoutExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d{1,3})$/i.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`.padEnd(point, '0');
  const at = Math.max(1, point);
  return `${sign}${digits.slice(0, at)}${digits.length > at ? `.${digits.slice(at)}` : ''}`;
}

interface StringConstant {
  readonly text: string;
  /** The type after `::`. */
  readonly cast?: string;
}

function parseString(sql: string): StringConstant | undefined {
  const plain = STRING.exec(sql);
  const match = plain ?? ESCAPE_STRING.exec(sql);
  if (!match) return undefined;
  const body = (match[1] ?? '').replaceAll("''", "'");
  // Of the escapes only \\ and \' are read: the server writes no others.
  const text = plain ? body : body.replace(/\\([\\'])/g, '$1');
  if (!plain && /\\[^\\']/.test((match[1] ?? '').replace(/\\\\/g, ''))) return undefined;
  return match[2] === undefined ? { text } : { text, cast: match[2].trim() };
}

/** `'-1'::integer` of a smallint: a whole number is the same in every numeric type. */
function isWholeNumber({ text, cast = '' }: StringConstant, type: ColumnType): boolean {
  const isNumeric = [cast, isEnumRef(type) ? '' : type].every(
    (each) => NUMERIC.has(baseType(each)) && !isArrayType(each),
  );
  return isNumeric && /^-?\d+$/.test(text);
}

function isOwnType(cast: string, type: ColumnType): boolean {
  if (isEnumRef(type)) {
    const name = cast.replace(/\[\]$/, '').replace(/^(?:"(?:[^"]|"")+"|[^".]+)\./, '');
    const unquoted = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
    return unquoted === type.enum && cast.endsWith('[]') === (type.array === true);
  }
  if (isArrayType(cast) !== isArrayType(type)) return false;
  const own = baseType(type);
  const other = baseType(cast);
  return own === other || (STRINGS.has(own) && STRINGS.has(other));
}
