import { isEnumRef, isSqlText, type Column, type Index, type Table, type View } from '../model/schema';
import type { SourceFacts } from './entity-terms';

/** The extension that a type comes with (manual, appendix F; PostGIS; pgvector). */
const OF_TYPE: Readonly<Record<string, string>> = {
  citext: 'citext',
  hstore: 'hstore',
  ltree: 'ltree',
  lquery: 'ltree',
  ltxtquery: 'ltree',
  cube: 'cube',
  geometry: 'postgis',
  geography: 'postgis',
  vector: 'vector',
  halfvec: 'vector',
  sparsevec: 'vector',
};

/** Types that GiST knows by itself, or by the extension that they come with (manual, 65.2 GiST Indexes). */
const GIST_TYPE =
  /^(?:box|circle|point|polygon|tsvector|tsquery|\w*range|hstore|ltree|cube|geometry|geography)\b|\[\]$/;

/**
 * The extensions that tables and views need: for the types of columns, for defaults, for GiST indexes and exclusions over
 * types that have no order of GiST's own; and those that the data source names.
 */
export function extensionsOf(
  objects: readonly (Table | View)[],
  { options }: SourceFacts,
): readonly string[] {
  const named = Array.isArray(options['extensions']) ? (options['extensions'] as readonly string[]) : [];
  const needed = objects.flatMap((object) =>
    'columns' in object ? [...object.columns.flatMap(ofColumn), ...ofKeys(object)] : [],
  );
  return [...new Set([...named, ...needed])];
}

function ofColumn({ type, default: value }: Column): readonly string[] {
  const known = isEnumRef(type) ? undefined : OF_TYPE[/^\w+/.exec(type)?.[0] ?? ''];
  // gen_random_uuid() is PostgreSQL's own since 13.
  const isUuid = isSqlText(value) && /\buuid_(?:generate_v\w+|nil|ns_\w+)\(/.test(value.sql);
  return [...(known === undefined ? [] : [known]), ...(isUuid ? ['uuid-ossp'] : [])];
}

function ofKeys(table: Table): readonly string[] {
  const isScalar = (name: string): boolean => {
    const column = table.columns.find((one) => one.name === name);
    return column !== undefined && (isEnumRef(column.type) || !GIST_TYPE.test(column.type));
  };
  const excluded = table.exclusions
    .filter(({ expression }) => /^\s*using\s+gist\b/i.test(expression))
    .flatMap(({ expression }) => columnsExcluded(expression));
  const indexed = table.indexes.filter(({ method }) => method === 'gist').flatMap(columnsIndexed);
  return [...excluded, ...indexed].some(isScalar) ? ['btree_gist'] : [];
}

/** The columns in `USING gist (room WITH =, "during" WITH &&)`; expressions are not looked into. */
function columnsExcluded(expression: string): readonly string[] {
  return [...expression.matchAll(/[(,]\s*(?:"((?:[^"]|"")+)"|(\w+))\s+WITH\b/gi)].map(
    ([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare.toLowerCase(),
  );
}

function columnsIndexed({ keys }: Index): readonly string[] {
  return keys.flatMap((key) => (typeof key === 'string' ? [key] : key.opclass ? [] : (key.column ?? [])));
}
