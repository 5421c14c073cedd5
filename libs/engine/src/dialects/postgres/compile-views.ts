import { sha256 } from '../../kernel/hash';
import { isSameName, type QualifiedName, type View } from '../../model/schema';
import type { CreateView, DropView, Operation, ReplaceView } from '../../operations/operation';
import { quoteCode, quoteName, quoteText } from './quoting';

/** The operations of the same revision that come before an operation and after it. */
export interface Around {
  readonly earlier: readonly Operation[];
  readonly later: readonly Operation[];
}

/** CREATE VIEW, and what a view of the name had that the revision dropped before. */
export function createView({ view }: CreateView, { earlier }: Around): readonly string[] {
  const isBack = earlier.some((op) => op.kind === 'dropView' && isSameName(op.view, view));
  return [create(view), ...(isBack ? [giveBack(view)] : [])];
}

/** DROP VIEW. Where the view comes back, what belongs to it and is in no definition is kept for it. */
export function dropView({ view }: DropView, { later }: Around): readonly string[] {
  const comesBack = later.some((op) => op.kind === 'createView' && isSameName(op.view, view));
  return [...(comesBack ? [keep(view)] : []), drop(view)];
}

/**
 * CREATE OR REPLACE VIEW where PostgreSQL takes it: the columns stay, and others may come after them; it keeps all but the
 * options. Else PostgreSQL refuses with `invalid_table_definition`, and the view is dropped and created again with what
 * belongs to it.
 */
export function replaceView({ view, to }: ReplaceView): readonly string[] {
  const wanted: View = { ...view, ...to, indexes: [] };
  const name = quoteText(quoteName(view));
  const code = [
    `DECLARE options text := (SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = ${name}::regclass);`,
    'BEGIN',
    create(wanted).replace(/^CREATE/, 'CREATE OR REPLACE'),
    '  ;',
    `  IF options IS NOT NULL THEN EXECUTE 'ALTER VIEW ' || ${name} || ' SET (' || options || ')'; END IF;`,
    'EXCEPTION WHEN invalid_table_definition THEN',
    `${keep(view).replace(/^SELECT/, 'PERFORM')};`,
    `${drop(wanted)};`,
    create(wanted),
    '  ;',
    `${restore(view)};`,
    'END',
  ];
  return [`DO ${quoteCode(code.join('\n'))}`];
}

function create(view: View): string {
  return `CREATE ${kind(view)} ${quoteName(view)} AS\n${view.definition}`;
}

function drop(view: View): string {
  return `DROP ${kind(view)} ${quoteName(view)}`;
}

function kind({ materialized }: View): string {
  return materialized ? 'MATERIALIZED VIEW' : 'VIEW';
}

/** The setting of the session that carries what is kept of a view (manual, 20.16 Customized Options). */
function settingOf(view: QualifiedName): string {
  return `plumbline.view_${sha256(quoteName(view)).slice(0, 16)}`;
}

/**
 * Puts the statements that give a new view what the old one had into a setting: owner, options, grants on it and on its
 * columns, comments, triggers, and indexes that no operation knows. Only the server knows these.
 */
function keep(view: QualifiedName): string {
  return `SELECT set_config('${settingOf(view)}', coalesce((${belongings(view)}), ''), false)`;
}

function giveBack(view: QualifiedName): string {
  return `DO ${quoteCode(`BEGIN\n${restore(view)};\nEND`)}`;
}

function restore(view: QualifiedName): string {
  return `EXECUTE coalesce(current_setting('${settingOf(view)}', true), '')`;
}

/** The statements as one text; `EXECUTE` runs several. */
function belongings(view: QualifiedName): string {
  return `SELECT string_agg(sql, '; ' ORDER BY place, sql)
  FROM pg_class c
 CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, c.oid::regclass::text) v (kind, name)
 CROSS JOIN LATERAL (
   SELECT 1 AS place, format('ALTER %s %s SET (%s)', v.kind, v.name, array_to_string(c.reloptions, ', ')) AS sql
    WHERE c.reloptions IS NOT NULL
   UNION ALL
   SELECT 2, format('GRANT %s%s ON %s TO %s%s', a.privilege_type, t.columns, v.name,
                    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
                    CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
     FROM (SELECT c.relacl, ''
           UNION ALL
           SELECT attacl, format(' (%I)', attname) FROM pg_attribute WHERE attrelid = c.oid AND NOT attisdropped) t (acl, columns)
    CROSS JOIN LATERAL aclexplode(t.acl) a
    WHERE a.grantee <> c.relowner
   UNION ALL
   SELECT 3, CASE d.objsubid WHEN 0 THEN format('COMMENT ON %s %s IS %L', v.kind, v.name, d.description)
             ELSE format('COMMENT ON COLUMN %s.%I IS %L', v.name, n.attname, d.description) END
     FROM pg_description d LEFT JOIN pg_attribute n ON n.attrelid = c.oid AND n.attnum = d.objsubid AND d.objsubid > 0
    WHERE d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
   UNION ALL
   SELECT 4, pg_get_triggerdef(g.oid) FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal
   UNION ALL
   SELECT 5, pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid
   UNION ALL
   SELECT 6, format('ALTER %s %s OWNER TO %s', v.kind, v.name, c.relowner::regrole)
    WHERE c.relowner <> current_user::regrole
 ) s (place, sql)
 WHERE c.oid = ${quoteText(quoteName(view))}::regclass`;
}
