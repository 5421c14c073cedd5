import {
  isSqlText,
  type Check,
  type Column,
  type ForeignKey,
  type Index,
  type IndexKey,
  type PrimaryKey,
  type Table,
  type TableOptions,
  type Unique,
  type View,
} from '../../model/schema';
import { renderDefault } from './defaults';
import { normaliseColumn } from './normalise';
import { quote, quoteList } from './quoting';
import { declaredType } from './types';

/**
 * CREATE TABLE with everything but the indexes. A primary key of one column stands with the column, as SQLite asks
 * for `INTEGER PRIMARY KEY` and AUTOINCREMENT (sqlite.org/lang_createtable.html#rowid). The last parenthesis follows
 * at once: TypeORM sees no check with a line break behind it.
 */
export function renderTable(table: Table): string {
  const key = table.primaryKey;
  const inline = key?.columns.length === 1 ? key : undefined;
  const lines = [
    ...table.columns.map((column) =>
      renderColumn(column, inline?.columns[0] === column.name ? inline : undefined),
    ),
    ...(key === undefined || inline !== undefined ? [] : [renderPrimaryKey(key)]),
    ...table.uniques.map(renderUnique),
    ...table.checks.map(renderCheck),
    ...table.foreignKeys.map(renderForeignKey),
  ];
  return `CREATE TABLE ${quote(table.name)} (\n  ${lines.join(',\n  ')})${renderOptions(table)}`;
}

/** What follows the last parenthesis. */
export function renderOptions({ withoutRowid, strict }: TableOptions): string {
  const options = [...(withoutRowid ? ['WITHOUT ROWID'] : []), ...(strict ? ['STRICT'] : [])];
  return options.length === 0 ? '' : ` ${options.join(', ')}`;
}

/** A column definition; `key` where the column is the whole primary key. */
export function renderColumn(column: Column, key?: PrimaryKey): string {
  const type = typeof column.type === 'string' ? column.type : declaredType(column.type);
  return [
    quote(column.name),
    type,
    key === undefined ? '' : renderInlineKey(column, key),
    column.collation === undefined ? '' : renderCollation(column.collation),
    column.nullable ? '' : 'NOT NULL',
    renderValue(column),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function renderInlineKey(column: Column, key: PrimaryKey): string {
  return `${renderName(key.name)}PRIMARY KEY${column.autoIncrement ? ' AUTOINCREMENT' : ''}`;
}

export function renderCollation(collation: string): string {
  return `COLLATE ${/^[A-Za-z_]\w*$/.test(collation) ? collation : quote(collation)}`;
}

/** The generated expression or the default; nothing where the column has neither. */
export function renderValue({ generated, default: value }: Column): string {
  if (generated !== undefined) {
    return `GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`;
  }
  return value === undefined ? '' : `DEFAULT ${renderDefault(value)}`;
}

/** Whether the value that existing rows would get is a constant; only then can SQLite add the column in place. */
export function hasConstantDefault(column: Column): boolean {
  const value = normaliseColumn(column).default;
  return value === undefined || !isSqlText(value);
}

function renderName(name: string | undefined): string {
  return name === undefined ? '' : `CONSTRAINT ${quote(name)} `;
}

export function renderPrimaryKey({ name, columns }: PrimaryKey): string {
  return `${renderName(name)}PRIMARY KEY (${quoteList(columns)})`;
}

export function renderUnique({ name, columns }: Unique): string {
  return `${renderName(name)}UNIQUE (${quoteList(columns)})`;
}

export function renderCheck({ name, expression }: Check): string {
  // A line comment at the end of the expression would hide the parenthesis.
  const end = expression.includes('--') ? '\n' : '';
  return `${renderName(name)}CHECK (${expression}${end})`;
}

export function renderForeignKey({ name, columns, references, ...rest }: ForeignKey): string {
  const { onDelete = 'no action', onUpdate = 'no action', deferrable } = rest;
  const parents = references.columns.length === 0 ? '' : ` (${quoteList(references.columns)})`;
  return [
    `${renderName(name)}FOREIGN KEY (${quoteList(columns)}) REFERENCES ${quote(references.table)}${parents}`,
    `ON DELETE ${onDelete.toUpperCase()} ON UPDATE ${onUpdate.toUpperCase()}`,
    ...(deferrable === undefined ? [] : [`DEFERRABLE ${deferrable.toUpperCase()}`]),
  ].join(' ');
}

/** CREATE INDEX. Source: sqlite.org/lang_createindex.html */
export function renderIndex(table: string, index: Index): string {
  const keys = index.keys.map(renderKey).join(', ');
  const where = index.where === undefined ? '' : ` WHERE ${index.where}`;
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${quote(table)} (${keys})${where}`;
}

/** CREATE VIEW. Source: sqlite.org/lang_createview.html */
export function renderView({ name, definition }: Pick<View, 'name' | 'definition'>): string {
  return `CREATE VIEW ${quote(name)} AS\n${definition}`;
}

function renderKey(key: IndexKey): string {
  if (typeof key === 'string') return quote(key);
  const subject = key.column === undefined ? (key.expression ?? '') : quote(key.column);
  const collation = key.collation === undefined ? '' : ` ${renderCollation(key.collation)}`;
  return `${subject}${collation}${key.order === 'desc' ? ' DESC' : ''}`;
}
