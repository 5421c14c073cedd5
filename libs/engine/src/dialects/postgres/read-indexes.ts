import type { Index, IndexKey } from '../../model/schema';
import type { IndexKeyRow, IndexRow } from './catalogue-rows';
import { compact } from './compact';
import { normaliseKey } from './normalise';
import { stripOuterParentheses } from './scan';

/** Bits of `pg_index.indoption` (`INDOPTION_DESC` and `INDOPTION_NULLS_FIRST` in src/include/catalog/pg_index.h). */
const DESCENDING = 1;
const NULLS_FIRST = 2;

/** An index of the catalogue as one of the model. */
export function readIndex(row: IndexRow, columnNames: ReadonlyMap<number, string>): Index {
  const keys = JSON.parse(row.keys) as readonly IndexKeyRow[];
  const included = keys
    .filter((key) => key.flags === null)
    .flatMap((key) => columnNames.get(key.number) ?? []);
  return compact({
    name: row.name,
    keys: keys.filter((key) => key.flags !== null).map((key) => readKey(key, columnNames)),
    unique: row.unique ? (true as const) : undefined,
    where: row.where === null ? undefined : stripOuterParentheses(row.where),
    method: row.method === 'btree' ? undefined : row.method,
    include: included.length === 0 ? undefined : included,
    nullsNotDistinct: row.nullsNotDistinct === true ? (true as const) : undefined,
  });
}

function readKey(row: IndexKeyRow, columnNames: ReadonlyMap<number, string>): IndexKey {
  const flags = row.flags ?? 0;
  return normaliseKey(
    compact({
      column: row.number === 0 ? undefined : columnNames.get(row.number),
      expression: row.expression === null ? undefined : stripOuterParentheses(row.expression),
      order: (flags & DESCENDING) === 0 ? undefined : ('desc' as const),
      nulls: (flags & NULLS_FIRST) === 0 ? ('last' as const) : ('first' as const),
      opclass: row.opclass ?? undefined,
      collation: row.collation ?? undefined,
    }),
  );
}
