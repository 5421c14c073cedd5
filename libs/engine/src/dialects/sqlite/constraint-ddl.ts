import type { Deferrable, ReferentialAction } from '../../model/schema';
import { DdlCursor, type Span } from './ddl-cursor';

/** A constraint with its name, its ON CONFLICT clause and what else belongs to it. */
export interface ConstraintBase extends Span {
  readonly name?: string;
  readonly nameSpan?: Span;
}
export type ConstraintDdl = ConstraintBase & ConstraintBody;

export type ConstraintBody =
  | { readonly kind: 'primaryKey'; readonly columns: readonly string[]; readonly autoIncrement: boolean }
  | { readonly kind: 'unique'; readonly columns: readonly string[] }
  | { readonly kind: 'check'; readonly expression: string }
  | { readonly kind: 'foreignKey'; readonly columns: readonly string[]; readonly references: ReferencesDdl }
  | { readonly kind: 'notNull' }
  | { readonly kind: 'null' }
  | { readonly kind: 'default' }
  | { readonly kind: 'collate'; readonly collation: string }
  | { readonly kind: 'generated'; readonly expression: string; readonly stored: boolean }
  /** A CONSTRAINT name that names nothing, which SQLite accepts. */
  | { readonly kind: 'nothing' };

export interface ReferencesDdl {
  readonly table: string;
  /** Empty where the primary key of the table is meant. */
  readonly columns: readonly string[];
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  readonly deferrable?: Deferrable;
}

export interface ColumnDdl extends Span {
  readonly item: 'column';
  readonly name: string;
  readonly nameSpan: Span;
  /** Empty, where it would stand, for a column without a type. */
  readonly typeSpan: Span;
  readonly constraints: readonly ConstraintDdl[];
}

/** The columns of `a, "b" COLLATE nocase DESC, c AUTOINCREMENT`. */
export function columnList(text: string): {
  readonly columns: readonly string[];
  readonly autoIncrement: boolean;
} {
  const cursor = new DdlCursor(text);
  const columns: string[] = [];
  let autoIncrement = false;
  while (cursor.peek() !== undefined) {
    columns.push(cursor.name());
    while (cursor.peek() !== undefined && !cursor.take(',')) {
      if (cursor.take('AUTOINCREMENT')) autoIncrement = true;
      else cursor.next();
    }
  }
  return { columns, autoIncrement };
}

/** Passes over `ON CONFLICT …`, which stays with its constraint. */
export function skipConflict(cursor: DdlCursor): void {
  if (cursor.take('ON', 'CONFLICT')) cursor.next();
}

/** What follows REFERENCES: the table, its columns, the actions and when it is checked. */
export function readReferences(cursor: DdlCursor): ReferencesDdl {
  const table = cursor.name();
  const columns = cursor.at('(') ? columnList(cursor.slice(cursor.parenthesised())).columns : [];
  const found: { onDelete?: ReferentialAction; onUpdate?: ReferentialAction; deferrable?: Deferrable } = {};
  for (;;) {
    if (cursor.take('MATCH')) cursor.name();
    else if (cursor.take('ON', 'INSERT')) readAction(cursor);
    else if (cursor.take('ON', 'DELETE')) found.onDelete = readAction(cursor);
    else if (cursor.take('ON', 'UPDATE')) found.onUpdate = readAction(cursor);
    else if (cursor.take('NOT', 'DEFERRABLE')) readInitially(cursor);
    else if (cursor.take('DEFERRABLE')) found.deferrable = readInitially(cursor);
    else return { table, columns, ...found };
  }
}

function readAction(cursor: DdlCursor): ReferentialAction {
  if (cursor.take('SET', 'NULL')) return 'set null';
  if (cursor.take('SET', 'DEFAULT')) return 'set default';
  if (cursor.take('CASCADE')) return 'cascade';
  if (cursor.take('RESTRICT')) return 'restrict';
  cursor.expect('NO', 'ACTION');
  return 'no action';
}

function readInitially(cursor: DdlCursor): Deferrable {
  if (cursor.take('INITIALLY', 'DEFERRED')) return 'initially deferred';
  cursor.take('INITIALLY', 'IMMEDIATE');
  return 'initially immediate';
}
