import type { Dialect, Step } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { readApplied } from '../history/audit-log';
import type { PartialRevision } from '../history/progress-store';
import { isInOneTransaction } from '../plan/groups';
import type { RevisionPlan, TransactionMode } from '../plan/plan';
import { commandIn } from './run-code';
import type { DatabaseState } from './state';

/**
 * Refuses, before anything runs, what can be seen in the plan to go wrong.
 *
 * @throws PlumblineError `transaction-command`, `refused-statement`, `not-transactional`
 */
export function assertRunnable(
  dialect: Dialect,
  plans: readonly RevisionPlan[],
  mode: TransactionMode,
): void {
  for (const { file, steps } of plans) {
    const { revision } = file.header;
    for (const sql of steps.flatMap(textsByHand)) {
      const command = commandIn(dialect, sql);
      if (command !== undefined) throw new PlumblineError('transaction-command', { revision, command });
      for (const statement of dialect.statementsOf(sql)) {
        const reason = dialect.objection(statement);
        if (reason !== undefined) throw new PlumblineError('refused-statement', { revision, reason });
      }
    }
  }
  if (mode !== 'all') return;
  const apart = plans.filter((plan) => plan.transaction === 'none' || !isInOneTransaction(dialect, plan));
  if (apart.length > 0) {
    const revisions = apart.map(({ file }) => file.header.revision);
    throw new PlumblineError('not-transactional', { revisions });
  }
}

/** The SQL of a step as a person wrote it. */
function textsByHand({ operations }: Step): readonly string[] {
  return operations.flatMap((op) => (op.kind === 'execute' ? [op.sql] : []));
}

/**
 * Where a revision is partially done, only a run that finishes it may go on.
 *
 * @throws PlumblineError `partially-applied`
 */
export function assertFinishesPartial(
  partial: readonly PartialRevision[],
  plans: readonly RevisionPlan[],
): void {
  for (const { revision, direction, records } of partial) {
    const isFinished = plans.some(
      (plan) => plan.file.header.revision === revision && plan.direction === direction,
    );
    if (isFinished) continue;
    const done = records.filter(({ state }) => state === 'done').length;
    throw new PlumblineError('partially-applied', { revision, direction, done });
  }
}

/**
 * Refuses a database whose version rows are not those of its schema: to begin at the beginning would do a second time
 * what was done.
 *
 * @throws PlumblineError `versions-lost`, `unmanaged-database`
 */
export async function assertManaged(state: DatabaseState, plans: readonly RevisionPlan[]): Promise<void> {
  const { books, versions, hasHistory, hasVersionTable } = state;
  const [first] = plans;
  if (versions.length > 0 || first?.direction !== 'upgrade') return;
  if (hasHistory) {
    const revisions = hasVersionTable ? [] : [...(await readApplied(books))];
    if (revisions.length > 0) throw new PlumblineError('versions-lost', { revisions });
    return;
  }
  const tables = await existing(state, first);
  if (tables.length > 0)
    throw new PlumblineError('unmanaged-database', { revision: first.file.header.revision, tables });
}

/** The tables that a revision creates and that are there. */
async function existing({ books }: DatabaseState, { operations }: RevisionPlan): Promise<readonly string[]> {
  const bySchema = new Map<string | undefined, string[]>();
  for (const op of operations) {
    if (op.kind !== 'createTable') continue;
    const { schema, name } = op.table;
    bySchema.set(schema, [...(bySchema.get(schema) ?? []), name]);
  }
  const there: string[] = [];
  for (const [schema, names] of bySchema) {
    const { found } = await books.dialect.findTables(books.session, names, schema);
    there.push(...names.filter((name) => found.has(name)));
  }
  return there;
}
