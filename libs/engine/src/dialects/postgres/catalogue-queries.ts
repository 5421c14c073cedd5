/**
 * The catalogue queries of introspection (manual, chapter 52 System Catalogs): one for each kind of object, however
 * many objects there are. Each but the first has $1 where the schemas' OIDs are to be put. Columns of catalogues that PostgreSQL 14
 * does not have yet are read through `to_jsonb(row)`, which gives null for them.
 */

/** Whether a schema is to be read: all are but the system's and those of extensions. */
const IS_READ = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')`;

/** The default schema, the extensions (but for the language that each database has), and the schemas to read. */
export const SCHEMAS = `
SELECT current_schema() AS "current",
       (SELECT array_agg(x.extname::text) FROM pg_catalog.pg_extension x WHERE x.extname <> 'plpgsql') AS extensions,
       n.oid::int8::text AS oid, n.nspname AS name
  FROM pg_catalog.pg_namespace n
 WHERE ${IS_READ}`;

/** The schemas to read as $1 of the other queries, so that all of them go in one message. */
export const SCHEMA_OIDS = `(SELECT array_agg(n.oid) FROM pg_catalog.pg_namespace n WHERE ${IS_READ})`;

/** Tables and partitioned tables; not the partitions, which are parts of theirs. */
export const TABLES = `
SELECT c.oid::int8::text AS oid, c.relnamespace::int8::text AS schema, c.relname AS name, d.description AS comment
  FROM pg_catalog.pg_class c
  LEFT JOIN pg_catalog.pg_description d
         ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
 WHERE c.relnamespace = ANY ($1::oid[]) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                    WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')`;

/**
 * Columns in order, also of materialized views, whose indexes name them. `sequences` holds the default that each sequence owned by the column would give it: a serial is
 * a column whose default is one of them.
 */
export const COLUMNS = `
SELECT a.attrelid::int8::text AS "table", a.attnum AS number, a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull",
       pg_get_expr(d.adbin, d.adrelid) AS expression, a.attidentity AS identity, a.attgenerated AS generated,
       e.typname AS enum, e.typnamespace::int8::text AS "enumSchema", e.oid <> a.atttypid AS "isEnumArray",
       l.collname AS collation, o.description AS comment, s.defaults AS sequences
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_type e
         ON e.oid = CASE WHEN t.typtype = 'e' THEN t.oid WHEN t.typcategory = 'A' THEN t.typelem END
        AND e.typtype = 'e'
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
  LEFT JOIN pg_catalog.pg_description o
         ON o.classoid = 'pg_class'::regclass AND o.objoid = a.attrelid AND o.objsubid = a.attnum
  LEFT JOIN (SELECT p.refobjid, p.refobjsubid,
                    array_agg(format('nextval(%L::regclass)', p.objid::regclass)) AS defaults
               FROM pg_catalog.pg_depend p
               JOIN pg_catalog.pg_class q ON q.oid = p.objid AND q.relkind = 'S'
              WHERE p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass AND p.deptype = 'a'
              GROUP BY p.refobjid, p.refobjsubid) s
         ON s.refobjid = a.attrelid AND s.refobjsubid = a.attnum
 WHERE c.relnamespace = ANY ($1::oid[]) AND c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum`;

/**
 * Constraints: primary keys, uniques, checks, exclusions and foreign keys. PostgreSQL 18 has NOT NULL constraints
 * (`n`) here too; they are the columns'. A constraint with a parent is a copy made for a partition. One that is not enforced (18) is not valid for
 * ever, and cannot be validated.
 */
export const CONSTRAINTS = `
SELECT k.conrelid::int8::text AS "table", k.conname AS name, k.contype AS kind, k.conkey::int4[] AS columns,
       CASE WHEN k.condeferrable THEN CASE WHEN k.condeferred THEN 'initially deferred'
                                           ELSE 'initially immediate' END END AS deferrable,
       CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid)
                      WHEN 'x' THEN pg_get_constraintdef(k.oid) END AS expression,
       NOT k.convalidated AND (to_jsonb(k) ->> 'conenforced') IS DISTINCT FROM 'false' AS "notValid",
       f.relname AS "foreignName", f.relnamespace::int8::text AS "foreignSchema",
       CASE WHEN k.contype = 'f'
            THEN ARRAY (SELECT g.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (number, position)
                          JOIN pg_catalog.pg_attribute g ON g.attrelid = k.confrelid AND g.attnum = u.number
                         ORDER BY u.position) END AS "foreignColumns",
       k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate",
       (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean AS "nullsNotDistinct"
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid AND k.contype = 'f'
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype = 'u'
 WHERE c.relnamespace = ANY ($1::oid[]) AND c.relkind IN ('r', 'p') AND k.conparentid = 0
   AND k.contype IN ('p', 'u', 'c', 'x', 'f')`;

