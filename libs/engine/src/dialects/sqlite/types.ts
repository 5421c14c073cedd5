import type { ColumnType } from '../../model/schema';
import { fold } from './quoting';

/** The five affinities of sqlite.org/datatype3.html#type_affinity. */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

/**
 * The spelling of a declared type that the model uses: lower case, one space between words, none around
 * parentheses, and a comma without spaces (`VARCHAR (20)` is `varchar(20)`). In the DDL a type stays as written.
 */
export function canonicalType(declared: string): string {
  if (/^[a-z\d_(),]*$/.test(declared)) return declared;
  return fold(declared)
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\s*([(),])\s*/g, '$1');
}

/** The declared type of a column of the model; an enum, which SQLite has not, is the text of its value. */
export function declaredType(type: ColumnType): string {
  return typeof type === 'string' ? canonicalType(type) : 'varchar';
}

/** The affinity of a declared type, by the five rules of sqlite.org/datatype3.html#determination_of_column_affinity. */
export function affinityOf(declared: string): Affinity {
  const type = fold(declared);
  if (type.includes('int')) return 'integer';
  if (/char|clob|text/.test(type)) return 'text';
  if (type.trim() === '' || type.includes('blob')) return 'blob';
  if (/real|floa|doub/.test(type)) return 'real';
  return 'numeric';
}

/**
 * Whether a column of this type is meant for numbers alone. Dates, times and JSON have the affinity `numeric` too,
 * and their values are text.
 */
export function holdsNumbers(declared: string): boolean {
  const affinity = affinityOf(declared);
  if (affinity === 'integer' || affinity === 'real') return true;
  return affinity === 'numeric' && /num|dec|bool|money/.test(fold(declared));
}

/** Whether a declared type makes the literals of a default booleans. */
export function isBooleanType(declared: string): boolean {
  return /^bool(ean)?$/.test(canonicalType(declared));
}
