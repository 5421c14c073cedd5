import type { Dialect, RunStep } from '../dialect/dialect';
import { transactionCommand } from '../dialect/sql-statements';
import { PlumblineError } from '../errors/plumbline-error';
import { statementRan, type Progress, type RunContext } from './context';
import { callCode } from './orm-code';

/**
 * Runs the code of `op.run`, in the open transaction or, where the step says so, without one. A query that the code did not wait for would run in the next
 * revision, or in none: it fails the step.
 *
 * @throws PlumblineError `transaction-left`, and whatever the code throws
 */
export async function runCode(context: RunContext, progress: Progress, step: RunStep): Promise<void> {
  const { run, autocommit: isAlone = false } = step;
  const { dialect, session } = context.books;
  const { revision } = progress.plan.file.header;
  const pending = new Set<Promise<unknown>>();
  let isOver = false;
  const check = (sql: string): void => {
    if (!isAlone && commandIn(dialect, sql) !== undefined)
      throw new PlumblineError('transaction-left', { revision, statement: sql });
  };
  const query = <Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]> => {
    if (isOver) return Promise.reject(unawaited(run.name));
    try {
      check(sql);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const answer = session.query<Row>(sql, parameters);
    pending.add(answer);
    const settled = (): boolean => pending.delete(answer);
    answer.then(settled, settled);
    return answer;
  };
  try {
    await callCode(run, { query, dialect: dialect.name }, context.orm, check);
  } finally {
    isOver = true;
  }
  if (pending.size > 0) {
    await Promise.allSettled(pending);
    throw unawaited(run.name);
  }
  if (isAlone && session.inTransaction())
    throw new Error(`op.run('${run.name}') ended before the transaction that it began`);
  statementRan(context, progress);
  if (!isAlone && !session.inTransaction())
    throw new PlumblineError('transaction-left', { revision, statement: run.name });
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
