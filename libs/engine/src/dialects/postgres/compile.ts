import type { SqlStep, Step } from '../../dialect/dialect';
import { deepFreeze } from '../../kernel/freeze';
import {
  dispatch,
  withoutBlocks,
  type Execute,
  type Operation,
  type OpHandlers,
} from '../../operations/operation';
import { addsEnumLabel, refusesTransaction } from './outside';
import { alterColumn } from './compile-alter-column';
import { addColumn, dropColumn, renameColumn } from './compile-columns';
import * as constraints from './compile-constraints';
import { alterEnum, createEnum, dropEnum } from './compile-enums';
import { createIndex, dropIndex, renameIndex } from './compile-indexes';
import { createTable, dropTable, renameTable, setTableComment } from './compile-tables';
import { createView, dropView, replaceView, type Around } from './compile-views';
import { backfill, bulkInsert } from './compile-rows';
import { quote } from './quoting';

/** Makes a handler of a function that gives statements: each is a step of its own. */
function statements<Op extends Operation>(
  write: (op: Op, around: Around) => readonly string[],
): (op: Op, around: Around) => readonly Step[] {
  return (op, around) => write(op, around).map((sql): SqlStep => ({ kind: 'sql', sql, operations: [op] }));
}

const ALONE: Around = { earlier: [], later: [] };
const NOTHING = (): readonly Operation[] => [];

/** By itself stands what the server refuses in a transaction, and a new label of an enum that something may use. */
function execute(op: Execute, around: Around): SqlStep {
  const step: SqlStep = { kind: 'sql', sql: op.sql, operations: [op] };
  const isAlone = refusesTransaction(op.sql) || (addsEnumLabel(op.sql) && around.later.length > 0);
  return isAlone ? { ...step, autocommit: true } : step;
}

/** How each kind of operation is carried out. */
const handlers = {
  createSchema: statements(({ schema }) => [`CREATE SCHEMA ${quote(schema)}`]),
  dropSchema: statements(({ schema }) => [`DROP SCHEMA ${quote(schema)}`]),
  createExtension: statements(({ extension }) => [`CREATE EXTENSION IF NOT EXISTS ${quote(extension)}`]),
  dropExtension: statements(({ extension }) => [`DROP EXTENSION ${quote(extension)}`]),
  createEnum: statements(createEnum),
  dropEnum: statements(dropEnum),
  alterEnum: statements((op, { later }) => alterEnum(op, later)),
  createTable: statements(createTable),
  dropTable: statements(dropTable),
  renameTable: statements(renameTable),
  setTableComment: statements(setTableComment),
  setTableOptions: () => [],
  addColumn: statements(addColumn),
  dropColumn: statements(dropColumn),
  alterColumn: statements(alterColumn),
  renameColumn: statements(renameColumn),
  addPrimaryKey: statements(constraints.addPrimaryKey),
  dropPrimaryKey: statements(constraints.dropPrimaryKey),
  addUnique: statements(constraints.addUnique),
  dropUnique: statements(constraints.dropUnique),
  addCheck: statements(constraints.addCheck),
  dropCheck: statements(constraints.dropCheck),
  addExclusion: statements(constraints.addExclusion),
  dropExclusion: statements(constraints.dropExclusion),
  addForeignKey: statements(constraints.addForeignKey),
  dropForeignKey: statements(constraints.dropForeignKey),
  validateConstraint: statements(constraints.validateConstraint),
  createIndex: (op) => byItself(statements(createIndex)(op, ALONE), op.concurrently),
  dropIndex: (op) => byItself(statements(dropIndex)(op, ALONE), op.concurrently),
  renameConstraint: statements(constraints.renameConstraint),
  renameIndex: statements(renameIndex),
  bulkInsert,
  autocommit: ({ operations }, around) => byItself(steps(operations, around), true),
  createView: statements(createView),
  dropView: statements(dropView),
  replaceView: statements(replaceView),
  backfill: (op) => [backfill(op)],
  execute: (op, around) => [execute(op, around)],
  run: (op) => [{ kind: 'run', run: op, operations: [op] }],
} satisfies OpHandlers<readonly Step[], [around: Around]>;

/**
 * The statements of a revision, in order. Asks no server: what only the server knows (a sequence's name, its
 * version) the statements find out themselves.
 */
export function compile(
  operations: readonly Operation[],
  following: () => readonly Operation[] = NOTHING,
): readonly Step[] {
  const outer: Around = {
    earlier: [],
    get later() {
      return following();
    },
  };
  return deepFreeze(steps(operations, outer));
}

function steps(operations: readonly Operation[], outer: Around): readonly Step[] {
  return operations.flatMap((op, index) => dispatch(handlers, op, around(operations, index, outer)));
}

/** Looked at by few: gathered for each of thousands of operations, it would take longer than they do. */
function around(operations: readonly Operation[], index: number, outer: Around): Around {
  return {
    get earlier() {
      return withoutBlocks([...outer.earlier, ...operations.slice(0, index)]);
    },
    get later() {
      return withoutBlocks([...operations.slice(index + 1), ...outer.later]);
    },
  };
}

/** Statements that no transaction may be around. */
function byItself(made: readonly Step[], autocommit: true | undefined): readonly Step[] {
  return autocommit ? made.map((step) => (step.kind === 'sql' ? { ...step, autocommit } : step)) : made;
}
