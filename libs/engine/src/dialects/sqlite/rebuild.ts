import type { Session } from '../../dialect/dialect';
import { isPlumblineError, PlumblineError } from '../../errors/plumbline-error';
import { copyStatements, type Side } from './copy-rows';
import { proof } from './proof';
import { fold, quote, quoteLiteral } from './quoting';
import { allConstraints } from './read-table';
import { editTable, renameInText, type Edit } from './table-edit';
import { parseTable } from './table-ddl';

interface ObjectRow {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/**
 * Changes a table that ALTER TABLE cannot change: the procedure of sqlite.org/lang_altertable.html#otheralter. The
 * new table is the text of the live one with the changes edited in, so that what no model knows is kept; indexes
 * and triggers are created again from their own texts; views stay, since the last rename is done with
 * `legacy_alter_table`, which does not look at them. The old table goes only after the proof that every row is in
 * the new one. Foreign keys must be off, else dropping the old table deletes the rows that point to it.
 *
 * The statements are run on `copy` as they are made, which has the schema and no rows.
 *
 * @throws PlumblineError `rebuild-refused` where the changed table, an index or a trigger cannot be created
 */
export async function rebuildTable(
  copy: Session,
  table: string,
  edits: readonly Edit[],
): Promise<readonly string[]> {
  const objects = await readObjects(copy, table);
  const old = objects.find(({ type }) => type === 'table');
  if (old === undefined)
    throw refused(table, 'There is no such table; a view or a virtual table has no rows.');
  const text = editTable(old.sql, edits);
  const temporary = await freeName(copy, old.name);
  const done: string[] = [];
  const carryOut = async (statements: readonly string[]): Promise<void> => {
    for (const sql of statements) {
      await copy.query(sql).catch((error: unknown) => {
        throw asRefusal(error, old.name, temporary);
      });
      done.push(sql);
    }
  };
  await carryOut([renameInText(text, temporary)]);
  const from = await readSide(copy, old.name, old.sql);
  const to = await readSide(copy, temporary, text);
  await carryOut([
    ...copyStatements(from, to, edits),
    ...proof(
      `every row of ${old.name} is copied`,
      `(SELECT count(*) FROM ${quote(temporary)}) = (SELECT count(*) FROM ${quote(old.name)})`,
    ),
    ...keepSequence(from, to),
    `DROP TABLE ${quote(old.name)}`,
    'PRAGMA legacy_alter_table = ON',
    `ALTER TABLE ${quote(temporary)} RENAME TO ${quote(old.name)}`,
    'PRAGMA legacy_alter_table = OFF',
    ...objects.filter(({ type }) => type !== 'table').map(({ sql }) => sql),
  ]);
  return done;
}

/** The table, then its indexes, then its triggers; not what SQLite makes itself for constraints. */
async function readObjects(copy: Session, table: string): Promise<readonly ObjectRow[]> {
  return copy.query<ObjectRow>(
    `SELECT type, name, sql FROM sqlite_schema
      WHERE lower(tbl_name) = lower(?) AND sql IS NOT NULL AND type IN ('table', 'index', 'trigger')
        AND EXISTS (SELECT 1 FROM pragma_table_list AS l
          WHERE l.schema = 'main' AND l.type = 'table' AND lower(l.name) = lower(tbl_name))
      ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid`,
    [table],
  );
}

async function freeName(copy: Session, table: string): Promise<string> {
  const rows = await copy.query<{ readonly name: string }>('SELECT name FROM sqlite_schema');
  const taken = new Set(rows.map(({ name }) => fold(name)));
  let name = `plumbline_new_${table}`;
  while (taken.has(fold(name))) name = `${name}_`;
  return name;
}

async function readSide(copy: Session, name: string, sql: string): Promise<Side> {
  const ddl = parseTable(sql);
  const columns = await copy.query<Side['columns'][number]>(
    'SELECT name, type, hidden, pk FROM pragma_table_xinfo(?) ORDER BY cid',
    [name],
  );
  const keyIndexes = await copy.query("SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'", [name]);
  return {
    name,
    columns,
    withoutRowid: ddl.withoutRowid,
    // A primary key without an index of its own is the rowid itself.
    hasRowidAlias: !ddl.withoutRowid && columns.some(({ pk }) => pk > 0) && keyIndexes.length === 0,
    isAutoIncrement: allConstraints(ddl).some((c) => c.kind === 'primaryKey' && c.autoIncrement),
  };
}

/** The highest id that was ever given, which DROP TABLE would forget (sqlite.org/autoinc.html). */
function keepSequence(from: Side, to: Side): readonly string[] {
  if (!from.isAutoIncrement || !to.isAutoIncrement) return [];
  const name = quoteLiteral(to.name);
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${name}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${name}, seq FROM sqlite_sequence WHERE name = ${quoteLiteral(from.name)}`,
  ];
}

function asRefusal(error: unknown, table: string, temporary: string): unknown {
  if (!isPlumblineError(error, 'database-error')) return error;
  return refused(table, `SQLite says: ${error.data.message.replaceAll(temporary, table)}.`, error);
}

function refused(table: string, reason: string, cause?: unknown): PlumblineError {
  return new PlumblineError('rebuild-refused', { table, reason }, { cause });
}
