import type { Session, Step } from '../dialect/dialect';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { completeAttempt, recordAttempt, type Actor, type Attempt } from '../history/audit-log';
import { ensureTables, writeVersions, type Bookkeeping } from '../history/version-store';
import type { RevisionPlan } from '../plan/plan';
import { revisionChecksum } from '../revisions/files/checksum';
import type { RunEvent } from '../report/run-event';
import { callCode, type OrmDoor } from './orm-code';

export interface RunContext {
  readonly books: Bookkeeping;
  readonly actor: Actor;
  /** Milliseconds that the run waited for its lock. */
  readonly lockWaitMs: number;
  /** Whether the bookkeeping tables may have to be created first. */
  readonly ensureTables: boolean;
  readonly emit: (event: RunEvent) => void;
  readonly orm: OrmDoor;
}

export interface RevisionResult {
  readonly statements: number;
  readonly milliseconds: number;
  /** True when another run had done it already. */
  readonly skipped: boolean;
}

/** Counts what went before a failure. */
interface Progress {
  applied: number;
  total: number;
}

/**
 * Runs one revision in one transaction: the history row first (a fence against a second runner), then the steps,
 * then the version rows. A failure rolls all of it back and is recorded in a transaction of its own.
 *
 * @param times how often this revision was done in this direction before
 * @throws PlumblineError `revision-failed` with the cause, `transaction-left`
 */
export async function runRevision(
  context: RunContext,
  plan: RevisionPlan,
  times: number,
): Promise<RevisionResult> {
  const { books, emit } = context;
  const { dialect, session } = books;
  const revision = plan.file.header.revision;
  const { direction } = plan;
  const startedAt = new Date();
  const clock = performance.now();
  const progress: Progress = { applied: 0, total: plan.steps.length };
  emit({
    kind: 'revision-started',
    revision,
    direction,
    message: plan.file.header.message,
    statements: progress.total,
  });
  await dialect.begin(session);
  try {
    if (context.ensureTables) await ensureTables(books);
    const fence = `${revision}:${direction}:${times}`;
    const attempt = attemptOf(context, plan, startedAt, { outcome: 'done', progress, milliseconds: 0 });
    if (!(await recordAttempt(books, context.actor, attempt, fence))) {
      await dialect.rollback(session);
      emit({ kind: 'revision-skipped', revision, direction });
      return { statements: 0, milliseconds: performance.now() - clock, skipped: true };
    }
    for (const step of plan.steps) await runStep(context, revision, step, progress);
    await writeVersions(books, plan.rows);
    const milliseconds = performance.now() - clock;
    await completeAttempt(books, fence, { durationMs: milliseconds, statementsApplied: progress.applied });
    await dialect.commit(session);
    const { message } = plan.file.header;
    emit({
      kind: 'revision-finished',
      revision,
      message,
      direction,
      statements: progress.applied,
      milliseconds,
    });
    return { statements: progress.applied, milliseconds, skipped: false };
  } catch (cause) {
    const milliseconds = performance.now() - clock;
    await endFailedTransaction(context, cause);
    await recordFailure(context, plan, startedAt, { cause, progress, milliseconds });
    emit({ kind: 'revision-failed', revision, direction, reason: messageOf(cause) });
    throw failure(plan, progress, cause);
  }
}

async function runStep(context: RunContext, revision: string, step: Step, progress: Progress): Promise<void> {
  const { dialect, session } = context.books;
  const tell = (sql: string): void => {
    context.emit({ kind: 'statement', revision, position: progress.applied + 1, sql });
  };
  if (step.kind === 'run') {
    tell(`run: ${step.run.name}`);
    await callCode(
      step.run,
      { query: (sql, parameters) => session.query(sql, parameters), dialect: dialect.name },
      context.orm,
      (sql) => refuseTransactionCommand(revision, sql),
    );
    progress.applied += 1;
    assertInTransaction(session, revision, step.run.name);
    return;
  }
  if (step.kind === 'backfill')
    throw new PlumblineError('internal', { message: 'no batches can be run yet' });
  const statements = step.kind === 'sql' ? [step.sql] : await dialect.expand(session, step);
  // A table change counts as one step of the plan until it is known how many statements it takes.
  progress.total += statements.length - 1;
  for (const sql of statements) {
    tell(sql);
    await session.query(sql);
    progress.applied += 1;
    assertInTransaction(session, revision, sql);
  }
}

