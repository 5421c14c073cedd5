import type { Dialect } from '../dialect/dialect';
import { groupsOf, isInOneTransaction } from './groups';
import type { PlannedStatement, RevisionPlan, TransactionMode } from './plan';

/** A statement with the revision that it belongs to. */
export interface RevisionStatement extends PlannedStatement {
  readonly plan: RevisionPlan;
}

/** Statements that are kept together or not at all. */
export interface Transaction {
  /** False for what runs outside of a transaction. */
  readonly isAtomic: boolean;
  readonly statements: readonly RevisionStatement[];
  readonly plans: readonly RevisionPlan[];
}

/**
 * The transactions of a run, in order, as it makes them in a mode. One that would hold nothing but the version rows of a
 * revision is left out, unless it is all that the revision has.
 */
export function transactionsOf(
  dialect: Dialect,
  plans: readonly RevisionPlan[],
  statements: readonly (readonly PlannedStatement[])[],
  mode: TransactionMode,
): readonly Transaction[] {
  const all = plans.map((plan, index) =>
    (statements[index] ?? []).map((statement): RevisionStatement => ({ ...statement, plan })),
  );
  if (mode === 'all' && plans.length > 0) return [{ isAtomic: true, statements: all.flat(), plans }];
  return plans.flatMap((plan, index) => {
    const own = all[index] ?? [];
    if (isInOneTransaction(dialect, plan)) return [{ isAtomic: true, statements: own, plans: [plan] }];
    return groupsOf(dialect, plan).flatMap((group): readonly Transaction[] => {
      const isAtomic = group.kind === 'transaction';
      const steps = new Set(isAtomic ? group.steps.map(({ step }) => step) : [group.step]);
      if (steps.size === 0) return [];
      return [{ isAtomic, statements: own.filter(({ step }) => steps.has(step)), plans: [plan] }];
    });
  });
}
