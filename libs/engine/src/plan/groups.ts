import type { BackfillStep, Dialect, RunStep, SqlStep, Step } from '../dialect/dialect';
import { sha256 } from '../kernel/hash';
import type { RevisionPlan } from './plan';

/** A step with its place in the revision, from 0. */
export interface PlacedStep {
  readonly index: number;
  readonly step: Step;
}

/** Steps that are committed together; or one that runs without a transaction, or makes its own. */
export type StepGroup =
  | { readonly kind: 'transaction'; readonly steps: readonly PlacedStep[] }
  | { readonly kind: 'outside'; readonly index: number; readonly step: SqlStep }
  | { readonly kind: 'code'; readonly index: number; readonly step: RunStep }
  | { readonly kind: 'batches'; readonly index: number; readonly step: BackfillStep };

/** What is asked of a plan and its dialect here. */
type Planned = Pick<RevisionPlan, 'steps' | 'transaction'>;
type Knowing = Pick<Dialect, 'runsOutside'>;

/**
 * How the steps of a revision are grouped where they are not all in one transaction, in order. What stands before a step
 * that runs by itself is committed before it runs. The last group is a transaction always: that of the version rows.
 */
export function groupsOf(dialect: Knowing, { steps, transaction }: Planned): readonly StepGroup[] {
  const groups: StepGroup[] = [];
  // The transaction that the next step may join.
  let open: PlacedStep[] | undefined;
  for (const [index, step] of steps.entries()) {
    const isOwn = transaction === 'none' || runsAlone(step);
    if (!isOwn && open !== undefined) {
      open.push({ index, step });
      continue;
    }
    open = undefined;
    if (step.kind === 'backfill') groups.push({ kind: 'batches', index, step });
    else if (step.kind === 'sql' && isOwn && dialect.runsOutside(step.sql))
      groups.push({ kind: 'outside', index, step });
    else if (step.kind === 'run' && runsAlone(step)) groups.push({ kind: 'code', index, step });
    else {
      const placed = [{ index, step }];
      groups.push({ kind: 'transaction', steps: placed });
      if (!isOwn) open = placed;
    }
  }
  if (groups.at(-1)?.kind !== 'transaction') groups.push({ kind: 'transaction', steps: [] });
  return groups;
}

/** Whether a step stands outside of the transaction of its revision. */
export function runsAlone(step: Step): boolean {
  return step.kind === 'backfill' || (step.kind !== 'tableChange' && step.autocommit === true);
}

/** Whether a revision is committed at once; what is not, needs a journal. */
export function isInOneTransaction(dialect: Knowing, plan: Planned): boolean {
  if (plan.steps.some(runsAlone)) return false;
  return plan.transaction === 'each' || groupsOf(dialect, plan).length === 1;
}

/** Whether a revision has SQL or code of a person's, which may leave something behind in the session. */
export function isOpaque({ steps }: Pick<RevisionPlan, 'steps'>): boolean {
  return steps.some(isOpaqueStep);
}

export function isOpaqueStep({ operations }: Step): boolean {
  return operations.some(({ kind }) => kind === 'execute' || kind === 'run');
}

/** What the journal knows a step by. Code is known by its name: its text is another with each compiler. */
export function checksumOf(step: Step): string {
  switch (step.kind) {
    case 'sql':
      return sha256(step.sql);
    case 'run':
      return sha256(`run: ${step.run.name}`);
    default:
      return sha256(JSON.stringify(step.operations));
  }
}
