import {
  readReferences,
  skipConflict,
  type ColumnDdl,
  type ConstraintBody,
  type ConstraintDdl,
} from './constraint-ddl';
import type { DdlCursor, Span } from './ddl-cursor';

/** The words that end the type of a column. `GENERATED` is one of them only before `ALWAYS AS`. */
const AFTER_TYPE: ReadonlySet<string> = new Set([
  'CONSTRAINT',
  'PRIMARY',
  'NOT',
  'NULL',
  'UNIQUE',
  'CHECK',
  'DEFAULT',
  'COLLATE',
  'REFERENCES',
  'AS',
  'DEFERRABLE',
]);

/** Reads one column definition: its name, its type and its constraints, each with its span. */
export function readColumn(cursor: DdlCursor): ColumnDdl {
  const { start } = cursor;
  const name = cursor.name();
  const nameSpan = { start, end: cursor.end };
  const typeSpan = readType(cursor);
  const constraints: ConstraintDdl[] = [];
  while (!cursor.at(',') && !cursor.at(')')) constraints.push(readConstraint(cursor, name));
  return { item: 'column', name, nameSpan, typeSpan, constraints, start, end: cursor.end };
}

function readType(cursor: DdlCursor): Span {
  const nowhere = { start: cursor.end, end: cursor.end };
  const { start } = cursor;
  let words = 0;
  while (isTypeWord(cursor)) {
    cursor.next();
    words += 1;
  }
  if (words === 0) return nowhere;
  if (cursor.at('(')) cursor.parenthesised();
  return { start, end: cursor.end };
}

function isTypeWord(cursor: DdlCursor): boolean {
  const token = cursor.peek();
  if (token === undefined || cursor.at('GENERATED', 'ALWAYS', 'AS')) return false;
  if (token.kind === 'quoted' || token.kind === 'string') return true;
  return token.kind === 'word' && !AFTER_TYPE.has(cursor.word);
}

function readConstraint(cursor: DdlCursor, column: string): ConstraintDdl {
  const { start } = cursor;
  let named = {};
  if (cursor.take('CONSTRAINT')) {
    const nameStart = cursor.start;
    const name = cursor.name();
    named = { name, nameSpan: { start: nameStart, end: cursor.end } };
    if (cursor.at('CONSTRAINT') || cursor.at(',') || cursor.at(')')) {
      return { kind: 'nothing', ...named, start, end: cursor.end };
    }
  }
  const body = readKey(cursor, column) ?? readValueRule(cursor);
  return { ...body, ...named, start, end: cursor.end };
}

function readKey(cursor: DdlCursor, column: string): ConstraintBody | undefined {
  if (cursor.take('PRIMARY', 'KEY')) {
    if (!cursor.take('ASC')) cursor.take('DESC');
    skipConflict(cursor);
    return { kind: 'primaryKey', columns: [column], autoIncrement: cursor.take('AUTOINCREMENT') };
  }
  if (cursor.take('UNIQUE')) {
    skipConflict(cursor);
    return { kind: 'unique', columns: [column] };
  }
  if (cursor.take('REFERENCES')) {
    return { kind: 'foreignKey', columns: [column], references: readReferences(cursor) };
  }
  return undefined;
}

function readValueRule(cursor: DdlCursor): ConstraintBody {
  if (cursor.take('NOT', 'NULL')) {
    skipConflict(cursor);
    return { kind: 'notNull' };
  }
  if (cursor.take('NULL')) {
    skipConflict(cursor);
    return { kind: 'null' };
  }
  if (cursor.take('CHECK')) {
    const expression = cursor.slice(cursor.parenthesised()).trim();
    skipConflict(cursor);
    return { kind: 'check', expression };
  }
  if (cursor.take('COLLATE')) return { kind: 'collate', collation: cursor.name() };
  if (cursor.take('DEFAULT')) {
    if (cursor.at('(')) cursor.parenthesised();
    else {
      if (!cursor.take('-')) cursor.take('+');
      cursor.next();
    }
    return { kind: 'default' };
  }
  return readGenerated(cursor);
}

function readGenerated(cursor: DdlCursor): ConstraintBody {
  cursor.take('GENERATED', 'ALWAYS');
  cursor.expect('AS');
  const expression = cursor.slice(cursor.parenthesised()).trim();
  if (cursor.take('STORED')) return { kind: 'generated', expression, stored: true };
  cursor.take('VIRTUAL');
  return { kind: 'generated', expression, stored: false };
}
