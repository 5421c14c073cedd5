import type { Session } from '../../dialect/dialect';
import type { TableSize } from '../../dialect/effects';
import { isPlumblineError } from '../../errors/plumbline-error';
import { displayName, type QualifiedName } from '../../model/schema';
import { fold, quote } from './quoting';

/** Bytes; in a larger file the pages of a table are not counted, as all of them would have to be read. */
const COUNTED = 256 * 1024 * 1024;

/**
 * Rows and bytes of tables. Rows are those of the last ANALYZE (sqlite.org/fileformat2.html#stat1tab), else the largest
 * rowid, which costs one look-up and is too much where rows were deleted. Bytes are those of the pages of the table and its
 * indexes (sqlite.org/dbstat.html).
 *
 * @returns by display name; a table that does not exist is not in it
 */
export async function tableSizes(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<ReadonlyMap<string, TableSize>> {
  const sizes = new Map<string, TableSize>();
  const [file] = await session.query<{ readonly bytes: number }>(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  );
  const isCounted = (file?.bytes ?? 0) <= COUNTED;
  const analysed = await readAnalysed(session);
  for (const table of tables) {
    const [found] = await session.query<{ readonly wr: number }>(
      "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND lower(name) = lower(?)",
      [table.name],
    );
    if (found === undefined) continue;
    const rows = analysed.get(fold(table.name)) ?? (await largestRowid(session, table.name, found.wr === 1));
    const bytes = isCounted ? await countBytes(session, table.name) : undefined;
    sizes.set(displayName(table), {
      ...(rows === undefined ? {} : { rows }),
      ...(bytes === undefined ? {} : { bytes }),
    });
  }
  return sizes;
}

/** `stat` begins with the number of rows, once for each index and once for a table without any. */
async function readAnalysed(session: Session): Promise<ReadonlyMap<string, number>> {
  const [known] = await session.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  if (known === undefined) return new Map();
  const rows = await session.query<{ readonly tbl: string; readonly rows: number }>(
    'SELECT tbl, max(CAST(stat AS integer)) AS rows FROM sqlite_stat1 GROUP BY tbl',
  );
  return new Map(rows.map((row) => [fold(row.tbl), row.rows]));
}

async function largestRowid(
  session: Session,
  table: string,
  isWithoutRowid: boolean,
): Promise<number | undefined> {
  if (isWithoutRowid) return undefined;
  const [row] = await session.query<{ readonly rows: number | null }>(
    `SELECT max(rowid) AS rows FROM ${quote(table)}`,
  );
  return row?.rows ?? 0;
}

async function countBytes(session: Session, table: string): Promise<number | undefined> {
  try {
    const [row] = await session.query<{ readonly bytes: number | null }>(
      `SELECT sum(pgsize) AS bytes FROM dbstat
        WHERE aggregate = 1 AND name IN (SELECT name FROM sqlite_schema WHERE lower(tbl_name) = lower(?))`,
      [table],
    );
    return row?.bytes ?? undefined;
  } catch (error) {
    // A SQLite that was built without it.
    if (isPlumblineError(error, 'database-error') && /no such table: dbstat/.test(error.data.message))
      return undefined;
    throw error;
  }
}
