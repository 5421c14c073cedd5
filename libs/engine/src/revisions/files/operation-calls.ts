import { PlumblineError } from '../../errors/plumbline-error';
import {
  isSqlText,
  type Column,
  type EnumType,
  type ForeignKey,
  type Index,
  type QualifiedName,
  type Table,
  type TableOptions,
  type View,
} from '../../model/schema';
import { tableName } from '../../operations/definitions';
import type { RowValue } from '../../operations/row-values';
import { dispatch, type Operation, type OperationKind, type OpHandlers } from '../../operations/operation';
import { Expression } from './render-value';

/** Calls within a function: the argument of `op.autocommit()`. */
export class Block {
  constructor(readonly calls: readonly Call[]) {}
}

/** A call as a revision file makes it: `op.<method>(<args>)`. The arguments are what `readCall` reads. */
export interface Call {
  readonly method: OperationKind;
  readonly args: readonly unknown[];
}

/**
 * The call that records an operation; its inverse is `readCall`. Keys stand in the order of the definitions.
 *
 * @throws PlumblineError `invalid-operation` for `run`: no text holds its function
 */
export function callOf(op: Operation): Call {
  return { method: op.kind, args: dispatch<readonly unknown[], []>(argumentsOf, op) };
}

const argumentsOf = {
  createSchema: (op) => [op.schema],
  dropSchema: (op) => [op.schema],
  createExtension: (op) => [op.extension],
  dropExtension: (op) => [op.extension],
  createEnum: (op) => enumArguments(op.enum),
  dropEnum: (op) => enumArguments(op.enum),
  alterEnum: ({ name, from, to, mapping, usedBy }) => [
    tableName(name),
    present({
      from,
      to,
      mapping,
      usedBy:
        usedBy.length === 0
          ? undefined
          : usedBy.map(({ table, column, indexes, checks, foreignKeys }) =>
              present({
                table: tableName(table),
                column: columnDefinition(column),
                indexes: indexes?.map(indexDefinition),
                checks: checks?.map(inOrder),
                foreignKeys: foreignKeys?.map(foreignKeyDefinition),
              }),
            ),
    }),
  ],
  createTable: (op) => [tableName(op.table), tableDefinition(op.table)],
  dropTable: (op) => [tableName(op.table), tableDefinition(op.table)],
  renameTable: (op) => [tableName(op.from), tableName(op.to)],
  setTableComment: ({ table, from, to }) => [tableName(table), present({ from, to })],
  setTableOptions: ({ table, from, to }) => [
    tableName(table),
    { from: tableOptions(from), to: tableOptions(to) },
  ],
  addColumn: (op) => onTable(op.table, columnDefinition(op.column)),
  dropColumn: (op) => onTable(op.table, columnDefinition(op.column)),
  alterColumn: ({ table, from, to, using, usingReverse }) => [
    tableName(table),
    present({ from: columnDefinition(from), to: columnDefinition(to), using, usingReverse }),
  ],
  renameColumn: renameArguments,
  addPrimaryKey: (op) => onTable(op.table, { ...inOrder(op.primaryKey), usingIndex: op.usingIndex }),
  dropPrimaryKey: (op) => onTable(op.table, inOrder(op.primaryKey)),
  addUnique: (op) => onTable(op.table, { ...inOrder(op.unique), usingIndex: op.usingIndex }),
  dropUnique: (op) => onTable(op.table, inOrder(op.unique)),
  addCheck: (op) => onTable(op.table, inOrder(op.check)),
  dropCheck: (op) => onTable(op.table, inOrder(op.check)),
  addExclusion: (op) => onTable(op.table, inOrder(op.exclusion)),
  dropExclusion: (op) => onTable(op.table, inOrder(op.exclusion)),
  addForeignKey: (op) => onTable(op.table, foreignKeyDefinition(op.foreignKey)),
  dropForeignKey: (op) => onTable(op.table, foreignKeyDefinition(op.foreignKey)),
  validateConstraint: (op) => [tableName(op.table), op.name],
  createIndex: (op) => onTable(op.table, { ...indexDefinition(op.index), concurrently: op.concurrently }),
  dropIndex: (op) => onTable(op.table, { ...indexDefinition(op.index), concurrently: op.concurrently }),
  renameConstraint: renameArguments,
  renameIndex: renameArguments,
  bulkInsert: ({ table, columns, rows }) => [
    tableName(table),
    rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, valueOf(row[i] ?? null)]))),
  ],
  backfill: ({ table, set, where, batchSize, pause }) => [
    tableName(table),
    present({
      set: Object.fromEntries(Object.entries(set).map(([column, value]) => [column, valueOf(value)])),
      where,
      batchSize,
      pause,
    }),
  ],
  autocommit: (op) => [new Block(op.operations.map(callOf))],
  createView: ({ view }) => onTable(view, viewDefinition(view)),
  dropView: ({ view }) => onTable(view, viewDefinition(view)),
  replaceView: ({ view, from, to }) => [
    tableName(view),
    { from: { definition: from.definition }, to: { definition: to.definition } },
  ],
  execute: (op) => [op.sql],
  run: (op) => {
    throw new PlumblineError('invalid-operation', {
      revision: '(not yet written)',
      reason: `op.run('${op.name}') has a function, which no file can be written from`,
    });
  },
} satisfies OpHandlers<readonly unknown[]>;

