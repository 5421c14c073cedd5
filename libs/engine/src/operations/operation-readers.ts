import type { EnumType, TableOptions } from '../model/schema';
import {
  distinct,
  filled,
  flag,
  listOf,
  names,
  optional,
  plainObject,
  record,
  refuse,
  text,
  wholeNumber,
  type Place,
  type Reader,
} from './argument-readers';
import {
  readCheck,
  readColumn,
  readExclusion,
  readForeignKey,
  readIndex,
  readIndexArgument,
  readPrimaryKey,
  readPrimaryKeyArgument,
  readTable,
  readTableName,
  readUnique,
  readUniqueArgument,
  readView,
  readViewQuery,
} from './definition-readers';
import type {
  AlterColumn,
  AlterEnum,
  Backfill,
  EnumUse,
  OperationKind,
  OperationOf,
  ReplaceView,
  Run,
} from './operation';
import { readRows, readValues } from './row-values';

/** Reads the arguments of one call of {@link Operations} into the operation that it asks for. */
type CallReader<K extends OperationKind> = (args: readonly unknown[], at: Place) => OperationOf<K>;

const argument = (at: Place, path: string): Place => ({ ...at, path });

function enumOf(args: readonly unknown[], at: Place): EnumType {
  return { ...readTableName(args[0], argument(at, 'name')), values: names(args[1], argument(at, 'values')) };
}

const onTable =
  <K extends OperationKind, P extends string, T>(kind: K, part: P, read: Reader<T>) =>
  (args: readonly unknown[], at: Place) =>
    ({
      kind,
      table: readTableName(args[0], argument(at, 'table')),
      [part]: read(args[1], at),
    }) as unknown as OperationOf<K>;

const rename =
  <K extends 'renameColumn' | 'renameConstraint' | 'renameIndex'>(kind: K) =>
  (args: readonly unknown[], at: Place) =>
    ({
      kind,
      table: readTableName(args[0], argument(at, 'table')),
      from: filled(args[1], argument(at, 'from')),
      to: filled(args[2], argument(at, 'to')),
    }) as OperationOf<K>;

const columnChange = record<Omit<AlterColumn, 'kind' | 'table'>>({
  from: readColumn,
  to: readColumn,
  using: optional(filled),
  usingReverse: optional(filled),
});

