import type { BackfillStep } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import {
  addStep,
  changeStep,
  removeStep,
  type PartialRevision,
  type StepRecord,
} from '../history/progress-store';
import { checksumOf, groupsOf, type PlacedStep } from '../plan/groups';
import type { RevisionPlan } from '../plan/plan';
import { addFence, addVersions, completion } from './bookkeeping';
import type { Batches } from './batches';
import { statementRan, type Progress, type RunContext } from './context';
import { parseCursor } from './cursor';
import { assertGoing } from './interruption';
import { runBackfill } from './run-backfill';
import { note, noteAhead } from './note';
import { runCodeOutside, runOutside, skip, type Journal } from './run-outside';
import { runSteps } from './run-steps';
import { StepQueue, type Entry } from './step-queue';
import { inTransaction, withRetry } from './transaction';

/**
 * Runs a revision that is not in one transaction. What may be in a transaction runs together with its row in the
 * journal; what may not has a row that says that it was begun. A step that is done is not run again.
 *
 * @throws PlumblineError `applied-part-edited` before anything runs; `lock-lost` where another run has done a step
 */
export async function runInGroups(
  context: RunContext,
  progress: Progress,
  fence: string,
  partial?: PartialRevision,
): Promise<void> {
  const { plan } = progress;
  const records = new Map(partial?.records.map((record) => [record.step, record]));
  assertUnchanged(plan, records);
  const journal: Journal = { fence, total: plan.steps.length, records };
  const groups = groupsOf(context.books.dialect, plan);
  for (const [place, group] of groups.entries()) {
    const isLast = place === groups.length - 1;
    if (group.kind === 'outside') await runOutside(context, progress, journal, group);
    else if (group.kind === 'code') await runCodeOutside(context, progress, journal, group);
    else if (group.kind === 'batches') await runInBatches(context, progress, journal, group);
    else await runTogether(context, progress, journal, { steps: group.steps, isLast });
    progress.kept = progress.applied;
  }
}

/** What is done must be what stands in the file. */
function assertUnchanged(plan: RevisionPlan, records: ReadonlyMap<number, StepRecord>): void {
  const done = [...records.values()].filter(({ state, cursor }) => state === 'done' || cursor !== undefined);
  const changed = done.find(({ step, checksum }) => {
    const planned = plan.steps[step];
    return planned === undefined || checksumOf(planned) !== checksum;
  });
  if (changed === undefined) return;
  throw new PlumblineError('applied-part-edited', {
    revision: plan.file.header.revision,
    direction: plan.direction,
    statement: changed.step + 1,
    done: done.length,
  });
}

async function runTogether(
  context: RunContext,
  progress: Progress,
  { fence, total, records }: Journal,
  { steps, isLast }: { readonly steps: readonly PlacedStep[]; readonly isLast: boolean },
): Promise<void> {
  const rest = steps.filter(({ index }) => records.get(index)?.state !== 'done');
  skip(progress, steps.length - rest.length);
  if (rest.length === 0 && !isLast) return;
  // Begun without a transaction, before somebody edited how the revision runs.
  const begun = rest.filter(({ index }) => records.has(index));
  if (begun.length > 0)
    await noteAhead(
      context,
      progress,
      begun.map(({ index }) => removeStep(context.books, fence, index)),
    );
  const claim = ({ index, step }: PlacedStep): Entry => {
    const record: StepRecord = { step: index, stepsTotal: total, checksum: checksumOf(step), state: 'done' };
    const reason = `another run has done statement ${index + 1} meanwhile.`;
    const otherwise = (): Error => new PlumblineError('lock-lost', { reason });
    return { statement: { ...addStep(context.books, fence, record), otherwise } };
  };
  await withRetry(context, progress, () =>
    inTransaction(context, progress, async () => {
      const queue = new StepQueue(context, progress);
      if (isLast) addFence(context, progress, queue, fence);
      await runSteps(context, progress, queue, { steps: rest, claim });
      if (isLast) addVersions(context, progress, queue);
      await queue.flush();
      return { statements: isLast ? [completion(context, progress, fence)] : [] };
    }),
  );
}

/** Each batch is committed with the cursor that it has come to. */
async function runInBatches(
  context: RunContext,
  progress: Progress,
  { fence, total, records }: Journal,
  { index, step }: { readonly index: number; readonly step: BackfillStep },
): Promise<void> {
  const { books, emit, signal } = context;
  const earlier = records.get(index);
  if (earlier?.state === 'done') {
    skip(progress, 1);
    return;
  }
  const begun = addStep(books, fence, {
    step: index,
    stepsTotal: total,
    checksum: checksumOf(step),
    state: 'running',
  });
  if (earlier?.cursor === undefined)
    await noteAhead(context, progress, [removeStep(books, fence, index), begun]);
  else progress.rows = parseCursor(earlier.cursor).rows;
  const batches: Batches = {
    ...{ dialect: books.dialect, session: books.session, cursor: earlier?.cursor, emit },
    ...(signal === undefined ? {} : { signal }),
    batch: async (work) => {
      await assertGoing(context);
      let cursor = '';
      await withRetry(context, progress, () =>
        inTransaction(context, progress, async () => {
          cursor = await work();
          return { statements: [changeStep(books, fence, index, { state: 'running', cursor })] };
        }),
      );
      progress.rows = parseCursor(cursor).rows;
    },
  };
  await runBackfill(batches, step);
  await note(context, [changeStep(books, fence, index, { state: 'done' })]);
  statementRan(context, progress);
}
