import type { ColumnType } from '../model/schema';
import { isSame } from '../kernel/same';

/** What PostgreSQL does to the rows of a table when the type of a column changes. */
export type TypeChange = 'none' | 'widens' | 'rewrites' | 'may fail or cut';

const PATTERN = /^([a-z][a-z ]*?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?(\s*(?:\[\])+)?$/;
const ALIASES: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  decimal: 'numeric',
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  bool: 'boolean',
};
/** Types whose values all have a place in the next one. */
const GROWS: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric'],
  ['real', 'double precision'],
];

interface ParsedType {
  readonly name: string;
  readonly length: number;
  readonly scale: number;
  readonly array: string;
}

/**
 * Judges a type change by its words alone, on the careful side: what is not known to be harmless may fail or cut.
 * The harmless ones are PostgreSQL's documented changes without a rewrite: a longer or unlimited varchar, a numeric of more
 * digits and the same scale.
 */
export function judgeTypeChange(from: ColumnType, to: ColumnType): TypeChange {
  if (isSame(from, to)) return 'none';
  if (typeof from !== 'string') return isText(to) ? 'rewrites' : 'may fail or cut';
  if (typeof to !== 'string') return 'may fail or cut';
  const before = parse(from);
  const after = parse(to);
  if (before === undefined || after === undefined || before.array !== after.array) return 'may fail or cut';
  if (isSame(before, after)) return 'none';
  const isUnlimited = after.name === 'text' || (after.name === 'varchar' && after.length === Infinity);
  if (before.name === 'varchar' || before.name === 'text') {
    if (isUnlimited) return 'widens';
    return before.name === after.name && after.length > before.length ? 'widens' : 'may fail or cut';
  }
  if (before.name === 'numeric' && after.name === 'numeric') {
    if (after.length === Infinity) return 'widens';
    const keepsDigits = after.length - after.scale >= before.length - before.scale;
    if (after.scale === before.scale && keepsDigits) return 'widens';
    return after.scale > before.scale && keepsDigits ? 'rewrites' : 'may fail or cut';
  }
  const grows = GROWS.some(
    (row) => row.includes(before.name) && row.indexOf(before.name) < row.indexOf(after.name),
  );
  return (grows && after.length === Infinity) || isUnlimited ? 'rewrites' : 'may fail or cut';
}

function isText(type: ColumnType): boolean {
  return typeof type === 'string' && /^(?:text|varchar|character varying)$/i.test(type.trim());
}

function parse(type: string): ParsedType | undefined {
  const match = PATTERN.exec(type.trim().toLowerCase());
  if (match === null) return undefined;
  const word = (match[1] ?? '').replace(/\s+/g, ' ');
  return {
    name: ALIASES[word] ?? word,
    length: match[2] === undefined ? Infinity : Number(match[2]),
    scale: Number(match[3] ?? 0),
    array: (match[4] ?? '').trim(),
  };
}
