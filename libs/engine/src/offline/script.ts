import type { Step } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import type { BookkeepingNames } from '../history/version-store';
import { terminated } from '../kernel/terminated';
import { groupsOf, isInOneTransaction, isOpaque, type StepGroup } from '../plan/groups';
import type { PlannedStatement, RevisionPlan, TransactionMode } from '../plan/plan';
import { rowsAfter } from '../revisions/graph/version-rows';
import {
  changeJournal,
  completeHistoryRow,
  createBookkeeping,
  historyRow,
  journalRow,
  noteCursor,
  proveUntouched,
  proveVersions,
  versionRows,
  type ScriptActor,
} from './script-bookkeeping';

/** What a script is about besides its plan. */
export interface ScriptContext extends BookkeepingNames {
  readonly actor: ScriptActor;
}

/** What a script does. */
export interface ScriptedMove {
  /** The version rows that it begins at. */
  readonly from: readonly string[];
  readonly plans: readonly RevisionPlan[];
  readonly mode: TransactionMode;
}

/** A revision in a script. */
interface Place {
  readonly plan: RevisionPlan;
  readonly statements: readonly PlannedStatement[];
  /** What stands at the beginning of the script's first transaction, if that is one of this revision. */
  readonly books: readonly string[];
  /** The version rows where it begins. */
  readonly before: readonly string[];
}

/**
 * A plan as a script for `psql` or the `sqlite3` shell that leaves what a run would leave: the same transactions with the
 * version rows, the history rows and the journal, under the lock of a run, and only where the database is where the plan
 * begins. What cannot run in a transaction stands between two.
 *
 * @param statements the statements of each plan
 * @throws PlumblineError `code-in-script`
 */
export function renderScript(
  context: ScriptContext,
  move: ScriptedMove,
  statements: readonly (readonly PlannedStatement[])[],
): string {
  if (move.plans.length === 0) return '-- Nothing to do.\n';
  const { usage, before, after } = context.dialect.script;
  const places = placesOf(context, move, statements);
  places.forEach(assertNoCode);
  const blocks =
    move.mode === 'all' ? [together(context, places)] : places.map((place) => apart(context, place));
  const head = `-- Made by Plumbline ${context.actor.toolVersion}. Run it with: ${usage}`;
  return `${[[head, ...before], ...blocks, after]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function placesOf(
  context: ScriptContext,
  { from, plans }: ScriptedMove,
  statements: readonly (readonly PlannedStatement[])[],
): readonly Place[] {
  const books = createBookkeeping(context, {
    progress: !plans.every((plan) => isInOneTransaction(context.dialect, plan)),
    all: from.length === 0,
  });
  let rows = from;
  return plans.map((plan, index) => {
    const before = rows;
    rows = rowsAfter(rows, [plan.rows]);
    return { plan, statements: statements[index] ?? [], books: index === 0 ? books : [], before };
  });
}

/** All revisions in one transaction. */
function together(context: ScriptContext, places: readonly Place[]): readonly string[] {
  const [first] = places;
  return transaction(context, [
    ...(first?.books ?? []),
    ...proveVersions(context, first?.before ?? []),
    ...places.flatMap((place) => [
      titleOf(place.plan),
      ...historyRow(context, place.plan, place.statements.length),
      ...place.statements.map(({ sql }) => terminated(sql)),
      ...endOf(context, place),
      ...(isOpaque(place.plan) ? context.dialect.script.resetInside : []),
    ]),
  ]);
}

/** The transactions of one revision; the last of them has its version rows. */
function apart(context: ScriptContext, place: Place): readonly string[] {
  const { dialect } = context;
  const { plan } = place;
  const isWhole = isInOneTransaction(dialect, plan);
  const groups: readonly StepGroup[] = isWhole
    ? [{ kind: 'transaction', steps: plan.steps.map((step, index) => ({ step, index })) }]
    : groupsOf(dialect, plan);
  const lines = groups.flatMap((group, index) => {
    const start = [
      ...(index === 0 ? place.books : []),
      ...proveVersions(context, place.before),
      ...(index === 0 && !isWhole ? proveUntouched(context, plan) : []),
    ];
    const isLast = index === groups.length - 1;
    if (group.kind === 'transaction') return inside(context, place, group, { start, isWhole, isLast });
    return outside(context, place, group, start);
  });
  return [titleOf(plan), ...lines, ...(isOpaque(plan) ? dialect.script.resetOutside : [])];
}

function inside(
  context: ScriptContext,
  place: Place,
  { steps }: Extract<StepGroup, { kind: 'transaction' }>,
  at: { readonly start: readonly string[]; readonly isWhole: boolean; readonly isLast: boolean },
): readonly string[] {
  const { plan, statements } = place;
  return transaction(context, [
    ...at.start,
    // Before the history row, which is one more of those that the attempts are counted by.
    ...(at.isWhole ? [] : steps.flatMap((step) => journalRow(context, plan, step, 'done'))),
    ...(at.isLast ? historyRow(context, plan, statements.length) : []),
    ...steps.flatMap(({ step }) => linesOf(place, step)),
    ...(at.isLast ? endOf(context, place) : []),
  ]);
}

/** A step that no transaction is around, between one that notes that it begins and one that notes that it is done. */
function outside(
  context: ScriptContext,
  place: Place,
  group: Exclude<StepGroup, { kind: 'transaction' }>,
  start: readonly string[],
): readonly string[] {
  const { plan, before } = place;
  const { script } = context.dialect;
  const loop =
    group.kind === 'batches'
      ? script.batches?.(group.step, (cursor) => noteCursor(context, plan, group.index, cursor))
      : undefined;
  if (group.kind === 'batches' && loop === undefined) {
    const lines = [...start, ...journalRow(context, plan, group, 'done'), ...linesOf(place, group.step)];
    return transaction(context, lines);
  }
  const proofs = group.kind === 'outside' ? script.proofsAround(group.step.sql) : NO_PROOFS;
  return [
    ...transaction(context, [...start, ...journalRow(context, plan, group, 'running')]),
    ...proofs.before.map(terminated),
    ...(loop === undefined ? linesOf(place, group.step) : [terminated(loop)]),
    ...proofs.after.map(terminated),
    ...transaction(context, [
      ...proveVersions(context, before),
      ...changeJournal(context, plan, group.index, 'done'),
    ]),
  ];
}

const NO_PROOFS = { before: [], after: [] };

function linesOf({ statements }: Place, step: Step): readonly string[] {
  return statements.filter((one) => one.step === step).map(({ sql }) => terminated(sql));
}

/** What a revision ends with; a person's SQL may have led its names elsewhere. */
function endOf(context: ScriptContext, { plan }: Place): readonly string[] {
  return [
    ...(isOpaque(plan) ? context.dialect.script.resetNames : []),
    ...versionRows(context, plan),
    ...completeHistoryRow(context, plan),
  ];
}

function transaction({ dialect, schema }: ScriptContext, lines: readonly string[]): readonly string[] {
  const { begin, opening, closing, takeLock } = dialect.script;
  return [
    ...[begin, ...takeLock(schema), ...opening].map(terminated),
    ...lines,
    ...[...closing, 'COMMIT'].map(terminated),
  ];
}

function titleOf({ file, direction }: RevisionPlan): string {
  const { revision: id, message } = file.header;
  return `-- ${direction} ${id}: ${message.replace(/\s+/g, ' ')}`;
}

function assertNoCode({ plan, statements }: Place): void {
  for (const { step } of statements) {
    if (step.kind !== 'run') continue;
    throw new PlumblineError('code-in-script', { revision: plan.file.header.revision, name: step.run.name });
  }
}
