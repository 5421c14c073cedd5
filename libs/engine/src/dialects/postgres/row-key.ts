import type { KeyColumn, Session } from '../../dialect/dialect';
import type { QualifiedName } from '../../model/schema';
import { quote, quoteName } from './quoting';

/**
 * FROM and WHERE of a query of the columns `a` of the key of a table, each with its place as `k.position`; the table as an
 * expression of its name.
 */
export function keyColumns(table: string): string {
  return `FROM (SELECT i.indrelid, i.indkey::int2[] AS numbers, i.indnkeyatts AS columns
              FROM pg_catalog.pg_index i
             WHERE i.indrelid = ${table}::regclass AND i.indisunique AND i.indisvalid AND i.indimmediate
               AND i.indpred IS NULL AND i.indexprs IS NULL
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute n
                                WHERE n.attrelid = i.indrelid AND NOT n.attnotnull
                                  AND n.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
             ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
             LIMIT 1) i
     CROSS JOIN unnest(i.numbers) WITH ORDINALITY k (number, position)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
     WHERE k.position <= i.columns`;
}

/**
 * The primary key, or else the shortest unique index that tells all rows apart: valid, whole, over plain columns that
 * are NOT NULL. Its values travel as text and are compared in their own type. A ctid is none: an UPDATE moves the row.
 *
 * @throws PlumblineError `database-error` for a table that does not exist
 */
export async function rowKey(
  session: Session,
  table: QualifiedName,
): Promise<readonly KeyColumn[] | undefined> {
  const rows = await session.query<{ readonly name: string; readonly type: string }>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
       ${keyColumns('$1')}
      ORDER BY k.position`,
    [quoteName(table)],
  );
  if (rows.length === 0) return undefined;
  return rows.map(({ name, type }) => ({
    name,
    column: quote(name),
    value: `${quote(name)}::text`,
    parameter: (position) => `$${position}::${type}`,
  }));
}
