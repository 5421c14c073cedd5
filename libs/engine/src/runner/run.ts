import type { Limits, RunLock } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { countDone, type Actor } from '../history/audit-log';
import { fenceOf } from '../history/progress-store';
import type { Bookkeeping } from '../history/version-store';
import { isInOneTransaction } from '../plan/groups';
import type { RevisionPlan, TransactionMode } from '../plan/plan';
import type { RunReport } from '../report/report';
import type { RunEvent } from '../report/run-event';
import { rowsAfter } from '../revisions/graph/version-rows';
import { isKnown } from './add-revision';
import { assertFinishesPartial, assertManaged, assertRunnable } from './assertions';
import { beginRun, endRun } from './begin-run';
import type { Fenced, RunContext } from './context';
import { assertNotInterrupted } from './interruption';
import { runInOneTransaction } from './run-as-one';
import type { OrmDoor } from './orm-code';
import { takeRunLock } from './run-lock';
import { runRevision, type RevisionResult } from './run-revision';
import { canFollow, SentAhead } from './send-ahead';
import { readState, type DatabaseState } from './state';
import { Watch, watchedAlone } from './watch';

export interface RunRequest {
  readonly books: Bookkeeping;
  /** Where the database is before the run has its lock. */
  readonly state: DatabaseState;
  /** Asked once there is something to do. */
  readonly actor: () => Promise<Actor>;
  /** Milliseconds to wait for the lock of the run. */
  readonly lockTimeoutMs: number;
  readonly limits: Limits;
  readonly mode: TransactionMode;
  /** For code that asks for TypeORM. */
  readonly orm: OrmDoor;
  readonly emit: (event: RunEvent) => void;
  /** Stops the run: what is running is cancelled and rolled back. */
  readonly signal?: AbortSignal;
  /** Whether a database at these revisions is where the run shall lead; loads no revision. */
  readonly isThere: (current: readonly string[]) => boolean;
  /** Plans the run from the revisions that the database is at. Called under the lock. */
  readonly plan: (current: readonly string[]) => Promise<readonly RevisionPlan[]>;
  /** Asked, where there is something to do and nothing speaks against it, before anything is written. */
  readonly prepare?: (plans: readonly RevisionPlan[]) => Promise<void>;
}

export type RunResult = Pick<RunReport, 'from' | 'to' | 'revisions'>;

/**
 * Brings a database to where a plan leads, one revision after another, under the lock of the run. Where nothing is
 * to be done nothing is written, not even a lock taken, so that such a run works on a read-only server.
 *
 * @throws PlumblineError `lock-timeout`, `read-only-database`, what {@link assertRunnable} and its like refuse before
 *   anything runs, what {@link runRevision} ends with, and whatever the plan refuses
 */
export async function run(request: RunRequest): Promise<RunResult> {
  const { versions: from, partial, books } = request.state;
  if (request.isThere(from)) {
    assertFinishesPartial(partial, []);
    return { from, to: from, revisions: [] };
  }
  assertNotInterrupted(request.signal);
  await assertWritable(books);
  const waiting = performance.now();
  const lock = await takeLock(request);
  try {
    const lockWaitMs = performance.now() - waiting;
    request.emit({ kind: 'lock-taken', milliseconds: lockWaitMs });
    // Another run may have moved the database while this one waited.
    const state = await watchedAlone(books, request, () => readState(request.books));
    const plans = await request.plan(state.versions);
    return { ...(await runAll(request, plans, state, { lock, lockWaitMs })), from };
  } finally {
    await lock.release();
  }
}

async function assertWritable({ dialect, session }: Bookkeeping): Promise<void> {
  const reason = await dialect.writeObstacle(session);
  if (reason !== undefined)
    throw new PlumblineError('read-only-database', { url: session.target.displayUrl, reason });
}

function takeLock({ state, lockTimeoutMs, emit, signal }: RunRequest): Promise<RunLock> {
  return takeRunLock(state.books, {
    timeout: lockTimeoutMs,
    onWait: (holder) => emit({ kind: 'lock-waiting', holder }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function runAll(
  request: RunRequest,
  plans: readonly RevisionPlan[],
  state: DatabaseState,
  { lock, lockWaitMs }: { readonly lock: RunLock; readonly lockWaitMs: number },
): Promise<Omit<RunResult, 'from'>> {
  const { books, versions, partial } = state;
  assertFinishesPartial(partial, plans);
  const last = plans.at(-1);
  if (last === undefined) return { to: versions, revisions: [] };
  assertRunnable(books.dialect, plans, request.mode);
  await assertManaged(state, plans);
  await request.prepare?.(plans);
  const monitor = books.dialect.monitor(books.session);
  const { limits, emit, signal, orm } = request;
  const actor = await request.actor();
  const unwatched = {
    ...{ books, actor, lock, lockWaitMs, limits, monitor, emit, orm, last },
    ...(signal === undefined ? {} : { signal }),
  };
  const watch = new Watch(unwatched);
  const context: RunContext = { ...unwatched, watch };
  try {
    await watch.alone(() => beginRun(context, plans, state));
    if (books.session.isPooled()) emit({ kind: 'pooler-seen' });
    const results = await runEach(context, plans, state, request.mode);
    const revisions = plans.map(({ file: { header }, direction }, index) => {
      const { statements = 0, milliseconds = 0 } = results[index] ?? {};
      return { revision: header.revision, message: header.message, direction, statements, milliseconds };
    });
    const changes = plans.map(({ rows }) => rows);
    return { to: rowsAfter(versions, changes), revisions };
  } catch (error) {
    await endRun(context, error);
    throw error;
  } finally {
    watch.close();
    await monitor.close();
  }
}

async function runEach(
  context: RunContext,
  plans: readonly RevisionPlan[],
  { partial, hasHistory }: DatabaseState,
  mode: TransactionMode,
): Promise<readonly RevisionResult[]> {
  const times = new Map(hasHistory ? await countDone(context.books) : []);
  const fenced = plans.map((plan): Fenced => {
    const { revision } = plan.file.header;
    const key = `${revision}:${plan.direction}`;
    const count = times.get(key) ?? 0;
    times.set(key, count + 1);
    const fence = fenceOf(revision, plan.direction, count);
    const begun = partial.find((one) => one.fence === fence);
    const isWhole = begun === undefined && isInOneTransaction(context.books.dialect, plan);
    return {
      ...{ plan, fence, isKnown: isWhole && isKnown(plan) },
      ...(begun === undefined ? {} : { partial: begun }),
    };
  });
  return mode === 'all' ? runInOneTransaction(context, fenced) : runInTurn(context, fenced);
}

/** One after another; where it can be, the next one is on its way before the one in front is done. */
async function runInTurn(
  context: RunContext,
  revisions: readonly Fenced[],
): Promise<readonly RevisionResult[]> {
  const results: RevisionResult[] = [];
  let ahead: SentAhead | undefined;
  for (const [index, one] of revisions.entries()) {
    const next = revisions[index + 1];
    let following: SentAhead | undefined;
    const sent = (): void => {
      if (next !== undefined && canFollow(context, one, next)) following = new SentAhead(context, next);
    };
    const result = await runRevision(context, one, { sent, ...(ahead === undefined ? {} : { ahead }) });
    results.push(result);
    // What followed one that was rolled back has failed with it.
    ahead = result.skipped ? undefined : following;
  }
  return results;
}
