import type { Session } from '../dialect/dialect';
import { redactorOf } from '../config/redact';
import { isPlumblineError, type PlumblineError } from '../errors/plumbline-error';
import { messageOf } from '../kernel/caught';
import { recordAttempt, type Attempt, type Outcome } from '../history/audit-log';
import { revisionChecksum } from '../revisions/files/checksum';
import type { Progress, RunContext } from './context';
import { limitsNow } from './interruption';

/** An attempt as the history has it. */
export function attemptOf(
  context: RunContext,
  progress: Progress,
  outcome: Outcome,
  cause?: unknown,
): Attempt {
  const { plan } = progress;
  const sqlState = sqlStateOf(cause);
  const hasFailed = outcome !== 'done' && outcome !== 'rolled back';
  return {
    revision: plan.file.header.revision,
    direction: plan.direction,
    outcome,
    startedAt: progress.startedAt,
    durationMs: performance.now() - progress.began,
    lockWaitMs: context.lockWaitMs,
    // What was rolled back was not applied.
    statementsApplied: outcome === 'done' ? progress.applied : progress.kept,
    statementsTotal: progress.total,
    checksum: revisionChecksum(plan.file.text),
    ...(hasFailed ? { failedStatement: progress.applied + 1 } : {}),
    ...(cause === undefined ? {} : { error: reasonOf(context, cause) }),
    ...(sqlState === undefined ? {} : { sqlState }),
  };
}

/**
 * Records an attempt that came to nothing, in a transaction of its own; on a new connection where that of the run is
 * lost. That it cannot be recorded is told, and must not hide why it came to nothing.
 */
export async function record(
  context: RunContext,
  progress: Progress,
  outcome: Outcome,
  cause?: unknown,
): Promise<void> {
  const attempt = attemptOf(context, progress, outcome, cause);
  try {
    await onLivingSession(context, cause, async (session) => {
      const { dialect } = context.books;
      await dialect.begin(session, limitsNow(context));
      try {
        await recordAttempt({ ...context.books, session }, context.actor, attempt);
        await dialect.commit(session);
      } catch (error) {
        await dialect.rollback(session);
        throw error;
      }
    });
  } catch (error) {
    context.emit({ kind: 'not-recorded', revision: attempt.revision, outcome, reason: messageOf(error) });
  }
}

/** Runs with the session of the run, or with another where an error says that its connection is lost. */
export async function onLivingSession<T>(
  { books }: RunContext,
  cause: unknown,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  if (!isPlumblineError(cause, 'database-unreachable')) return use(books.session);
  const session = await books.dialect.connect(books.session.target);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** Errors whose message says all. */
const SAID_BY_MESSAGE = ['database-error', 'interrupted', 'terminated'] as const;

/** An error that says more of what went wrong than what a database says of a statement. */
export function ownError(cause: unknown): PlumblineError | undefined {
  const isOwn = isPlumblineError(cause) && !SAID_BY_MESSAGE.some((code) => isPlumblineError(cause, code));
  return isOwn ? cause : undefined;
}

/** Why an attempt came to nothing, without the password of the database. */
export function reasonOf({ books }: RunContext, cause: unknown): string {
  const own = ownError(cause);
  if (own === undefined) return messageOf(cause);
  const { target } = books.session;
  const redact = 'parameters' in target ? redactorOf(target) : String;
  return `${messageOf(own)} ${redact(own.why)}`;
}

/** SQLSTATE, or SQLite's result code, where it was the database that refused. */
export function sqlStateOf(error: unknown): string | undefined {
  return isPlumblineError(error, 'database-error') ? error.data.sqlState : undefined;
}
