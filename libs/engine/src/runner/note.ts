import type { Statement } from '../dialect/dialect';
import type { Progress, RunContext } from './context';
import { limitsNow } from './interruption';
import { rollBack } from './transaction';

/** Writes into the engine's tables alone what has happened, also when the run is to stop. */
export async function note(context: RunContext, statements: readonly Statement[]): Promise<void> {
  const { dialect, session } = context.books;
  try {
    await dialect.begin(session, limitsNow(context));
    await dialect.commit(session, statements);
  } catch (error) {
    await rollBack(context);
    throw error;
  }
}

/** The same of what is about to happen in a revision. */
export async function noteAhead(
  context: RunContext,
  progress: Progress,
  statements: readonly Statement[],
): Promise<void> {
  await context.watch.over(progress, () => note(context, statements));
}
