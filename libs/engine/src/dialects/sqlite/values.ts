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

/** The row itself, with integers as numbers where a number is exact, and as `bigint` beyond. */
export function fromRow(row: unknown): unknown {
  const values = row as Record<string, unknown>;
  for (const key in values) if (typeof values[key] === 'bigint') values[key] = fromValue(values[key]);
  return values;
}

function fromValue(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
