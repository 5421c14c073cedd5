import type { Step } from '../dialect/dialect';
import type { PlannedStatement, RevisionPlan } from './plan';

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
 * The transactions of a run, in order: one for each revision, but for what runs by itself. What stands before such a
 * statement is committed before it runs.
 */
export function transactionsOf(
  plans: readonly RevisionPlan[],
  statements: readonly (readonly PlannedStatement[])[],
): readonly Transaction[] {
  return plans.flatMap((plan, index) => {
    const groups: { isAtomic: boolean; statements: RevisionStatement[] }[] = [];
    for (const statement of statements[index] ?? []) {
      const isAtomic = !runsAlone(statement.step);
      const last = groups.at(-1);
      // Without a transaction around it, a step is still whole: a change of a table takes several statements.
      const isJoined = plan.transaction === 'each' || last?.statements.at(-1)?.step === statement.step;
      if (isAtomic && last?.isAtomic === true && isJoined) last.statements.push({ ...statement, plan });
      else groups.push({ isAtomic, statements: [{ ...statement, plan }] });
    }
    // A revision without statements still has a transaction, for its version row.
    if (groups.length === 0) groups.push({ isAtomic: true, statements: [] });
    return groups.map((group) => ({ ...group, plans: [plan] }));
  });
}

/** Whether a step stands outside of the transaction of its revision. */
export function runsAlone(step: Step): boolean {
  return step.kind === 'backfill' || (step.kind !== 'tableChange' && step.autocommit === true);
}

/** Whether a revision is committed at once; what is not, needs a journal. */
export function isInOneTransaction({ transaction, steps }: RevisionPlan): boolean {
  return !steps.some(runsAlone) && (transaction === 'each' || steps.length < 2);
}
