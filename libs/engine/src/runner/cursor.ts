/** How far a backfill has come. */
export interface Position {
  /** The key of the last row that was gone through; absent before the first. */
  readonly after?: readonly unknown[];
  /** Rows that were gone through, and rows that were changed. */
  readonly rows: number;
  readonly changed: number;
}

/** The position as text, which {@link parseCursor} reads back. Key values are what a session gives: text, numbers, bytes. */
export function renderCursor({ after = [], rows, changed }: Position): string {
  return JSON.stringify({ after: after.map(toJson), rows, changed });
}

/** The inverse of {@link renderCursor}. */
export function parseCursor(text: string): Position {
  const { after, rows, changed } = JSON.parse(text) as Position;
  return { after: (after ?? []).map(fromJson), rows, changed };
}

function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return { integer: String(value) };
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : value;
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('integer' in value) return BigInt(String(value.integer));
  return 'bytes' in value ? Buffer.from(String(value.bytes), 'hex') : value;
}
