import type { Dialect, SqlStep, Statement, Step } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { isOpaqueStep, type PlacedStep } from '../plan/groups';
import type { Progress, RunContext } from './context';
import { runCode } from './run-code';
import type { Entry, StepQueue } from './step-queue';

/**
 * Runs steps in the open transaction; the last of them may still be in the queue after that.
 *
 * @param claim what is to be run right before a step
 */
export async function runSteps(
  context: RunContext,
  progress: Progress,
  queue: StepQueue,
  { steps, claim }: { readonly steps: readonly PlacedStep[]; readonly claim?: (step: PlacedStep) => Entry },
): Promise<void> {
  for (const placed of steps) {
    if (claim !== undefined) queue.add(claim(placed));
    await runStep(context, progress, queue, placed.step);
  }
}

async function runStep(context: RunContext, progress: Progress, queue: StepQueue, step: Step): Promise<void> {
  const { dialect, session } = context.books;
  switch (step.kind) {
    case 'sql':
      if (isSingle(dialect, step)) queue.add({ statement: statementOf(step), shown: step.sql });
      else await queue.runText(step.sql);
      return;
    case 'tableChange': {
      await queue.flush();
      const statements = await dialect.expand(session, step);
      progress.total += statements.length - 1;
      queue.add(...statements.map((sql) => ({ statement: { sql }, shown: sql })));
      // The next step may be expanded against what this one makes.
      await queue.flush();
      return;
    }
    case 'run':
      await queue.flush();
      queue.tellCode(step.run.name);
      await runCode(context, progress, step);
      return;
    case 'backfill':
      throw new PlumblineError('internal', { message: 'batches were to be run in one transaction' });
  }
}

/** What the engine wrote is single statements; what a person wrote is looked at. */
function isSingle(dialect: Dialect, step: SqlStep): boolean {
  return !isOpaqueStep(step) || dialect.statementsOf(step.sql).length === 1;
}

function statementOf(step: SqlStep): Statement {
  const statement = step.bound ?? { sql: step.sql };
  return isOpaqueStep(step) ? { ...statement, isOpaque: true } : statement;
}