/**
 * Indexes of tables and materialized views that back no constraint, valid or not. `keys` is a JSON array of the keys and the included columns: column
 * number (0 for an expression), expression, operator class unless it is the default, collation unless it is the
 * column's, and the flags of `indoption` (1 descending, 2 nulls first; null for an included column). Names are looked up
 * one by one: as joins they would read all of pg_opclass and pg_collation for each index. 100 is the OID of the
 * default collation.
 */
export const INDEXES = `
SELECT i.indrelid::int8::text AS "table", x.relname AS name, i.indisunique AS unique, m.amname AS method,
       pg_get_expr(i.indpred, i.indrelid) AS "where", (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean AS "nullsNotDistinct",
       (SELECT json_agg(json_build_object(
                 'number', u.number, 'flags', u.flags,
                 'expression', CASE WHEN u.number = 0 THEN pg_get_indexdef(i.indexrelid, u.position::int, false) END,
                 'opclass', (SELECT o.opcname FROM pg_catalog.pg_opclass o WHERE o.oid = u.class AND NOT o.opcdefault),
                 'collation', CASE WHEN u.coll <> 0 AND u.coll <> coalesce((SELECT a.attcollation FROM pg_catalog.pg_attribute a
                                                                WHERE a.attrelid = i.indrelid AND a.attnum = u.number), 100)
                                   THEN (SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = u.coll) END)
               ORDER BY u.position)
          FROM unnest(i.indkey::int2[], i.indoption::int2[], i.indclass::oid[], i.indcollation::oid[])
               WITH ORDINALITY u (number, flags, class, coll, position))::text AS keys
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = x.relam
  JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
 WHERE c.relnamespace = ANY ($1::oid[]) AND c.relkind IN ('r', 'p', 'm')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                    WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`;

/** Views and materialized views, with their queries as the server writes them. */
export const VIEWS = `
SELECT c.oid::int8::text AS oid, c.relnamespace::int8::text AS schema, c.relname AS name, c.relkind = 'm' AS materialized,
       pg_get_viewdef(c.oid) AS definition
  FROM pg_catalog.pg_class c
 WHERE c.relnamespace = ANY ($1::oid[]) AND c.relkind IN ('v', 'm')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                    WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')`;

/** Enum types with their labels in order. */
export const ENUMS = `
SELECT t.typnamespace::int8::text AS schema, t.typname AS name,
       array_agg(l.enumlabel::text ORDER BY l.enumsortorder) AS values
  FROM pg_catalog.pg_type t
  LEFT JOIN pg_catalog.pg_enum l ON l.enumtypid = t.oid
 WHERE t.typnamespace = ANY ($1::oid[]) AND t.typtype = 'e'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                    WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
 GROUP BY t.oid, t.typnamespace, t.typname`;

/**
 * A digest of what the meaning of an expression depends on beside its text and its table: the server's version, the
 * settings that show in what `pg_get_expr()` writes, and everything that is not the server's own (16384 is the first OID
 * that is not, FirstNormalObjectId) and that a name or an operator can lead to. A row's xmin changes with the row.
 */
export const SURROUNDINGS = `
SELECT md5(string_agg(part, ' ' ORDER BY part)) AS digest FROM (
  SELECT current_setting(name) AS part
    FROM unnest(ARRAY['server_version', 'search_path', 'DateStyle', 'IntervalStyle', 'TimeZone', 'extra_float_digits',
                      'quote_all_identifiers', 'standard_conforming_strings', 'bytea_output', 'lc_monetary']) name
  UNION ALL SELECT current_schemas(true)::text
  UNION ALL SELECT format('p %s %s', oid, xmin) FROM pg_catalog.pg_proc WHERE oid >= 16384
  UNION ALL SELECT format('o %s %s', oid, xmin) FROM pg_catalog.pg_operator WHERE oid >= 16384
  UNION ALL SELECT format('c %s %s', oid, xmin) FROM pg_catalog.pg_cast WHERE oid >= 16384
  UNION ALL SELECT format('l %s %s', oid, xmin) FROM pg_catalog.pg_collation WHERE oid >= 16384
  UNION ALL SELECT format('x %s %s', oid, xmin) FROM pg_catalog.pg_opclass WHERE oid >= 16384
  UNION ALL SELECT format('t %s %s', oid, xmin) FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype IN ('b', 'd', 'm', 'r')
                   AND typelem = 0
) AS parts`;
