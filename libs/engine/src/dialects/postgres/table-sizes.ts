import type { Session } from '../../dialect/dialect';
import type { TableSize } from '../../dialect/effects';
import { displayName, type QualifiedName } from '../../model/schema';
import { quoteName } from './quoting';

/**
 * Rows and bytes of tables, as the catalogue has them: `reltuples` of the last VACUUM or ANALYZE (manual, pg_class; -1 is
 * never), and the size with indexes and TOAST (manual, 9.28.7). A partitioned table is the sum of its partitions.
 *
 * @returns by display name; a table that does not exist is not in it
 */
export async function tableSizes(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<ReadonlyMap<string, TableSize>> {
  if (tables.length === 0) return new Map();
  const rows = await session.query<{
    readonly position: string;
    readonly rows: string | null;
    readonly bytes: string;
  }>(
    `SELECT t.position,
            CASE WHEN bool_or(c.reltuples < 0 AND pg_relation_size(c.oid) > 0) THEN NULL
                 ELSE sum(greatest(c.reltuples, 0))::bigint END AS rows,
            sum(pg_total_relation_size(c.oid))::bigint AS bytes
       FROM unnest($1::text[]) WITH ORDINALITY AS t (name, position)
       JOIN pg_catalog.pg_class root ON root.oid = to_regclass(t.name)
       JOIN LATERAL (SELECT root.oid UNION SELECT relid FROM pg_partition_tree(root.oid)) part ON true
       JOIN pg_catalog.pg_class c ON c.oid = part.oid AND c.relkind = 'r'
      WHERE root.relkind IN ('r', 'p')
      GROUP BY t.position
      ORDER BY t.position`,
    [tables.map(quoteName)],
  );
  return new Map(
    rows.flatMap(({ position, rows: count, bytes }) => {
      const table = tables[Number(position) - 1];
      if (table === undefined) return [];
      const size = { ...(count === null ? {} : { rows: Number(count) }), bytes: Number(bytes) };
      return [[displayName(table), size] as const];
    }),
  );
}
