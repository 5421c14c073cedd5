import type { Dialect } from '../dialect/dialect';
import type { LockTaken } from '../dialect/effects';
import { isSame } from '../kernel/same';
import type { QualifiedName } from '../model/schema';
import { withoutBlocks } from '../operations/operation';
import { KnownTables } from '../plan/known-tables';
import type { RevisionPlan } from '../plan/plan';
import type { RevisionStatement, Transaction } from '../plan/transactions';
import type {
  LockReport,
  OperationReport,
  StatementReport,
  StepReport,
  TransactionReport,
} from '../report/report';
import { reportOperations } from './describe-operations';

/** Transactions in words, and the tables they are about under the names that these have before the run. */
export interface DescribedTransactions {
  readonly transactions: readonly TransactionReport[];
  readonly tables: readonly QualifiedName[];
}

/**
 * What each statement does to the tables that are there. Nobody waits for a table that the run itself creates, so its
 * locks are left out; a table that the run renames is called as it is called before.
 */
export function describeTransactions(
  transactions: readonly Transaction[],
  dialect: Dialect,
): DescribedTransactions {
  const tables = new KnownTables();
  const words = new Map<RevisionPlan, readonly OperationReport[]>();
  const described = transactions.map(({ isAtomic, plans, statements }): TransactionReport => {
    const steps: StepReport[] = [];
    const locks = new Map<string, LockTaken>();
    for (const group of bySameOperations(statements)) {
      const { plan, step } = group[0];
      for (const op of step.operations) tables.create(op);
      const operations = withoutBlocks(plan.operations);
      const all = words.get(plan) ?? reportOperations(operations, dialect.name);
      words.set(plan, all);
      steps.push({
        revision: plan.file.header.revision,
        operations: step.operations.flatMap((op) => all[operations.indexOf(op)] ?? []),
        statements: group.map((one) => describeStatement(one, dialect, tables, locks)),
      });
      for (const op of step.operations) tables.rename(op);
    }
    return {
      atomic: isAtomic,
      revisions: plans.map(({ file }) => file.header.revision),
      steps,
      locks: [...locks.values()].map((lock) => report(lock, tables)),
    };
  });
  return { transactions: described, tables: tables.seen };
}

type Group = readonly [RevisionStatement, ...(readonly RevisionStatement[])];

/** Statements of one operation that follow each other belong to one step. */
function bySameOperations(statements: readonly RevisionStatement[]): readonly Group[] {
  const groups: [RevisionStatement, ...RevisionStatement[]][] = [];
  for (const statement of statements) {
    const last = groups.at(-1);
    const isSameStep =
      last !== undefined &&
      last[0].plan === statement.plan &&
      last[0].step.operations.every((op, index) => op === statement.step.operations[index]);
    if (isSameStep) last.push(statement);
    else groups.push([statement]);
  }
  return groups;
}

function describeStatement(
  { sql, step }: RevisionStatement,
  dialect: Dialect,
  tables: KnownTables,
  strongest: Map<string, LockTaken>,
): StatementReport {
  const effects = dialect.effectsOf(step, sql);
  const locks = strongestOf(effects.locks.filter(({ table }) => table === undefined || tables.isOld(table)));
  for (const lock of locks) {
    const key = lock.table === undefined ? '' : tables.nameBefore(lock.table);
    const known = strongest.get(key);
    if (known === undefined || known.strength < lock.strength) strongest.set(key, lock);
  }
  const named = (all: readonly QualifiedName[]): string[] => [
    ...new Set(all.filter((table) => tables.isOld(table)).map((table) => tables.nameBefore(table))),
  ];
  return {
    sql,
    locks: locks.map((lock) => report(lock, tables)),
    rewrites: named(effects.rewrites),
    scans: named(effects.scans),
    opaque: effects.isOpaque,
  };
}

function report({ table, mode, blocks }: LockTaken, tables: KnownTables): LockReport {
  return table === undefined ? { mode, blocks } : { table: tables.nameBefore(table), mode, blocks };
}

/** The strongest lock on each table. */
function strongestOf(locks: readonly LockTaken[]): readonly LockTaken[] {
  return locks.filter(
    (lock, index) =>
      !locks.some(
        (other, place) =>
          isSame(other.table, lock.table) &&
          (other.strength > lock.strength || (other.strength === lock.strength && place < index)),
      ),
  );
}
