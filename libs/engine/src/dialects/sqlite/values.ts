/**
 * A parameter as better-sqlite3 binds it: it takes every JavaScript number for a REAL, and knows neither booleans
 * nor dates. A date is written as TypeORM writes it.
 */
export function toParameter(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  return value;
}

/** A row with integers as numbers where a number is exact, and as `bigint` beyond. */
export function fromRow(row: unknown): unknown {
  return Object.fromEntries(Object.entries(row as object).map(([key, value]) => [key, fromValue(value)]));
}

function fromValue(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
