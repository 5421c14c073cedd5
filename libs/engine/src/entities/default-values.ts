import type { DefaultValue } from '../model/schema';
import type { EntityColumn } from './entity-terms';
import { unsupportedColumn } from './unsupported';

/** A default that is a list or an object, for the dialect to write down. */
export interface Structure {
  readonly structure: object;
}

/**
 * The default of a column as its entity gives it: a literal stays one, a function gives SQL text. TypeORM's own
 * `normalizeDefault()` is not asked: it does not quote what it writes.
 */
export function readDefault(column: EntityColumn): DefaultValue | Structure | undefined {
  const value: unknown = column.default;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return { sql: String(value) };
    case 'function':
      return readFunction(column, value as () => unknown);
    case 'object':
      if (value === null) return undefined;
      if (value instanceof Date) {
        throw unsupportedColumn(column, 'A Date as a default is ambiguous; give SQL, as in () => "now()".');
      }
      return { structure: value };
    default:
      return undefined;
  }
}

function readFunction(column: EntityColumn, value: () => unknown): DefaultValue | undefined {
  const sql = value();
  if (sql === undefined || sql === null) return undefined;
  if (typeof sql !== 'string') {
    throw unsupportedColumn(column, 'A function as a default gives SQL as text, as in () => "now()".');
  }
  return sql.trim() === '' ? undefined : { sql };
}

/** Whether a default is to be written down by the dialect first. */
export function isStructure(value: DefaultValue | Structure | undefined): value is Structure {
  return typeof value === 'object' && 'structure' in value;
}