function onTable(table: QualifiedName, definition: object): readonly unknown[] {
  return [tableName(table), present(definition as Record<string, unknown>)];
}

function viewDefinition({ definition, materialized }: View): Record<string, unknown> {
  return { definition, materialized };
}

function tableOptions({ withoutRowid, strict }: TableOptions): Record<string, unknown> {
  return present({ withoutRowid, strict });
}

function enumArguments(type: EnumType): readonly unknown[] {
  return [tableName(type), type.values];
}

function renameArguments(op: { readonly table: QualifiedName; readonly from: string; readonly to: string }) {
  return [tableName(op.table), op.from, op.to];
}

function columnDefinition(column: Column): Record<string, unknown> {
  const {
    name,
    type,
    nullable,
    default: value,
    identity,
    autoIncrement,
    generated,
    collation,
    comment,
  } = column;
  return present({
    name,
    type:
      typeof type === 'string' ? type : present({ enum: type.enum, schema: type.schema, array: type.array }),
    nullable,
    default: value !== undefined && isSqlText(value) ? { sql: value.sql } : value,
    identity,
    autoIncrement,
    generated: generated && { expression: generated.expression, stored: generated.stored },
    collation,
    comment,
  });
}

function foreignKeyDefinition(key: ForeignKey): Record<string, unknown> {
  const { name, columns, references, onDelete, onUpdate, deferrable, notValid } = key;
  const target = present({
    schema: references.schema,
    table: references.table,
    columns: references.columns,
  });
  return present({ name, columns, references: target, onDelete, onUpdate, deferrable, notValid });
}

function indexDefinition(index: Index): Record<string, unknown> {
  const { name, keys, unique, where, method, include, nullsNotDistinct } = index;
  const columns = keys.map((key) => (typeof key === 'string' ? key : inOrder(key)));
  return present({ name, columns, unique, where, method, include, nullsNotDistinct });
}

function tableDefinition(table: Table): Record<string, unknown> {
  return present({
    columns: table.columns.map(columnDefinition),
    primaryKey: table.primaryKey && inOrder(table.primaryKey),
    uniques: some(table.uniques),
    checks: some(table.checks),
    exclusions: some(table.exclusions),
    foreignKeys: some(table.foreignKeys.map(foreignKeyDefinition)),
    comment: table.comment,
    withoutRowid: table.withoutRowid,
    strict: table.strict,
  });
}

function some(list: readonly object[]): readonly object[] | undefined {
  return list.length === 0 ? undefined : list.map(inOrder);
}

const ORDER: readonly string[] = [
  ...[
    'name',
    'columns',
    'references',
    'expression',
    'onDelete',
    'onUpdate',
    'deferrable',
    'nullsNotDistinct',
    'notValid',
  ],
  ...['column', 'order', 'nulls', 'opclass', 'collation'],
];

/** The keys of a constraint or of an index key in the order of the format, whatever order they came in. */
function inOrder(part: object): Record<string, unknown> {
  const rank = ([key]: readonly [string, unknown]) => ORDER.indexOf(key);
  return present(Object.fromEntries(Object.entries(part).sort((a, b) => rank(a) - rank(b))));
}

/** The expression that a value of a row is written as. */
function valueOf(value: RowValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('json' in value) return value.json;
  if ('integer' in value) return new Expression('BigInt', value.integer);
  if ('date' in value) return new Expression('new Date', value.date);
  return 'bytes' in value
    ? new Expression('Buffer.from', value.bytes, 'hex')
    : new Expression('op.sql', value.sql);
}

/** Without the keys that are undefined. */
function present(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined));
}
