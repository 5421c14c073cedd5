import { terminated } from '../kernel/terminated';
import type { BookkeepingNames } from '../history/version-store';
import { PlumblineError } from '../errors/plumbline-error';
import type { PlannedStatement, RevisionPlan } from '../plan/plan';
import { rowsAfter } from '../revisions/graph/version-rows';
import { transactionsOf, type Transaction } from '../plan/transactions';
import {
  completeHistoryRow,
  createBookkeeping,
  historyRow,
  proveVersions,
  versionRows,
  type ScriptActor,
} from './script-bookkeeping';

/** What a script is about besides its plan. */
export interface ScriptContext extends BookkeepingNames {
  readonly actor: ScriptActor;
}

/**
 * A plan as a script for `psql` or the `sqlite3` shell that leaves what a run would leave: each revision in a transaction
 * with its version rows and its history row, under the lock of a run, and only where the database is where the plan begins.
 * What cannot run in a transaction stands between two.
 *
 * @param move the version rows that the script begins at, and its plans
 * @param statements the statements of each plan
 * @throws PlumblineError `code-in-script`
 */
export function renderScript(
  context: ScriptContext,
  { from, plans }: { readonly from: readonly string[]; readonly plans: readonly RevisionPlan[] },
  statements: readonly (readonly PlannedStatement[])[],
): string {
  if (plans.length === 0) return '-- Nothing to do.\n';
  const { usage, before, after } = context.dialect.script;
  let rows = from;
  const blocks = plans.map((plan, index) => {
    const place: Place = { plan, before: rows, isFirst: index === 0 };
    rows = rowsAfter(rows, [plan.rows]);
    const lines = revision(context, place, statements[index] ?? []);
    return [titleOf(plan), ...lines];
  });
  const head = `-- Made by Plumbline ${context.actor.toolVersion}. Run it with: ${usage}`;
  return `${[[head, ...before], ...blocks, after]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function titleOf({ file, direction }: RevisionPlan): string {
  const { revision: id, message } = file.header;
  return `-- ${direction} ${id}: ${message.replace(/\s+/g, ' ')}`;
}

/** A revision in a script. */
interface Place {
  readonly plan: RevisionPlan;
  /** The version rows where it begins. */
  readonly before: readonly string[];
  readonly isFirst: boolean;
}

/** The transactions of one revision; the last of them has its version rows. */
function revision(
  context: ScriptContext,
  { plan, before, isFirst }: Place,
  statements: readonly PlannedStatement[],
): readonly string[] {
  assertNoCode(plan, statements);
  const groups = transactionsOf([plan], [statements]);
  const last = groups.at(-1);
  const all: readonly Pick<Transaction, 'isAtomic' | 'statements'>[] =
    last?.isAtomic === true ? groups : [...groups, { isAtomic: true, statements: [] }];
  return all.flatMap(({ isAtomic, statements: own }, index) => {
    const lines = own.map(({ sql }) => terminated(sql));
    if (!isAtomic) return lines;
    const isLast = index === all.length - 1;
    return transaction(context, [
      ...(isFirst && before.length === 0 && index === 0 ? createBookkeeping(context) : []),
      ...proveVersions(context, before),
      ...(isLast ? historyRow(context, plan, statements.length) : []),
      ...lines,
      ...(isLast ? [...versionRows(context, plan), ...completeHistoryRow(context, plan)] : []),
    ]);
  });
}

function transaction({ dialect, schema }: ScriptContext, lines: readonly string[]): readonly string[] {
  const { begin, opening, closing, takeLock } = dialect.script;
  return [
    ...[begin, ...takeLock(`plumbline:${schema ?? ''}`), ...opening].map(terminated),
    ...lines,
    ...[...closing, 'COMMIT'].map(terminated),
  ];
}

function assertNoCode(plan: RevisionPlan, statements: readonly PlannedStatement[]): void {
  for (const { step } of statements) {
    if (step.kind !== 'run') continue;
    throw new PlumblineError('code-in-script', { revision: plan.file.header.revision, name: step.run.name });
  }
}
