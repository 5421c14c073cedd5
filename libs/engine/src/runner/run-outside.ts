import type { RunStep, SqlStep, Step } from '../dialect/dialect';
import { isPlumblineError } from '../errors/plumbline-error';
import { addStep, changeStep, removeStep, type StepRecord } from '../history/progress-store';
import { checksumOf } from '../plan/groups';
import { statementRan, type Progress, type RunContext } from './context';
import { note, noteAhead } from './note';
import { runCode } from './run-code';
import { StepQueue } from './step-queue';
import { rollBack, withRetry } from './transaction';

/** A revision with its journal. */
export interface Journal {
  readonly fence: string;
  readonly total: number;
  /** What earlier runs have left. */
  readonly records: ReadonlyMap<number, StepRecord>;
}

/** Counts what an earlier run has done. */
export function skip(progress: Progress, steps: number): void {
  progress.applied += steps;
  progress.kept = progress.applied;
}

/**
 * Notes in the journal that a step begins.
 *
 * @returns whether it was begun before and is begun again; `undefined` where an earlier run has done it, which is counted
 */
async function beginStep(
  context: RunContext,
  progress: Progress,
  { fence, total, records }: Journal,
  { index, step }: { readonly index: number; readonly step: Step },
): Promise<{ readonly isRepeated: boolean } | undefined> {
  const earlier = records.get(index);
  if (earlier?.state === 'done') {
    skip(progress, 1);
    return undefined;
  }
  const checksum = checksumOf(step);
  const isRepeated = earlier?.checksum === checksum;
  const { books } = context;
  const begun = addStep(books, fence, { step: index, stepsTotal: total, checksum, state: 'running' });
  if (!isRepeated) await noteAhead(context, progress, [removeStep(books, fence, index), begun]);
  return { isRepeated };
}

/**
 * Runs a statement without a transaction. Where the database says that it failed it has not happened, and the journal
 * forgets it; where nobody knows, the next run finds that it was begun.
 */
export async function runOutside(
  context: RunContext,
  progress: Progress,
  journal: Journal,
  { index, step }: { readonly index: number; readonly step: SqlStep },
): Promise<void> {
  const { books, limits } = context;
  const { fence } = journal;
  const begun = await beginStep(context, progress, journal, { index, step });
  if (begun === undefined) return;
  new StepQueue(context, progress).tell(step.sql);
  try {
    await withRetry(context, progress, () =>
      context.watch.over(progress, () =>
        books.dialect.runOutside(books.session, step.sql, { limits, ...begun }),
      ),
    );
  } catch (cause) {
    if (isPlumblineError(cause, 'database-error')) await note(context, [removeStep(books, fence, index)]);
    throw cause;
  }
  await note(context, [changeStep(books, fence, index, { state: 'done' })]);
  statementRan(context, progress);
}

/**
 * Runs code without a transaction around it. Nobody knows how far code that fails has come: the journal keeps that it was
 * begun, and the next run calls it again from its beginning.
 */
export async function runCodeOutside(
  context: RunContext,
  progress: Progress,
  journal: Journal,
  { index, step }: { readonly index: number; readonly step: RunStep },
): Promise<void> {
  if ((await beginStep(context, progress, journal, { index, step })) === undefined) return;
  new StepQueue(context, progress).tellCode(step.run.name);
  progress.isOutside = true;
  try {
    await context.watch.over(progress, () => runCode(context, progress, step));
  } catch (cause) {
    await rollBack(context);
    throw cause;
  }
  progress.isOutside = false;
  await note(context, [changeStep(context.books, journal.fence, index, { state: 'done' })]);
}
