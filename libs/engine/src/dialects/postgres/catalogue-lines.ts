import type { Session } from '../../dialect/dialect';
import type { CatalogueOptions } from '../../dialect/test-databases';

/** Of objects that belong to an extension the extension's own line is enough. */
const NOT_OF_EXTENSION = (catalogue: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '${catalogue}'::regclass AND x.objid = o.oid AND x.deptype = 'e')`;

const LINES = `
WITH spaces AS (SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'),
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
SELECT format('settings of table %s %s %s row security %s %s', c.oid::regclass, c.relpersistence,
              coalesce(c.reloptions::text, '-'), c.relrowsecurity, c.relforcerowsecurity)
  FROM tables c WHERE c.relkind IN ('r', 'p')
UNION ALL
SELECT format('grants on %s %s', c.oid::regclass, (SELECT string_agg(i::text, ',' ORDER BY i::text) FROM unnest(c.relacl) i))
  FROM tables c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relacl IS NOT NULL
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
  LEFT JOIN pg_attribute o ON o.attrelid = p.refobjid AND o.attnum = p.refobjsubid
UNION ALL
SELECT format('schema %I', nspname) FROM spaces WHERE nspname <> 'public'
UNION ALL
SELECT format('extension %s', extname) FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT format('domain %s %s %s default %s %s', o.oid::regtype, format_type(o.typbasetype, o.typtypmod),
              CASE WHEN o.typnotnull THEN 'NOT NULL' ELSE 'NULL' END, coalesce(o.typdefault, '-'),
              (SELECT string_agg(pg_get_constraintdef(k.oid), ',' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = o.oid))
  FROM pg_type o JOIN spaces s ON s.oid = o.typnamespace WHERE o.typtype = 'd' AND ${NOT_OF_EXTENSION('pg_type')}
UNION ALL
SELECT format('function %s', pg_get_functiondef(o.oid))
  FROM pg_proc o JOIN spaces s ON s.oid = o.pronamespace WHERE o.prokind IN ('f', 'p', 'w') AND ${NOT_OF_EXTENSION('pg_proc')}
UNION ALL
SELECT format('trigger %s enabled %s', pg_get_triggerdef(g.oid), g.tgenabled)
  FROM pg_trigger g JOIN tables c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal
UNION ALL
SELECT format('policy %I on %s %s %s to %s using %s check %s', p.polname, c.oid::regclass, p.polcmd, p.polpermissive,
              p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p JOIN tables c ON c.oid = p.polrelid`;

/** Columns, constraints, indexes, views, types, sequences, functions, triggers, policies and grants of every schema. */
export async function catalogueLines(
  session: Session,
  { without = [] }: CatalogueOptions = {},
): Promise<readonly string[]> {
  const rows = await session.query<{ readonly line: string }>(LINES, [without]);
  return rows.map(({ line }) => line.replace(/\s+/g, ' ').trim()).sort();
}
