import { isSame } from '../../kernel/same';
import type { Step } from '../../dialect/dialect';
import {
  dispatch,
  type AddPrimaryKey,
  type AddUnique,
  type Operation,
  type OpHandlers,
} from '../../operations/operation';
import { backfill, bulkInsert } from './compile-rows';
import { refusesTransaction } from './outside';
import { normaliseColumn } from './normalise';
import { quote } from './quoting';
import { renderIndex, renderTable, renderView } from './render-table';

type Compiled = readonly Step[];

/**
 * Operations -> steps, in order. What SQLite has not (schemas, extensions, enums, exclusions, comments) gives no step; changes
 * of columns and constraints wait for the live table, and those of one table that follow each other are one step,
 * so that they are one rebuild.
 */
export function compile(operations: readonly Operation[]): readonly Step[] {
  const steps: Step[] = [];
  for (const operation of operations) {
    for (const step of dispatch(HANDLERS, operation)) {
      const last = steps.at(-1);
      if (step.kind === 'tableChange' && last?.kind === 'tableChange' && last.table === step.table) {
        steps[steps.length - 1] = { ...last, operations: [...last.operations, ...step.operations] };
      } else {
        steps.push(step);
      }
    }
  }
  return steps;
}

const HANDLERS = {
  createSchema: nothing,
  dropSchema: nothing,
  createExtension: nothing,
  dropExtension: nothing,
  createEnum: nothing,
  dropEnum: nothing,
  alterEnum: nothing,
  createTable: (op) => statement(op, renderTable(op.table)),
  dropTable: (op) => statement(op, `DROP TABLE ${quote(op.table.name)}`),
  renameTable: (op) =>
    op.from.name === op.to.name
      ? []
      : statement(op, `ALTER TABLE ${quote(op.from.name)} RENAME TO ${quote(op.to.name)}`),
  setTableComment: nothing,
  setTableOptions: change,
  addColumn: change,
  dropColumn: change,
  alterColumn: (op) =>
    isSame(normaliseColumn(op.from), normaliseColumn(op.to)) && op.using === undefined ? [] : change(op),
  renameColumn: change,
  addPrimaryKey: (op) => [...dropUsedIndex(op), ...change(op)],
  dropPrimaryKey: change,
  addUnique: (op) => [...dropUsedIndex(op), ...change(op)],
  dropUnique: change,
  addCheck: change,
  dropCheck: change,
  addExclusion: nothing,
  dropExclusion: nothing,
  addForeignKey: change,
  dropForeignKey: change,
  validateConstraint: nothing,
  createIndex: (op) => statement(op, renderIndex(op.table.name, op.index)),
  dropIndex: (op) => statement(op, `DROP INDEX ${quote(op.index.name)}`),
  renameConstraint: change,
  renameIndex: change,
  bulkInsert,
  backfill: (op) => [backfill(op)],
  // Only SQL by hand can be what a transaction refuses (VACUUM); the rest is safer in one.
  autocommit: ({ operations }): Compiled =>
    operations
      .flatMap((op) => dispatch(HANDLERS, op))
      .map((step) => (step.operations[0]?.kind === 'execute' ? { ...step, autocommit: true } : step)),
  createView: (op) => statement(op, renderView(op.view)),
  dropView: (op) => statement(op, `DROP VIEW ${quote(op.view.name)}`),
  replaceView: (op) => [
    ...statement(op, `DROP VIEW ${quote(op.view.name)}`),
    ...statement(op, renderView({ ...op.view, ...op.to })),
  ],
  execute: (op) => [
    {
      kind: 'sql',
      sql: op.sql,
      operations: [op],
      ...(refusesTransaction(op.sql) ? { autocommit: true } : {}),
    },
  ],
  run: (op) => [{ kind: 'run', run: op, operations: [op] }],
} satisfies OpHandlers<Compiled>;

function nothing(): Compiled {
  return [];
}

function statement(operation: Operation, sql: string): Compiled {
  return [{ kind: 'sql', sql, operations: [operation] }];
}

/** An index cannot become a constraint; the table makes one of its own. */
function dropUsedIndex(op: AddPrimaryKey | AddUnique): Compiled {
  return op.usingIndex === undefined ? [] : statement(op, `DROP INDEX ${quote(op.usingIndex)}`);
}

function change(operation: Operation & { readonly table: { readonly name: string } }): Compiled {
  return [{ kind: 'tableChange', table: operation.table.name, operations: [operation] }];
}
