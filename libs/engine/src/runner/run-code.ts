import type { Dialect, RunStep } from '../dialect/dialect';
import { transactionCommand } from '../dialect/sql-statements';
import { PlumblineError } from '../errors/plumbline-error';
import { statementRan, type Progress, type RunContext } from './context';
import { interruption, LAST_WORDS } from './interruption';
import { callCode } from './orm-code';
import { Queries } from './queries';

/**
 * Runs the code of `op.run`, in the open transaction or, where the step says so, without one. A query that the code did
 * not wait for would run in the next revision, or in none: it fails the step.
 *
 * @throws PlumblineError `transaction-left`; `interrupted` and `terminated` where the code does not end when the run is
 *   stopped; and whatever the code throws
 */
export async function runCode(context: RunContext, progress: Progress, step: RunStep): Promise<void> {
  const { run, autocommit: isAlone = false } = step;
  const { dialect, session } = context.books;
  const { revision } = progress.plan.file.header;
  const queries = new Queries();
  let isOver = false;
  const check = (sql: string): void => {
    if (isOver) throw unawaited(run.name);
    if (!isAlone && commandIn(dialect, sql) !== undefined)
      throw new PlumblineError('transaction-left', { revision, statement: sql });
  };
  const query = <Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]> => {
    try {
      check(sql);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    return queries.add(session.query<Row>(sql, parameters));
  };
  let hasPending: boolean;
  try {
    const code = callCode(run, { query, dialect: dialect.name }, context.orm, check);
    await untilStopped(code, context.signal);
  } finally {
    isOver = true;
    hasPending = await queries.settle();
    queries.assertAwaited(run.name);
  }
  if (hasPending) throw unawaited(run.name);
  if (isAlone && session.inTransaction())
    throw new Error(`op.run('${run.name}') ended before the transaction that it began`);
  statementRan(context, progress);
  if (!isAlone && !session.inTransaction())
    throw new PlumblineError('transaction-left', { revision, statement: run.name });
}

/**
 * Waits for code, but when the run is stopped only as long as its last words take: nobody can cancel a promise, and whoever
 * stops the run does not wait for ever.
 */
async function untilStopped(code: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return code;
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => (timer = setTimeout(() => reject(interruption(signal)), LAST_WORDS));
  });
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([code, stopped]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function unawaited(name: string): Error {
  return new Error(`op.run('${name}') ended before its queries did: every query must be awaited`);
}

/** The command of a text that begins or ends a transaction. */
export function commandIn(dialect: Dialect, sql: string): string | undefined {
  // Most texts hold none of the words, and are not cut into pieces.
  if (!/\b(?:begin|start|commit|end|abort|rollback|prepare)\b/i.test(sql)) return undefined;
  for (const statement of dialect.statementsOf(sql)) {
    const command = transactionCommand(statement);
    if (command !== undefined) return command;
  }
  return undefined;
}
