import type { Session } from '../../dialect/dialect';
import { isPlumblineError } from '../../errors/plumbline-error';
import { quote } from './quoting';
import { connectToMemory } from './connect';
import type { SqliteSession } from './session';

interface SchemaRow {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

/** Objects in an order in which they can be created; the tables behind a virtual table come with it. */
const OBJECTS = `SELECT s.type, s.name, s.tbl_name AS "table", s.sql FROM sqlite_schema AS s
  WHERE s.sql IS NOT NULL AND substr(s.name, 1, 7) <> 'sqlite_'
    AND s.name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
  ORDER BY CASE s.type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, s.rowid`;

/**
 * A copy of the schema without rows, in memory, to try changes on; empty without `live`. Foreign keys are not
 * enforced on it. A virtual table whose module the connection has not is left out.
 */
export async function copySchema(live?: Session): Promise<SqliteSession> {
  const copy = await connectToMemory();
  try {
    await copy.query('PRAGMA foreign_keys = OFF');
    const objects = live === undefined ? [] : await live.query<SchemaRow>(OBJECTS);
    for (const { sql } of objects) {
      try {
        await copy.query(sql);
      } catch (error) {
        if (!/^create\s+virtual\b/i.test(sql)) throw error;
      }
    }
    return copy;
  } catch (error) {
    await copy.close();
    throw error;
  }
}

/** The views and triggers that cannot be used as the schema stands, with what SQLite says of each. */
export async function findBroken(copy: Session): Promise<ReadonlyMap<string, string>> {
  const objects = await copy.query<SchemaRow>(OBJECTS);
  const broken = new Map<string, string>();
  for (const { type, name } of objects) {
    if (type === 'view') await probe(copy, broken, `view ${name}`, `SELECT * FROM ${quote(name)} LIMIT 0`);
  }
  const triggered = new Set(objects.filter(({ type }) => type === 'trigger').map(({ table }) => table));
  for (const table of triggered) {
    for (const [event, sql] of await writesTo(copy, table)) {
      await probe(copy, broken, `a trigger for ${event} on ${table}`, `EXPLAIN ${sql}`);
    }
  }
  return broken;
}

/** One statement of each kind that makes SQLite compile the triggers of the table. */
async function writesTo(copy: Session, table: string): Promise<readonly (readonly [string, string])[]> {
  const columns = await copy.query<{ readonly name: string }>(
    'SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid',
    [table],
  );
  const setters = columns.map(({ name }) => `${quote(name)} = ${quote(name)}`).join(', ');
  return [
    ['INSERT', `INSERT INTO ${quote(table)} DEFAULT VALUES`],
    ['UPDATE', `UPDATE ${quote(table)} SET ${setters}`],
    ['DELETE', `DELETE FROM ${quote(table)}`],
  ];
}

async function probe(copy: Session, broken: Map<string, string>, what: string, sql: string): Promise<void> {
  try {
    await copy.query(sql);
  } catch (error) {
    if (!isPlumblineError(error, 'database-error')) throw error;
    broken.set(what, error.data.message);
  }
}