const mapping: Reader<Readonly<Record<string, string>> | undefined> = (value, at) => {
  const entries = Object.entries(plainObject(value, at)).map(
    ([from, to]) => [from, text(to, { ...at, path: `${at.path}.${from}` })] as const,
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

type EnumChange = Pick<AlterEnum, 'from' | 'to' | 'mapping'> & Partial<Pick<AlterEnum, 'usedBy'>>;
const enumUse = record<EnumUse>({
  table: readTableName,
  column: readColumn,
  indexes: optional(listOf(readIndex)),
  checks: optional(listOf(readCheck)),
  foreignKeys: optional(listOf(readForeignKey)),
});
const enumChange = record<EnumChange>({
  from: distinct,
  to: names,
  mapping: optional(mapping),
  usedBy: optional(listOf(enumUse)),
});

/** Longest list of keys that is worth a transaction of its own. */
const MOST_IN_BATCH = 100_000;
const backfillOf = record<Omit<Backfill, 'kind' | 'table'>>({
  set: readValues,
  where: optional(filled),
  batchSize: optional(wholeNumber(1, MOST_IN_BATCH)),
  pause: optional(wholeNumber(0)),
});

/** What is read from arguments; the recorder makes a block of the calls within it. */
export type ReadKind = Exclude<OperationKind, 'autocommit'>;
const tableOptions = record<TableOptions>({ withoutRowid: flag, strict: flag });

/** One reader per kind of operation; a kind that was forgotten does not compile. */
export const callReaders: { readonly [K in ReadKind]: CallReader<K> } = {
  createSchema: (args, at) => ({ kind: 'createSchema', schema: filled(args[0], argument(at, 'schema')) }),
  dropSchema: (args, at) => ({ kind: 'dropSchema', schema: filled(args[0], argument(at, 'schema')) }),
  createExtension: (args, at) => ({
    kind: 'createExtension',
    extension: filled(args[0], argument(at, 'extension')),
  }),
  dropExtension: (args, at) => ({
    kind: 'dropExtension',
    extension: filled(args[0], argument(at, 'extension')),
  }),
  createEnum: (args, at) => ({ kind: 'createEnum', enum: enumOf(args, at) }),
  dropEnum: (args, at) => ({ kind: 'dropEnum', enum: enumOf(args, at) }),
  alterEnum: (args, at) => {
    const name = readTableName(args[0], argument(at, 'name'));
    const { usedBy = [], ...change } = enumChange(args[1], at);
    for (const [from, to] of Object.entries(change.mapping ?? {})) {
      const place = argument(at, `mapping.${from}`);
      if (!change.from.includes(from)) throw refuse(place, `is not among the values of 'from'`);
      if (!change.to.includes(to)) throw refuse(place, `'${to}' is not among the values of 'to'`);
    }
    return { kind: 'alterEnum', name, ...change, usedBy };
  },
  createTable: (args, at) => ({ kind: 'createTable', table: tableOf(args, at) }),
  dropTable: (args, at) => ({ kind: 'dropTable', table: tableOf(args, at) }),
  renameTable: (args, at) => ({
    kind: 'renameTable',
    from: readTableName(args[0], argument(at, 'from')),
    to: readTableName(args[1], argument(at, 'to')),
  }),
  setTableComment: (args, at) => ({
    kind: 'setTableComment',
    table: readTableName(args[0], argument(at, 'table')),
    ...record<{ from?: string; to?: string }>({ from: optional(filled), to: optional(filled) })(args[1], at),
  }),
  setTableOptions: (args, at) => ({
    kind: 'setTableOptions',
    table: readTableName(args[0], argument(at, 'table')),
    ...record<{ from: TableOptions; to: TableOptions }>({ from: tableOptions, to: tableOptions })(
      args[1],
      at,
    ),
  }),
  addColumn: onTable('addColumn', 'column', readColumn),
  dropColumn: onTable('dropColumn', 'column', readColumn),
  alterColumn: (args, at) => {
    const table = readTableName(args[0], argument(at, 'table'));
    const change = columnChange(args[1], at);
    if (change.from.name !== change.to.name) {
      throw refuse(argument(at, 'to.name'), `is not '${change.from.name}'; a new name is op.renameColumn()`);
    }
    return { kind: 'alterColumn', table, ...change };
  },
  renameColumn: rename('renameColumn'),
  addPrimaryKey: (args, at) => ({
    kind: 'addPrimaryKey',
    table: readTableName(args[0], argument(at, 'table')),
    ...readPrimaryKeyArgument(args[1], at),
  }),
  dropPrimaryKey: onTable('dropPrimaryKey', 'primaryKey', readPrimaryKey),
  addUnique: (args, at) => ({
    kind: 'addUnique',
    table: readTableName(args[0], argument(at, 'table')),
    ...readUniqueArgument(args[1], at),
  }),
  dropUnique: onTable('dropUnique', 'unique', readUnique),
  addCheck: onTable('addCheck', 'check', readCheck),
  dropCheck: onTable('dropCheck', 'check', readCheck),
  addExclusion: onTable('addExclusion', 'exclusion', readExclusion),
  dropExclusion: onTable('dropExclusion', 'exclusion', readExclusion),
  addForeignKey: onTable('addForeignKey', 'foreignKey', readForeignKey),
  dropForeignKey: onTable('dropForeignKey', 'foreignKey', readForeignKey),
  validateConstraint: (args, at) => ({
    kind: 'validateConstraint',
    table: readTableName(args[0], argument(at, 'table')),
    name: filled(args[1], argument(at, 'name')),
  }),
  createIndex: (args, at) => ({
    kind: 'createIndex',
    table: readTableName(args[0], argument(at, 'table')),
    ...readIndexArgument(args[1], at),
  }),
  dropIndex: (args, at) => ({
    kind: 'dropIndex',
    table: readTableName(args[0], argument(at, 'table')),
    ...readIndexArgument(args[1], at),
  }),
  renameConstraint: rename('renameConstraint'),
  renameIndex: rename('renameIndex'),
  bulkInsert: (args, at) => ({
    kind: 'bulkInsert',
    table: readTableName(args[0], argument(at, 'table')),
    ...readRows(args[1], argument(at, 'rows')),
  }),
  createView: (args, at) => ({ kind: 'createView', view: viewOf(args, at) }),
  dropView: (args, at) => ({ kind: 'dropView', view: viewOf(args, at) }),
  replaceView: (args, at) => ({
    kind: 'replaceView',
    view: readTableName(args[0], argument(at, 'view')),
    ...record<Pick<ReplaceView, 'from' | 'to'>>({ from: readViewQuery, to: readViewQuery })(args[1], at),
  }),
  backfill: (args, at) => {
    const table = readTableName(args[0], argument(at, 'table'));
    return { kind: 'backfill', table, ...backfillOf(args[1], at) };
  },
  execute: (args, at) => ({ kind: 'execute', sql: filled(args[0], argument(at, 'sql')) }),
  run: (args, at) => {
    const name = filled(args[0], argument(at, 'name'));
    if (typeof args[1] !== 'function') throw refuse(argument(at, 'action'), 'must be a function');
    return { kind: 'run', name, action: args[1] as Run['action'] };
  },
};

function tableOf(args: readonly unknown[], at: Place) {
  return readTable(readTableName(args[0], argument(at, 'table')), args[1], at);
}

function viewOf(args: readonly unknown[], at: Place) {
  return readView(readTableName(args[0], argument(at, 'view')), args[1], at);
}

/** How many arguments each call takes; one more is a mistake that must not pass unseen. */
export const ARITY: { readonly [K in ReadKind]: number } = {
  createSchema: 1,
  dropSchema: 1,
  createExtension: 1,
  dropExtension: 1,
  createEnum: 2,
  dropEnum: 2,
  alterEnum: 2,
  createTable: 2,
  dropTable: 2,
  renameTable: 2,
  setTableComment: 2,
  setTableOptions: 2,
  addColumn: 2,
  dropColumn: 2,
  alterColumn: 2,
  renameColumn: 3,
  addPrimaryKey: 2,
  dropPrimaryKey: 2,
  addUnique: 2,
  dropUnique: 2,
  addCheck: 2,
  dropCheck: 2,
  addExclusion: 2,
  dropExclusion: 2,
  addForeignKey: 2,
  dropForeignKey: 2,
  validateConstraint: 2,
  createIndex: 2,
  dropIndex: 2,
  renameConstraint: 3,
  renameIndex: 3,
  bulkInsert: 2,
  createView: 2,
  dropView: 2,
  replaceView: 2,
  backfill: 2,
  execute: 1,
  run: 2,
};
