import type { Session } from '../../dialect/dialect';
import type { CatalogueOptions } from '../../dialect/test-databases';

const LINES = `
WITH tables AS (SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                   AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT IN (SELECT value FROM json_each(?)))
SELECT format('table %s without rowid %d strict %d', name, wr, strict) AS line FROM tables
UNION ALL
SELECT format('view %s %s', name, trim(substr(sql, instr(sql, ' AS') + 3), ' ;' || char(10))) FROM sqlite_schema WHERE type = 'view'
UNION ALL
SELECT format('trigger %s', sql) FROM sqlite_schema WHERE type = 'trigger'
UNION ALL
SELECT format('column %s.%s %s %s default %s key %d hidden %d', t.name, c.name, lower(c.type),
              iif(c."notnull" OR (c.pk AND lower(c.type) = 'integer'), 'NOT NULL', 'NULL'), c.dflt_value, c.pk, c.hidden)
  FROM tables t JOIN pragma_table_xinfo(t.name) c
UNION ALL
SELECT format('index %s %s unique %d partial %d (%s) %s', t.name, iif(i.origin = 'c', i.name, i.origin), i."unique",
              i.partial, (SELECT group_concat(format('%s %s %d', k.name, k.coll, k.desc), ', ')
                            FROM pragma_index_xinfo(i.name) k WHERE k.key),
              (SELECT sql FROM sqlite_schema s WHERE s.name = i.name AND i.partial))
  FROM tables t JOIN pragma_index_list(t.name) i
UNION ALL
SELECT format('foreign key %s (%s) %s (%s) %s %s', t.name, group_concat(f."from"), f."table", group_concat(f."to"),
              f.on_update, f.on_delete)
  FROM tables t JOIN pragma_foreign_key_list(t.name) f GROUP BY t.name, f.id`;

/** Tables, columns, indexes, foreign keys, views and triggers of the file. */
export async function catalogueLines(
  session: Session,
  { without = [] }: CatalogueOptions = {},
): Promise<readonly string[]> {
  const rows = await session.query<{ readonly line: string }>(LINES, [JSON.stringify(without)]);
  return rows.map(({ line }) => line.replace(/\s+/g, ' ').trim()).sort();
}
