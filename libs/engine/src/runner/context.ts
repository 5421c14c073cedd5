import type { Limits, Monitor, RunLock } from '../dialect/dialect';
import type { Actor } from '../history/audit-log';
import type { PartialRevision } from '../history/progress-store';
import type { Bookkeeping } from '../history/version-store';
import type { RevisionPlan } from '../plan/plan';
import type { RunEvent } from '../report/run-event';
import type { OrmDoor } from './orm-code';
import type { Watch } from './watch';

/** What every part of a run has at hand. */
export interface RunContext {
  /** The schema of the tables is resolved, so that no setting of a revision leads elsewhere. */
  readonly books: Bookkeeping;
  readonly actor: Actor;
  readonly lock: RunLock;
  /** Milliseconds that the run waited for its lock. */
  readonly lockWaitMs: number;
  readonly limits: Limits;
  readonly monitor: Monitor;
  readonly watch: Watch;
  /** The last revision of the run. */
  readonly last: RevisionPlan;
  readonly orm: OrmDoor;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
}

/** A revision of the run with the name of its attempt. */
export interface Fenced {
  readonly plan: RevisionPlan;
  readonly fence: string;
  /** What an earlier run has done of it, where it did not come to its end. */
  readonly partial?: PartialRevision;
  /** Whether all of it is known before it runs, and committed at once. */
  readonly isKnown: boolean;
}

/** How far an attempt at a revision has come. */
export interface Progress {
  readonly plan: RevisionPlan;
  readonly startedAt: Date;
  /** As `performance.now()` counts. */
  readonly began: number;
  /** Statements that ran, those that were committed before included. */
  applied: number;
  /** A table change counts as one until it is known how many statements it takes. */
  total: number;
  /** Statements that are committed whatever becomes of the rest. */
  kept: number;
  /** Rows that were gone through in committed batches of the statement that is next to be done. */
  rows?: number;
  /** Whether the commit was sent. */
  isCommitting: boolean;
  /** True while code runs without a transaction: nobody can take back what it did. */
  isOutside: boolean;
  /** Whom the statement that is next to be done was last seen waiting for. */
  blockedBy?: string;
}

export function beginProgress(plan: RevisionPlan): Progress {
  return {
    plan,
    startedAt: new Date(),
    began: performance.now(),
    applied: 0,
    total: plan.steps.length,
    kept: 0,
    isCommitting: false,
    isOutside: false,
  };
}

/** Counts a statement that ran, and tells of it. */
export function statementRan({ emit }: Pick<RunContext, 'emit'>, progress: Progress): void {
  progress.applied += 1;
  delete progress.blockedBy;
  delete progress.rows;
  const { revision } = progress.plan.file.header;
  emit({ kind: 'statement-finished', revision, position: progress.applied });
}

/** Another run has done the revision meanwhile, as its fence shows. */
export class AlreadyDone extends Error {
  override readonly message = 'another run has done it meanwhile';
}
