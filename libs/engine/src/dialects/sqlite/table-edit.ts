import { PlumblineError } from '../../errors/plumbline-error';
import type { Check, ForeignKey, PrimaryKey, Unique } from '../../model/schema';
import type { Operation, OperationKind, OperationOf } from '../../operations/operation';
import { editColumn } from './column-edit';
import type { ConstraintDdl } from './constraint-ddl';
import { significantTokens } from './ddl-tokenizer';
import { isSameIdentifier, quote } from './quoting';
import { allConstraints } from './read-table';
import {
  renderCheck,
  renderColumn,
  renderForeignKey,
  renderOptions,
  renderPrimaryKey,
  renderUnique,
} from './render-table';
import { parseTable, type TableDdl } from './table-ddl';
import { appendItem, insertAt, removeItem, removeSpan, replaceSpan } from './text-edit';

/** The kinds that change the text of a table, and so need a rebuild where SQLite has no ALTER for them. */
export const EDITED_KINDS = [
  'setTableOptions',
  'addColumn',
  'dropColumn',
  'alterColumn',
  'addPrimaryKey',
  'dropPrimaryKey',
  'addUnique',
  'dropUnique',
  'addCheck',
  'dropCheck',
  'addForeignKey',
  'dropForeignKey',
  'renameConstraint',
] as const satisfies readonly OperationKind[];
export type Edit = OperationOf<(typeof EDITED_KINDS)[number]>;

export function isEdit(operation: Operation): operation is Edit {
  return (EDITED_KINDS as readonly string[]).includes(operation.kind);
}

type Editors = {
  readonly [K in Edit['kind']]: (ddl: TableDdl, op: OperationOf<K>, all: readonly Edit[]) => string;
};

const EDITORS: Editors = {
  setTableOptions: (ddl, { to }) => replaceSpan(ddl.text, ddl.optionsSpan, renderOptions(to)),
  addColumn: (ddl, { column }) => appendItem(ddl, 'column', renderColumn(column)),
  dropColumn: (ddl, { column }) => removeItem(ddl, findColumn(ddl, column.name)),
  alterColumn: (ddl, op) => editColumn(ddl, findColumn(ddl, op.from.name), op),
  addPrimaryKey: (ddl, { primaryKey }, all) => addPrimaryKey(ddl, primaryKey, all),
  dropPrimaryKey: (ddl) => removeConstraint(ddl, 'the primary key', (c) => c.kind === 'primaryKey'),
  addUnique: (ddl, { unique }) => appendItem(ddl, 'constraint', renderUnique(unique)),
  dropUnique: (ddl, { unique }) => removeConstraint(ddl, label('unique', unique), isUnique(unique)),
  addCheck: (ddl, { check }) => appendItem(ddl, 'constraint', renderCheck(check)),
  dropCheck: (ddl, { check }) => removeConstraint(ddl, label('check', check), isCheck(check)),
  addForeignKey: (ddl, { foreignKey }) => appendItem(ddl, 'constraint', renderForeignKey(foreignKey)),
  dropForeignKey: (ddl, { foreignKey }) =>
    removeConstraint(ddl, label('foreign key', foreignKey), isForeignKey(foreignKey)),
  renameConstraint: (ddl, { from, to }) => renameConstraint(ddl, from, to),
};

/**
 * The text of a table after some changes. What they do not name stays as it is written, comments included.
 *
 * @throws PlumblineError `rebuild-refused` where the text has not what is to be changed
 */
export function editTable(text: string, edits: readonly Edit[]): string {
  return edits.reduce((edited, edit) => {
    const editor = EDITORS[edit.kind] as (ddl: TableDdl, op: Edit, all: readonly Edit[]) => string;
    return editor(parseTable(edited), edit, edits);
  }, text);
}

/** The text under another name. */
export function renameInText(text: string, name: string): string {
  return replaceSpan(text, parseTable(text).nameSpan, quote(name));
}

function findColumn(ddl: TableDdl, name: string) {
  const column = ddl.columns.find((one) => isSameIdentifier(one.name, name));
  if (column === undefined) throw refused(ddl, `It has no column '${name}'.`);
  return column;
}

/** One column has its key with it, where AUTOINCREMENT can stand; a key of several is a constraint of the table. */
function addPrimaryKey(ddl: TableDdl, key: PrimaryKey, all: readonly Edit[]): string {
  const [only, ...others] = key.columns;
  if (only === undefined || others.length > 0) return appendItem(ddl, 'constraint', renderPrimaryKey(key));
  const isAutoIncrement = all.some((edit) => {
    const column =
      edit.kind === 'alterColumn' ? edit.to : edit.kind === 'addColumn' ? edit.column : undefined;
    return column?.name === only && column.autoIncrement === true;
  });
  const column = findColumn(ddl, only);
  const name = key.name === undefined ? '' : `CONSTRAINT ${quote(key.name)} `;
  const clause = `${name}PRIMARY KEY${isAutoIncrement ? ' AUTOINCREMENT' : ''}`;
  return insertAt(ddl.text, Math.max(column.nameSpan.end, column.typeSpan.end), clause);
}

type IsMeant = (constraint: ConstraintDdl) => boolean;

function removeConstraint(ddl: TableDdl, what: string, isMeant: IsMeant): string {
  const found = allConstraints(ddl).find(isMeant);
  if (found === undefined) throw refused(ddl, `It has no ${what}.`);
  const item = ddl.constraints.find(({ constraint }) => constraint === found);
  return item === undefined ? removeSpan(ddl.text, found) : removeItem(ddl, item);
}

function renameConstraint(ddl: TableDdl, from: string, to: string): string {
  const found = allConstraints(ddl).find(({ name, kind }) => kind !== 'nothing' && hasName(name, from));
  if (found?.nameSpan === undefined) throw refused(ddl, `It has no constraint '${from}'.`);
  return replaceSpan(ddl.text, found.nameSpan, quote(to));
}

function hasName(name: string | undefined, wanted: string): boolean {
  return name !== undefined && isSameIdentifier(name, wanted);
}

function isUnique({ name, columns }: Unique): IsMeant {
  return (c) =>
    c.kind === 'unique' && (name === undefined ? isSameList(c.columns, columns) : hasName(c.name, name));
}

function isCheck({ name, expression }: Check): IsMeant {
  return (c) =>
    c.kind === 'check' &&
    (name === undefined
      ? c.name === undefined && meaning(c.expression) === meaning(expression)
      : hasName(c.name, name));
}

function isForeignKey({ name, columns, references }: ForeignKey): IsMeant {
  return (c) =>
    c.kind === 'foreignKey' &&
    (name === undefined
      ? isSameList(c.columns, columns) && isSameIdentifier(c.references.table, references.table)
      : hasName(c.name, name));
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => isSameIdentifier(name, b[i] ?? ''));
}

/** An expression without what says nothing: white space and comments. */
function meaning(expression: string): string {
  return significantTokens(expression)
    .map((token) => token.text)
    .join(' ');
}

function label(what: string, constraint: { readonly name?: string; readonly columns?: readonly string[] }) {
  return `${what} constraint '${constraint.name ?? constraint.columns?.join(', ') ?? 'without a name'}'`;
}

function refused(ddl: TableDdl, reason: string): PlumblineError {
  return new PlumblineError('rebuild-refused', { table: ddl.name, reason });
}
