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
  'smallint>money',
  'integer>money',
  'bigint>money',
  'numeric>money',
  'money>numeric',
]);
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
 * What follows USING in ALTER COLUMN … TYPE, or `undefined` where PostgreSQL casts by itself. A cast that does not
 * exist is left to the server to refuse.
 */
export function castExpression(column: string, from: ColumnType, to: ColumnType): string | undefined {
  const value = quote(column);
  const type = renderType(to);
  const isList = isArrayType(to);
  if (isArrayType(from) !== isList && isList) {
    // NULL stays NULL: it does not become a list with a NULL in it.
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE ARRAY[${value}]${throughText(from, to, true)}::${type} END`;
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
  const isByInteger =
    (source === 'boolean' && BOOLEAN_BY_INTEGER.has(target)) ||
    (target === 'boolean' && BOOLEAN_BY_INTEGER.has(source));
  return `${value}${isByInteger ? `::integer${isList ? '[]' : ''}` : ''}::${type}`;
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
