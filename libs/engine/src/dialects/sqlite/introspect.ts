import type { Catalogue, IntrospectOptions, Session } from '../../dialect/dialect';
import { groupBy } from '../../kernel/group-by';
import type { SchemaModel, Table } from '../../model/schema';
import { arrange } from './arrange';
import { parseIndex, toIndex } from './index-ddl';
import { fold } from './quoting';
import { parseView } from './view-ddl';
import { readTable, resolveReferences, type ColumnRow } from './read-table';

interface ObjectRow {
  readonly type: 'table' | 'index' | 'view';
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

/** Tables proper: no views, no virtual tables, none of the tables behind them, none of SQLite's own. */
const TABLES = `SELECT name FROM pragma_table_list
   WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_'`;

const OBJECTS = `SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema
   WHERE sql IS NOT NULL AND (type IN ('table', 'index') AND tbl_name IN (${TABLES}) OR type = 'view')`;

const COLUMNS = `SELECT t.name AS "table", c.name, c.type, c."notnull" AS "notNull", c.dflt_value AS "default", c.pk, c.hidden
   FROM (${TABLES}) AS t JOIN pragma_table_xinfo(t.name, 'main') AS c ORDER BY t.name, c.cid`;

/** The queries of {@link introspect}, for those that measure what they cost alone. */
export const CATALOGUE: readonly string[] = [OBJECTS, COLUMNS];

export async function introspect(session: Session, options: IntrospectOptions = {}): Promise<SchemaModel> {
  return interpret(await readCatalogue(session), options);
}

/**
 * The whole schema in two queries, however many tables there are: the texts of `sqlite_schema`, which alone know
 * checks, names of constraints, collations and generated expressions, and `pragma_table_xinfo`, which knows what
 * SQLite made of the columns (sqlite.org/pragma.html#pragma_table_xinfo).
 */
export async function readCatalogue(session: Session): Promise<Catalogue> {
  return [await session.query(OBJECTS), await session.query(COLUMNS)];
}

/**
 * The schema out of the rows of {@link readCatalogue}.
 *
 * @throws PlumblineError `internal` for a definition that cannot be read
 */
export function interpret(catalogue: Catalogue, options: IntrospectOptions = {}): SchemaModel {
  const [objects = [], columnRows = []] = catalogue as [readonly ObjectRow[], readonly ColumnRow[]];
  const columns = groupBy(columnRows, ofTable);
  const indexes = groupBy(
    objects.filter(({ type }) => type === 'index'),
    ofTable,
  );
  const views = objects.filter(({ type }) => type === 'view');
  const ignored = new Set((options.ignoreTables ?? []).map(fold));
  const tables: Table[] = [];
  for (const object of objects) {
    if (object.type !== 'table' || ignored.has(fold(object.name))) continue;
    const table = readTable(object.name, object.sql, columns.get(object.name) ?? []);
    const own = indexes.get(object.name) ?? [];
    tables.push({ ...table, indexes: own.map((index) => toIndex(parseIndex(index.sql), table.columns)) });
  }
  return arrange(
    resolveReferences(tables),
    views.map(({ name, sql }) => ({ name, definition: parseView(sql).query, indexes: [] })),
  );
}

function ofTable({ table }: { readonly table: string }): string {
  return table;
}
