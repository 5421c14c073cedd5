import { isSame } from '../../kernel/same';
import { isEnumRef, type ColumnType } from '../../model/schema';
import { quoteName } from './quoting';

/**
 * Every other spelling of a type and the one that we write (manual, table 8.1 and `format_type()`). Not here are
 * `serial` and its kind, which are no types.
 */
const SPELLINGS: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  'character varying': 'varchar',
  'char varying': 'varchar',
  'national character varying': 'varchar',
  'nchar varying': 'varchar',
  character: 'char',
  'national character': 'char',
  nchar: 'char',
  decimal: 'numeric',
  dec: 'numeric',
  float: 'double precision',
  float8: 'double precision',
  float4: 'real',
  bool: 'boolean',
  'bit varying': 'varbit',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
};

interface ParsedType {
  readonly name: string;
  readonly modifiers: readonly string[];
  readonly array: boolean;
}

/**
 * The one spelling of a type, of whatever a person, an entity or `format_type()` writes: `character varying(20)`
 * is `varchar(20)`, `timestamp(3) with time zone` is `timestamptz(3)`, `numeric(8)` is `numeric(8,0)`, `int4[3]` is
 * `integer[]`. A name in quotes is left as it is.
 */
export function normaliseType(text: string): string {
  const { name, modifiers, array } = parseType(text);
  return `${name}${modifiers.length === 0 ? '' : `(${modifiers.join(',')})`}${array ? '[]' : ''}`;
}

/** The type without length, precision and array: what decides which casts there are. */
export function baseType(text: string): string {
  const { name } = parseType(text);
  // So `format_type()` writes a bit string of any length, since `bit` alone is one bit.
  return name === '"bit"' ? 'bit' : name;
}

/** Whether a type, in any spelling, is an array. */
export function isArrayType(type: ColumnType): boolean {
  return isEnumRef(type) ? type.array === true : parseType(type).array;
}

/** A type as it stands in a statement. */
export function renderType(type: ColumnType): string {
  if (!isEnumRef(type)) return normaliseType(type);
  const name = type.schema === undefined ? { name: type.enum } : { schema: type.schema, name: type.enum };
  return `${quoteName(name)}${type.array === true ? '[]' : ''}`;
}

/** Types whose values are compared with each other by one operator class (`pg_amop`), so that each can refer to the other. */
const COMPARABLE: readonly ReadonlySet<string>[] = [
  new Set(['smallint', 'integer', 'bigint']),
  new Set(['real', 'double precision']),
  new Set(['text', 'varchar']),
];

/** Whether a foreign key can lead from a column of the one type to one of the other, and back. */
export function canRefer(from: ColumnType, to: ColumnType): boolean {
  if (isEnumRef(from) || isEnumRef(to)) return isSame(from, to);
  const [a, b] = [parseType(from), parseType(to)];
  if (a.array !== b.array) return false;
  return a.name === b.name || COMPARABLE.some((types) => types.has(a.name) && types.has(b.name));
}

/** A schema has many columns and few types. */
const PARSED = new Map<string, ParsedType>();

function parseType(text: string): ParsedType {
  const known = PARSED.get(text);
  if (known !== undefined) return known;
  const parsed = parseTypeText(text);
  PARSED.set(text, parsed);
  return parsed;
}

function parseTypeText(text: string): ParsedType {
  const trimmed = text.trim();
  const element = trimmed.replace(/(?:\s*\[\d*\])+$/, '').replace(/\s+array$/i, '');
  const array = element !== trimmed;
  if (element.includes('"')) {
    return { name: element, modifiers: [], array };
  }
  const match = /^([^(]*)(?:\(([^)]*)\))?(.*)$/s.exec(element);
  const words = `${match?.[1] ?? ''} ${match?.[3] ?? ''}`.trim().replace(/\s+/g, ' ').toLowerCase();
  const given = match?.[2]?.split(',').map((part) => part.trim()) ?? [];
  return { ...settle(words.replace(/^pg_catalog\./, ''), given), array };
}

function settle(words: string, given: readonly string[]): Omit<ParsedType, 'array'> {
  const name = words === 'bpchar' && given.length > 0 ? 'char' : (SPELLINGS[words] ?? words);
  if (words === 'float' && given.length > 0) {
    return { name: Number(given[0]) <= 24 ? 'real' : name, modifiers: [] };
  }
  if ((name === 'char' || name === 'bit') && given.length === 0) return { name, modifiers: ['1'] };
  if (name === 'numeric' && given.length === 1) return { name, modifiers: [...given, '0'] };
  return { name, modifiers: given };
}
