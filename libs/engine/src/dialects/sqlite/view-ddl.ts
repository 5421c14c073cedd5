import { DdlCursor } from './ddl-cursor';

/** A CREATE VIEW text cut into its parts. */
export interface ViewDdl {
  readonly name: string;
  /** What follows AS, without what ends the statement. */
  readonly query: string;
}

/**
 * Reads a CREATE VIEW text as it stands in `sqlite_schema`. A list of column names before AS stays with the query, as the
 * common table expression that says the same.
 */
export function parseView(text: string): ViewDdl {
  const cursor = new DdlCursor(text);
  cursor.expect('CREATE');
  if (!cursor.take('TEMP')) cursor.take('TEMPORARY');
  cursor.expect('VIEW');
  cursor.take('IF', 'NOT', 'EXISTS');
  let name = cursor.name();
  if (cursor.take('.')) name = cursor.name();
  const columns = cursor.at('(') ? cursor.slice(cursor.parenthesised()) : undefined;
  cursor.expect('AS');
  const query = text.slice(cursor.start).replace(/[\s;]+$/, '');
  return {
    name,
    query:
      columns === undefined ? query : `WITH "columns" (${columns}) AS (${query}) SELECT * FROM "columns"`,
  };
}
