import { addRevision } from './add-revision';
import { beginProgress, type Fenced, type Progress, type RunContext } from './context';
import { StepQueue } from './step-queue';
import type { Rest } from './transaction';

/**
 * Whether a revision may be sent before the one in front of it is answered. Where that one fails, this one does too: it
 * finds itself in the first one's failed transaction, or misses the version row that the first one was to write.
 */
export function canFollow({ books, lock, signal }: RunContext, first: Fenced, next: Fenced): boolean {
  if (!first.isKnown || !next.isKnown) return false;
  const isChained = next.plan.rows.gone.some((id) => first.plan.rows.come.includes(id));
  return isChained && books.session.canSendAhead() && lock.isFresh() && signal?.aborted !== true;
}

/**
 * A revision that is on its way to the database while the one in front of it runs, see {@link canFollow}. Nothing is told of
 * it before its turn has come.
 */
export class SentAhead {
  readonly progress: Progress;
  readonly #committed: Promise<void>;
  #rest: Required<Rest> | undefined;
  /** The statements that were done before anybody listened. */
  readonly #heard: number[] = [];
  #isHeard = false;

  /** Sends it. */
  constructor(context: RunContext, revision: Fenced) {
    this.progress = beginProgress(revision.plan);
    this.#committed = this.#send(context, revision);
    // When its turn does not come, nobody waits for it.
    this.#committed.catch(() => undefined);
  }

  /** Tells what is known of it and what becomes known from now on, until it is committed. */
  hear(): Promise<void> {
    Object.assign(this.progress, beginProgress(this.progress.plan), { isCommitting: true });
    this.#isHeard = true;
    this.#rest?.begun();
    for (const index of this.#heard) this.#rest?.completed(index);
    return this.#committed;
  }

  async #send(context: RunContext, { fence }: Fenced): Promise<void> {
    const { dialect, session } = context.books;
    const queue = new StepQueue(context, this.progress);
    // A known revision asks the database nothing: no answer comes in between.
    await addRevision(context, this.progress, queue, fence);
    this.#rest = queue.take();
    await Promise.all([
      dialect.begin(session, context.limits),
      dialect.commit(session, this.#rest.statements, (index) => this.#complete(index)),
    ]);
  }

  #complete(index: number): void {
    if (this.#isHeard) this.#rest?.completed(index);
    else this.#heard.push(index);
  }
}
