import type { SchemaModel, Table } from '../../../src/model/schema';
import type { Connected } from '../../support/apply';
import { TYPEORM_TABLES } from './workbench';

const POSTGRES = `
WITH spaces AS (SELECT oid FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'),
     tables AS (SELECT c.* FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
                 WHERE c.relname <> ALL ($1::text[]))
SELECT format('column %s.%I %s %s default %s %s%s %s comment %L', c.oid::regclass, a.attname,
              format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' ELSE 'NULL' END,
              coalesce(pg_get_expr(d.adbin, d.adrelid), '-'), a.attidentity, a.attgenerated,
              coalesce(l.collname, '-'), col_description(c.oid, a.attnum)) AS line
  FROM tables c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
 WHERE c.relkind IN ('r', 'p')
UNION ALL
SELECT format('table %s comment %L', c.oid::regclass, obj_description(c.oid, 'pg_class'))
  FROM tables c WHERE c.relkind IN ('r', 'p')
UNION ALL
SELECT format('constraint %s %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
  FROM pg_constraint k JOIN tables c ON c.oid = k.conrelid WHERE k.contype IN ('p', 'u', 'c', 'x', 'f')
UNION ALL
SELECT format('index %s', pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN tables c ON c.oid = i.indrelid
UNION ALL
SELECT format('view %s %s %s', c.oid::regclass, c.relkind, pg_get_viewdef(c.oid)) FROM tables c WHERE c.relkind IN ('v', 'm')
UNION ALL
SELECT format('enum %s %s', t.oid::regtype, string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder))
  FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid
UNION ALL
SELECT format('sequence %s %s start %s max %s owner %s.%s', q.seqrelid::regclass, q.seqtypid::regtype, q.seqstart,
              q.seqmax, p.refobjid::regclass, o.attname)
  FROM pg_sequence q JOIN tables c ON c.oid = q.seqrelid
  LEFT JOIN pg_depend p ON p.objid = q.seqrelid AND p.classid = 'pg_class'::regclass AND p.deptype IN ('a', 'i')
   AND p.refclassid = 'pg_class'::regclass
  LEFT JOIN pg_attribute o ON o.attrelid = p.refobjid AND o.attnum = p.refobjsubid`;

const SQLITE = `
WITH tables AS (SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                   AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT IN (SELECT value FROM json_each(?)))
SELECT format('table %s without rowid %d strict %d', name, wr, strict) AS line FROM tables
UNION ALL
SELECT format('view %s %s', name, trim(substr(sql, instr(sql, ' AS') + 3), ' ;' || char(10))) FROM sqlite_schema WHERE type = 'view'
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

/** What the catalogue of a database says, in its own words: a line for each thing, sorted. */
export async function catalogueLines({ dialect, session }: Connected): Promise<readonly string[]> {
  const isPostgres = dialect.placeholder(1) === '$1';
  const rows = await session.query<{ readonly line: string }>(isPostgres ? POSTGRES : SQLITE, [
    isPostgres ? TYPEORM_TABLES : JSON.stringify(TYPEORM_TABLES),
  ]);
  return rows.map(({ line }) => line.replace(/\s+/g, ' ').trim()).sort();
}

/** What introspection makes of a database: a line for each part of each table, sorted. */
export async function modelLines({ dialect, session }: Connected): Promise<readonly string[]> {
  const model = await dialect.introspect(session, { ignoreTables: TYPEORM_TABLES });
  return linesOf(model);
}

function linesOf({ enums, extensions, tables, views }: SchemaModel): readonly string[] {
  return [
    ...extensions.map((extension) => `model extension ${extension}`),
    ...enums.map((type) => `model enum ${stable(type)}`),
    ...tables.flatMap(tableLines),
    ...views.map((view) => `model view ${stable(view)}`),
  ].sort();
}

function tableLines(table: Table): readonly string[] {
  const { columns, uniques, checks, exclusions, foreignKeys, indexes, ...rest } = table;
  const parts = { columns, uniques, checks, exclusions, foreignKeys, indexes };
  return [
    `model table ${stable(rest)}`,
    ...Object.entries(parts).flatMap(([kind, all]) =>
      all.map((part) => `model ${kind} of ${table.name} ${stable(part)}`),
    ),
  ];
}

/** JSON with the keys in one order. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** All that both say. */
export async function allLines(connected: Connected): Promise<readonly string[]> {
  return [...(await catalogueLines(connected)), ...(await modelLines(connected))];
}
