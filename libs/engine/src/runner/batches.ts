import type { Dialect, Session } from '../dialect/dialect';
import type { RunEvent } from '../report/run-event';

/**
 * What a step that works in batches (`kind: 'backfill'`) is given. Each batch is a transaction of its own, and how far
 * the step has come is committed with it: a run that is stopped anywhere goes on where the last batch ended.
 */
export interface Batches {
  readonly dialect: Dialect;
  readonly session: Session;
  /** How far the batches that are committed have come, as the last of them said; `undefined` before the first. */
  readonly cursor: string | undefined;
  readonly emit: (event: RunEvent) => void;
  /** Aborted when the run is to stop; a pause between batches ends with it. */
  readonly signal?: AbortSignal;
  /**
   * Runs one batch in a transaction. A lock that is not obtained in time rolls the batch back and tries it again.
   *
   * @param work changes some rows and gives the cursor after them, as text of its own making
   * @throws PlumblineError what the work throws, rolled back; `lock-lost`, `interrupted` before it begins
   */
  batch(work: () => Promise<string>): Promise<void>;
}
