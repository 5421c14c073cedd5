import type { KeyColumn, Session } from '../../dialect/dialect';
import type { QualifiedName } from '../../model/schema';
import { fold, quote } from './quoting';

/** The names of the row's own number, unless a column is called so (sqlite.org/lang_createtable.html#rowid). */
const ROWIDS = ['rowid', '_rowid_', 'oid'] as const;

/**
 * The primary key where it is NOT NULL, or else the rowid, which an UPDATE leaves as it is. VACUUM may give rows of a table
 * without INTEGER PRIMARY KEY other numbers.
 */
export async function rowKey(
  session: Session,
  table: QualifiedName,
): Promise<readonly KeyColumn[] | undefined> {
  const columns = await session.query<{
    readonly name: string;
    readonly type: string;
    readonly notnull: number;
    readonly pk: number;
  }>('SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY pk', [table.name]);
  const key = columns.filter(({ pk }) => pk > 0);
  const isRowid = key.length === 1 && key[0]?.type.toUpperCase() === 'INTEGER';
  if (key.length > 0 && (isRowid || key.every(({ notnull }) => notnull === 1))) {
    return key.map(({ name }) => keyColumn(name));
  }
  const rowid = ROWIDS.find((name) => !columns.some((column) => fold(column.name) === name));
  return rowid === undefined ? undefined : [keyColumn(rowid)];
}

function keyColumn(name: string): KeyColumn {
  return { name, column: quote(name), value: quote(name), parameter: () => '?' };
}
