import type { RunLock } from '../dialect/dialect';
import { countDone, type Actor } from '../history/audit-log';
import { HISTORY_TABLE } from '../history/bookkeeping-tables';
import { readVersions, type Bookkeeping } from '../history/version-store';
import type { RevisionPlan } from '../plan/plan';
import type { RunReport } from '../report/report';
import type { RunEvent } from '../report/run-event';
import { rowsAfter } from '../revisions/graph/version-rows';
import type { OrmDoor } from './orm-code';
import { runRevision, type RunContext } from './run-revision';

export interface RunRequest {
  readonly books: Bookkeeping;
  /** Asked once there is something to do. */
  readonly actor: () => Promise<Actor>;
  /** Milliseconds to wait for the lock of the run. */
  readonly lockTimeoutMs: number;
  readonly emit: (event: RunEvent) => void;
  /** For code that asks for TypeORM. */
  readonly orm: OrmDoor;
  /** Whether a database at these revisions is where the run shall lead; loads no revision. */
  readonly isThere: (current: readonly string[]) => boolean;
  /** Plans the run from the revisions that the database is at. Called under the lock. */
  readonly plan: (current: readonly string[]) => Promise<readonly RevisionPlan[]>;
}

export type RunResult = Pick<RunReport, 'from' | 'to' | 'revisions'>;

/**
 * Brings a database to where a plan leads, one revision after another, under the lock of the run. Where nothing is
 * to be done nothing is written, not even a lock taken, so that such a run works on a read-only server.
 *
 * @throws PlumblineError `lock-timeout`, `revision-failed` and whatever the plan refuses
 */
export async function run(request: RunRequest): Promise<RunResult> {
  const { books } = request;
  const from = await readVersions(books);
  if (request.isThere(from)) return { from, to: from, revisions: [] };
  const waiting = performance.now();
  const lock = await takeLock(request);
  try {
    const lockWaitMs = performance.now() - waiting;
    // Another run may have moved the database while this one waited.
    const start = await readVersions(books);
    const plans = await request.plan(start);
    return { ...(await runAll(request, plans, lockWaitMs, start)), from };
  } finally {
    await lock.release();
  }
}

async function takeLock({ books, lockTimeoutMs, emit }: RunRequest): Promise<RunLock> {
  return books.dialect.lock(books.session, `plumbline:${books.schema ?? ''}`, {
    timeout: lockTimeoutMs,
    onWait: (holder) => emit({ kind: 'lock-waiting', holder }),
  });
}

async function runAll(
  request: RunRequest,
  plans: readonly RevisionPlan[],
  lockWaitMs: number,
  start: readonly string[],
): Promise<Omit<RunResult, 'from'>> {
  const { books, emit } = request;
  const actor = await request.actor();
  const hasHistory = await books.dialect.hasTable(books.session, HISTORY_TABLE, books.schema);
  const times = new Map(hasHistory ? await countDone(books) : []);
  const revisions: RunResult['revisions'][number][] = [];
  for (const [index, plan] of plans.entries()) {
    const { revision, message } = plan.file.header;
    const key = `${revision}:${plan.direction}`;
    const context: RunContext = {
      books,
      actor,
      lockWaitMs,
      emit,
      orm: request.orm,
      ensureTables: index === 0,
    };
    const { statements, milliseconds } = await runRevision(context, plan, times.get(key) ?? 0);
    times.set(key, (times.get(key) ?? 0) + 1);
    revisions.push({ revision, message, direction: plan.direction, statements, milliseconds });
  }
  return {
    to: rowsAfter(
      start,
      plans.map(({ rows }) => rows),
    ),
    revisions,
  };
}
