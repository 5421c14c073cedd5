import { isEnumRef, type ColumnType } from '../../model/schema';
import { quote } from './quoting';
import { baseType, isArrayType, renderType } from './types';

/**
 * Types among which PostgreSQL casts by itself in an assignment (`pg_cast.castcontext` i or a). Such a cast is left to
 * ALTER COLUMN … TYPE: written out as `"c"::varchar(10)` it would cut what is too long, where an assignment refuses.
 */
const ASSIGNABLE: readonly ReadonlySet<string>[] = [
  new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']),
  new Set(['text', 'varchar', 'char', 'bpchar', 'name', 'citext']),
  new Set(['date', 'timestamp', 'timestamptz']),
  new Set(['time', 'timetz']),
  new Set(['json', 'jsonb']),
  new Set(['bit', 'varbit']),
  new Set(['inet', 'cidr']),
];
/** One way only, from the first to the second. */
const ASSIGNABLE_TO: ReadonlySet<string> = new Set([
  'timestamp>time',
  'timestamptz>time',
  'timestamptz>timetz',
  'time>interval',
  'interval>time',
  'integer>money',
  'bigint>money',
  'numeric>money',
  'money>numeric',
]);
/** The other casts from a type to another (`pg_cast`, in every version from 14 on), which are written out. */
const EXPLICIT: Readonly<Record<string, readonly string[]>> = {
  integer: ['bit'],
  bigint: ['bit'],
  bit: ['integer', 'bigint'],
  jsonb: ['boolean', 'smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
  macaddr: ['macaddr8'],
  macaddr8: ['macaddr'],
  point: ['box', 'geometry'],
  lseg: ['point'],
  path: ['polygon', 'geometry'],
  box: ['point', 'lseg', 'polygon', 'circle'],
  polygon: ['point', 'path', 'box', 'circle', 'geometry'],
  circle: ['point', 'box', 'polygon'],
  int4range: ['int4multirange'],
  int8range: ['int8multirange'],
  numrange: ['nummultirange'],
  tsrange: ['tsmultirange'],
  tstzrange: ['tstzmultirange'],
  daterange: ['datemultirange'],
  // Of extensions: hstore, pgvector, PostGIS. Every other type of one, and of a user, is taken through its text.
  hstore: ['json', 'jsonb'],
  vector: ['halfvec', 'sparsevec'],
  halfvec: ['vector', 'sparsevec'],
  sparsevec: ['vector', 'halfvec'],
  geometry: ['geography', 'bytea', 'json', 'jsonb', 'point', 'path', 'polygon', 'box'],
  geography: ['geometry', 'bytea'],
  bytea: ['geometry', 'geography'],
};
/** Whatever has a text form is assigned to these (manual, 10.4 Value Storage, and CREATE CAST, notes). */
const TEXTUAL: ReadonlySet<string> = new Set(['text', 'varchar', 'char', 'bpchar', 'citext']);
const BOOLEAN_BY_INTEGER: ReadonlySet<string> = new Set([
  'smallint',
  'bigint',
  'numeric',
  'real',
  'double precision',
]);

/**
 * What follows USING in ALTER COLUMN … TYPE, or `undefined` where PostgreSQL casts by itself. Between types without a
 * cast the values go through their text: what the new type can read of it stays, and anything else is refused.
 */
export function castExpression(column: string, from: ColumnType, to: ColumnType): string | undefined {
  const value = quote(column);
  const type = renderType(to);
  const isList = isArrayType(to);
  if (isArrayType(from) !== isList && isList) {
    // NULL stays NULL: it does not become a list with a NULL in it.
    const list = isTextOfLists(from, to) ? `WHEN ${value} LIKE '{%}' THEN ${value}::${type} ` : '';
    return `CASE WHEN ${value} IS NULL THEN NULL ${list}ELSE ARRAY[${value}]${throughText(from, to, true)}::${type} END`;
  }
  if (isArrayType(from) && !isList) {
    // A list of one is what it holds; a longer one is its text, which another type refuses. A cast to text is none too
    // many: the assignment refuses what is too long.
    const isText = !isEnumRef(to) && TEXTUAL.has(baseType(to));
    const single = `CASE WHEN cardinality(${value}) = 1 THEN ${value}[1]::text ELSE ${value}::text END`;
    return isText ? single : `(${single})::${type}`;
  }
  if (isEnumRef(from) || isEnumRef(to)) {
    if (!isEnumRef(to) && TEXTUAL.has(baseType(to))) return undefined;
    return `${value}${throughText(from, to, isList)}::${type}`;
  }
  const [source, target] = [baseType(from), baseType(to)];
  if (isAssignable(source, target)) return undefined;
  return `${value}${waypoint(source, target, isList)}::${type}`;
}

/** What stands between a value and its cast where there is none from the one type to the other. */
function waypoint(source: string, target: string, isList: boolean): string {
  const list = isList ? '[]' : '';
  if ([source, target].includes('boolean') && [source, target].some((type) => BOOLEAN_BY_INTEGER.has(type)))
    return `::integer${list}`;
  return hasCast(source, target) ? '' : `::text${list}`;
}

function hasCast(source: string, target: string): boolean {
  if (TEXTUAL.has(source)) return true;
  const isWithInteger = [source, target].sort().join() === 'boolean,integer';
  return isWithInteger || EXPLICIT[source]?.includes(target) === true;
}

/** Whether a text in braces is a list, as PostgreSQL writes one: so lists that became text come back. It may be a document too. */
function isTextOfLists(from: ColumnType, to: ColumnType): boolean {
  if (isEnumRef(from) || !TEXTUAL.has(baseType(from))) return false;
  return isEnumRef(to) || !['json', 'jsonb'].includes(baseType(to));
}

/** An enum and anything else meet in text only. */
function throughText(from: ColumnType, to: ColumnType, isList: boolean): string {
  return isEnumRef(from) || isEnumRef(to) ? `::text${isList ? '[]' : ''}` : '';
}

function isAssignable(source: string, target: string): boolean {
  return (
    source === target ||
    TEXTUAL.has(target) ||
    ASSIGNABLE.some((group) => group.has(source) && group.has(target)) ||
    ASSIGNABLE_TO.has(`${source}>${target}`)
  );
}
