import { DdlCursor, type Span } from './ddl-cursor';
import { readColumn } from './column-ddl';
import {
  columnList,
  readReferences,
  skipConflict,
  type ColumnDdl,
  type ConstraintDdl,
} from './constraint-ddl';

/** A CREATE TABLE text cut into its parts. Every span is an offset into `text`; comments lie between the spans. */
export interface TableDdl {
  readonly text: string;
  readonly name: string;
  /** The name as it is written, with the schema in front of it if there is one. */
  readonly nameSpan: Span;
  readonly items: readonly TableItem[];
  readonly columns: readonly ColumnDdl[];
  readonly constraints: readonly TableConstraintDdl[];
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  /** What follows the last parenthesis. */
  readonly optionsSpan: Span;
}
export type TableItem = ColumnDdl | TableConstraintDdl;

export interface TableConstraintDdl extends Span {
  readonly item: 'constraint';
  readonly constraint: ConstraintDdl;
}

/**
 * Reads a CREATE TABLE text as it stands in `sqlite_schema`, by the grammar of SQLite's parse.y: the comma between
 * table constraints is optional, a type may be any words, and a CONSTRAINT name may name nothing.
 *
 * @throws PlumblineError `internal` where the text is not of that grammar
 */
export function parseTable(text: string): TableDdl {
  const cursor = new DdlCursor(text);
  cursor.expect('CREATE');
  if (!cursor.take('TEMP')) cursor.take('TEMPORARY');
  cursor.expect('TABLE');
  cursor.take('IF', 'NOT', 'EXISTS');
  const { start } = cursor;
  let name = cursor.name();
  if (cursor.take('.')) name = cursor.name();
  const nameSpan = { start, end: cursor.end };
  cursor.expect('(');
  const items = readItems(cursor);
  cursor.expect(')');
  const { end } = cursor;
  return {
    text,
    name,
    nameSpan,
    items,
    columns: items.filter((item) => item.item === 'column'),
    constraints: items.filter((item) => item.item === 'constraint'),
    ...readOptions(cursor),
    optionsSpan: { start: end, end: text.length },
  };
}

function readItems(cursor: DdlCursor): readonly TableItem[] {
  const items: TableItem[] = [];
  do {
    if (items.length > 0) cursor.take(',');
    items.push(CONSTRAINT_WORDS.has(cursor.word) ? readConstraint(cursor) : readColumn(cursor));
  } while (!cursor.at(')'));
  return items;
}

/** What a constraint of a table begins with. Reserved words all, so no column can have such a name without quotes. */
const CONSTRAINT_WORDS: ReadonlySet<string> = new Set([
  'CONSTRAINT',
  'PRIMARY',
  'UNIQUE',
  'CHECK',
  'FOREIGN',
]);

function readConstraint(cursor: DdlCursor): TableConstraintDdl {
  const { start } = cursor;
  let nameSpan: Span | undefined;
  let name: string | undefined;
  while (cursor.take('CONSTRAINT')) {
    nameSpan = { start: cursor.start, end: cursor.start };
    name = cursor.name();
    nameSpan = { start: nameSpan.start, end: cursor.end };
  }
  const body = cursor.at(',') || cursor.at(')') ? { kind: 'nothing' as const } : readBody(cursor);
  const named = name === undefined || nameSpan === undefined ? {} : { name, nameSpan };
  const span = { start, end: cursor.end };
  return { item: 'constraint', ...span, constraint: { ...body, ...named, ...span } };
}

function readBody(cursor: DdlCursor) {
  if (cursor.take('PRIMARY', 'KEY') || cursor.at('UNIQUE')) {
    const kind = cursor.take('UNIQUE') ? ('unique' as const) : ('primaryKey' as const);
    const inside = cursor.parenthesised();
    const { columns, autoIncrement } = columnList(cursor.slice(inside));
    skipConflict(cursor);
    return kind === 'unique' ? { kind, columns } : { kind, columns, autoIncrement };
  }
  if (cursor.take('CHECK')) {
    const expression = cursor.slice(cursor.parenthesised()).trim();
    skipConflict(cursor);
    return { kind: 'check' as const, expression };
  }
  cursor.expect('FOREIGN', 'KEY');
  const { columns } = columnList(cursor.slice(cursor.parenthesised()));
  cursor.expect('REFERENCES');
  return { kind: 'foreignKey' as const, columns, references: readReferences(cursor) };
}

function readOptions(cursor: DdlCursor): { readonly strict: boolean; readonly withoutRowid: boolean } {
  let strict = false;
  let withoutRowid = false;
  while (cursor.peek() !== undefined && !cursor.at(';')) {
    if (cursor.take('STRICT')) strict = true;
    else if (cursor.take('WITHOUT', 'ROWID')) withoutRowid = true;
    else cursor.expect(',');
  }
  return { strict, withoutRowid };
}
