import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { isCompleted } from '../history/audit-log';
import type { Progress, RunContext } from './context';
import { interruption, uncaughtBy } from './interruption';
import { onLivingSession, ownError, reasonOf, record, sqlStateOf } from './record';

/** Errors that say all there is to say. */
const COMPLETE = ['transaction-left', 'version-conflict', 'lock-lost', 'applied-part-edited'] as const;

/**
 * Records an attempt that failed or was interrupted, and gives the error that the run ends with.
 *
 * @param fence what tells whether the revision was committed after all
 * @param isWhole whether all revisions of the run were in one transaction
 */
export async function failed(
  context: RunContext,
  progress: Progress,
  thrown: unknown,
  { fence, isWhole = false }: { readonly fence: string; readonly isWhole?: boolean },
): Promise<PlumblineError> {
  const uncaught = uncaughtBy(context.signal);
  const cause = uncaught === undefined ? thrown : uncaught.error;
  const { revision } = progress.plan.file.header;
  const { direction } = progress.plan;
  const stays = {
    ...(progress.kept > 0 ? { kept: progress.kept } : {}),
    ...(progress.rows === undefined ? {} : { rows: progress.rows }),
    ...(progress.isOutside ? { outside: true as const } : {}),
  };
  context.emit({ kind: 'revision-failed', revision, direction, reason: reasonOf(context, cause) });
  if (context.signal?.aborted && uncaught === undefined) {
    await record(context, progress, 'interrupted', cause);
    return interruption(context.signal, { revision, ...stays });
  }
  if (isPlumblineError(cause, 'database-unreachable')) return lost(context, progress, cause, fence);
  await record(context, progress, 'failed', cause);
  if (COMPLETE.some((code) => isPlumblineError(cause, code))) return cause as PlumblineError;
  const statement = progress.applied + 1;
  const reason = withBlockers(progress, reasonOf(context, cause));
  const remedy = ownError(cause)?.next;
  const sqlState = sqlStateOf(cause);
  return new PlumblineError(
    'revision-failed',
    {
      revision,
      direction,
      statement,
      total: Math.max(progress.total, statement),
      reason,
      ...stays,
      ...(statement > progress.total ? { atCommit: true } : {}),
      ...(isWhole ? { whole: true } : {}),
      ...(sqlState === undefined ? {} : { sqlState }),
      ...(remedy === undefined ? {} : { remedy }),
    },
    { cause },
  );
}

function withBlockers({ blockedBy }: Progress, reason: string): string {
  return blockedBy === undefined ? reason : `${reason}; it waited for ${blockedBy}`;
}

/** The answer to a commit may be lost on the way, so that another connection has to see what became of it. */
async function lost(
  context: RunContext,
  progress: Progress,
  cause: PlumblineError<'database-unreachable'>,
  fence: string,
): Promise<PlumblineError> {
  const committed = progress.isCommitting ? await wasCommitted(context, cause, fence) : 'no';
  if (committed !== 'yes') await record(context, progress, 'failed', cause);
  return new PlumblineError(
    'connection-lost',
    {
      revision: progress.plan.file.header.revision,
      direction: progress.plan.direction,
      statement: progress.applied + 1,
      total: progress.total,
      reason: cause.data.reason,
      committed,
    },
    { cause },
  );
}

/** A transaction that is not seen may still be about to be committed, unless who ran it is gone. */
async function wasCommitted(
  context: RunContext,
  cause: unknown,
  fence: string,
): Promise<'yes' | 'no' | 'unknown'> {
  try {
    const hasEnded = await context.monitor.hasEnded();
    const isSeen = await onLivingSession(context, cause, (session) =>
      isCompleted({ ...context.books, session }, fence),
    );
    if (isSeen) return 'yes';
    return hasEnded ? 'no' : 'unknown';
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    return 'unknown';
  }
}
