import { isSqlText, type SqlText } from '../model/schema';
import { filled, listOf, plainObject, refuse, text, type Place, type Reader } from './argument-readers';

/** A JSON document, as a person writes it. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * A value of a row, as a person writes it. An object or an array is a JSON document, but an object with the one key `sql`
 * is what `op.sql()` gives. A date is a point in time and is written in UTC.
 */
export type RowValueDefinition = JsonValue | bigint | Date | Uint8Array | SqlText;

/** A row by the names of its columns; a column that is not named gets its default. */
export type RowDefinition = Readonly<Record<string, RowValueDefinition>>;

/** A value of a row, as data that can be frozen, compared and written as JSON. */
export type RowValue =
  | string
  | number
  | boolean
  | null
  | SqlText
  | { readonly json: JsonValue }
  /** Of any length, in decimal digits. */
  | { readonly integer: string }
  /** ISO 8601, in UTC. */
  | { readonly date: string }
  /** Hexadecimal, lower case. */
  | { readonly bytes: string };

/** Rows of the same columns. */
export interface Rows {
  readonly columns: readonly string[];
  /** The values in the order of the columns. */
  readonly rows: readonly (readonly RowValue[])[];
}

/** Reads a value of a row. */
export const readRowValue: Reader<RowValue> = (value, at) => {
  switch (typeof value) {
    case 'string':
      return text(value, at);
    case 'boolean':
      return value;
    case 'bigint':
      return { integer: String(value) };
    case 'number':
      return finite(value, at);
    case 'object':
      return value === null ? null : readObject(value, at);
    default:
      throw refuse(at, `is ${typeof value}, which is no value; null is NULL`);
  }
};

function readObject(value: object, at: Place): RowValue {
  switch (Object.prototype.toString.call(value)) {
    case '[object Date]':
      return { date: readDate(value as Date, at) };
    case '[object Uint8Array]':
      return { bytes: Buffer.from(value as Uint8Array).toString('hex') };
    default:
      if (isSqlText(value) && Object.keys(value).length === 1) {
        return { sql: filled(value.sql, { ...at, path: `${at.path}.sql` }) };
      }
      return { json: readJson(value, at) };
  }
}

function finite(value: number, at: Place): number {
  if (!Number.isFinite(value)) throw refuse(at, 'must be a finite number');
  return value === 0 ? 0 : value;
}

function readDate(value: Date, at: Place): string {
  if (Number.isNaN(value.getTime())) throw refuse(at, 'is a date that does not exist');
  return value.toISOString();
}

const readJson: Reader<JsonValue> = (value, at) => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return text(value, at);
  if (typeof value === 'number') return finite(value, at);
  if (Array.isArray(value)) return listOf(readJson)(value, at);
  if (typeof value !== 'object') throw refuse(at, `is ${typeof value}, which JSON does not have`);
  return Object.fromEntries(
    Object.entries(plainObject(value, at)).map(([key, inner]) => [
      text(key, { ...at, path: `${at.path} (a key)` }),
      readJson(inner, { ...at, path: `${at.path}.${key}` }),
    ]),
  );
};

/** Reads values by the names of their columns; there is at least one. */
export const readValues: Reader<Readonly<Record<string, RowValue>>> = (value, at) => {
  const entries = Object.entries(plainObject(value, at));
  if (entries.length === 0) throw refuse(at, 'names no column');
  return Object.fromEntries(
    entries.map(([column, given]) => {
      const place = { ...at, path: at.path === '' ? column : `${at.path}.${column}` };
      return [filled(column, place), readRowValue(given, place)];
    }),
  );
};

/** Reads rows, each of which must name the same columns. */
export const readRows: Reader<Rows> = (value, at) => {
  const read = listOf(readValues)(value, at);
  const [first] = read;
  if (first === undefined) throw refuse(at, 'has no rows');
  const columns = Object.keys(first);
  const rows = read.map((row, index) => {
    const place = { ...at, path: `${at.path}[${index}]` };
    const extra = Object.keys(row).find((column) => !Object.hasOwn(first, column));
    if (extra !== undefined) throw refuse(place, `names '${extra}', which the first row does not`);
    return columns.map((column) => {
      const found = Object.hasOwn(row, column) ? row[column] : undefined;
      if (found === undefined) throw refuse(place, `does not name '${column}', as the first row does`);
      return found;
    });
  });
  return { columns, rows };
};