/** TypeORM keeps to savepoints by itself; what code writes as SQL is looked at before it runs. */
function refuseTransactionCommand(revision: string, sql: string): void {
  const command =
    /^(?:\s|--.*\n|\/\*[\s\S]*?\*\/)*(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ABORT|ROLLBACK(?!\s+(?:(?:WORK|TRANSACTION)\s+)?TO\b))\b/i;
  if (command.test(sql)) throw new PlumblineError('transaction-left', { revision, statement: sql });
}

function assertInTransaction(session: Session, revision: string, statement: string): void {
  if (!session.inTransaction()) throw new PlumblineError('transaction-left', { revision, statement });
}

/** Rolls back; a rollback that fails (the connection is gone) must not hide why. */
async function endFailedTransaction({ books }: RunContext, cause: unknown): Promise<void> {
  try {
    await books.dialect.rollback(books.session);
  } catch (error) {
    throw new PlumblineError('internal', { message: `rollback failed: ${messageOf(error)}` }, { cause });
  }
}

async function recordFailure(
  context: RunContext,
  plan: RevisionPlan,
  startedAt: Date,
  result: { readonly cause: unknown; readonly progress: Progress; readonly milliseconds: number },
): Promise<void> {
  const { books } = context;
  const attempt = attemptOf(context, plan, startedAt, { ...result, outcome: 'failed' });
  await books.dialect.begin(books.session);
  try {
    await ensureTables(books);
    await recordAttempt(books, context.actor, attempt);
    await books.dialect.commit(books.session);
  } catch (error) {
    await books.dialect.rollback(books.session);
    // That there is nowhere to record anything is what failed.
    if (isPlumblineError(error, 'no-default-schema')) throw error;
    throw new PlumblineError(
      'internal',
      { message: `the failure could not be recorded: ${messageOf(error)}` },
      {
        cause: result.cause,
      },
    );
  }
}

function attemptOf(
  context: RunContext,
  plan: RevisionPlan,
  startedAt: Date,
  result: {
    readonly outcome: Attempt['outcome'];
    readonly progress: Progress;
    readonly milliseconds: number;
    readonly cause?: unknown;
  },
): Attempt {
  const failed = result.outcome === 'failed';
  const sqlState = isPlumblineError(result.cause, 'database-error') ? result.cause.data.sqlState : undefined;
  return {
    revision: plan.file.header.revision,
    direction: plan.direction,
    outcome: result.outcome,
    startedAt,
    durationMs: result.milliseconds,
    lockWaitMs: context.lockWaitMs,
    // What was rolled back was not applied.
    statementsApplied: failed ? 0 : result.progress.applied,
    statementsTotal: result.progress.total,
    checksum: revisionChecksum(plan.file.text),
    ...(failed ? { failedStatement: result.progress.applied + 1, error: messageOf(result.cause) } : {}),
    ...(sqlState === undefined ? {} : { sqlState }),
  };
}

function failure(plan: RevisionPlan, progress: Progress, cause: unknown): PlumblineError {
  if (isPlumblineError(cause, 'transaction-left') || isPlumblineError(cause, 'version-conflict'))
    return cause;
  return new PlumblineError(
    'revision-failed',
    {
      revision: plan.file.header.revision,
      direction: plan.direction,
      statement: progress.applied + 1,
      total: Math.max(progress.total, progress.applied + 1),
      reason: messageOf(cause),
    },
    { cause },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
