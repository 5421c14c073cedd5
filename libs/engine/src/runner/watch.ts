import { setTimeout as sleep } from 'node:timers/promises';
import { describeBlocker } from '../report/describe-blocker';
import type { Progress, RunContext } from './context';
import { assertNotInterrupted } from './interruption';

/** Milliseconds after which it is looked who blocks a statement, where waiting for a lock may last longer. */
const LONGEST_INTERVAL = 1000;
/** Milliseconds between two requests to cancel: one that comes between two statements cancels nothing. */
const CANCEL_INTERVAL = 200;
/** Milliseconds for a server to do as it is asked; after them it is not waited for. */
const CANCEL_TIMEOUT = 5000;
/** Milliseconds beyond the time that a statement may take, for the server to say that it was too long. */
const GRACE = 5000;

/** What it takes to have an eye on a session. */
type Watching = Pick<RunContext, 'books' | 'limits' | 'monitor' | 'emit' | 'signal'>;

/** What is watched now. */
interface Watched {
  /** Of the revision, where it is one. */
  readonly progress: Progress | undefined;
  /** When it began, as `performance.now()` counts; never, where nobody can look. */
  since: number;
  /** Who was last seen to block it: their processes. */
  known: string;
  /** What was last heard of the server, and when, as `performance.now()` counts. */
  heard: number | undefined;
  heardAt: number;
}

/** An eye on what is done on the database: tells whom it waits for, and cancels it when the run is to stop. */
export class Watch {
  readonly #watching: Watching;
  readonly #interval: number;
  readonly #timer: NodeJS.Timeout;
  #watched: Watched | undefined;
  #isLooking = false;

  constructor(watching: Watching) {
    this.#watching = watching;
    this.#interval = Math.max(50, Math.min(LONGEST_INTERVAL, watching.limits.lock / 2));
    this.#timer = setInterval(() => this.#tick(), this.#interval / 2);
    watching.signal?.addEventListener('abort', this.#stop);
  }

  /**
   * Runs something with an eye on it.
   *
   * @param progress of the revision, where it is one
   */
  async over<T>(progress: Progress | undefined, work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    const watched: Watched = { progress, since, known: '', heard: undefined, heardAt: since };
    this.#watched = watched;
    try {
      if (this.#watching.signal?.aborted) this.#stop();
      return await work();
    } finally {
      this.#watched = undefined;
    }
  }

  /**
   * The same of what belongs to no revision.
   *
   * @throws PlumblineError `interrupted`, `terminated` once the signal is aborted; whatever the work throws
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.over(undefined, work);
    } catch (error) {
      assertNotInterrupted(this.#watching.signal);
      throw error;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#watching.signal?.removeEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => {
    if (this.#watched !== undefined) void this.#cancel(this.#watched);
  };

  /** Where nothing can be cancelled, as no further connection is to be had or nobody answers, the connection is given up. */
  async #cancel(watched: Watched): Promise<void> {
    const { monitor, books } = this.#watching;
    const giveUp = (): void => {
      const isWaiting = this.#watched === watched && books.session.heard() !== undefined;
      if (isWaiting) books.session.abandon('the server did not stop what it was asked to stop');
    };
    setTimeout(giveUp, CANCEL_TIMEOUT).unref();
    while (this.#watched === watched) {
      try {
        await monitor.cancel();
      } catch {
        if (this.#watched === watched) books.session.abandon();
        return;
      }
      // The process does not wait for it.
      await sleep(CANCEL_INTERVAL, undefined, { ref: false });
    }
  }

  /**
   * A server that is too late with its answer, though it was told how long it may take, is asked by another way. A revision may
   * give its statements more time; but where nothing is at work on them, or nobody answers at all, no answer will come.
   */
  #listen(watched: Watched): void {
    const { limits, books, monitor } = this.#watching;
    const heard = books.session.heard();
    const now = performance.now();
    if (heard === undefined || heard !== watched.heard) {
      Object.assign(watched, { heard, heardAt: now });
      return;
    }
    const silence = now - watched.heardAt;
    if (silence < limits.statement + GRACE) return;
    watched.heardAt = now;
    const giveUp = (): void => {
      if (this.#watched !== watched || books.session.heard() !== heard) return;
      books.session.abandon(`nothing was heard of the server for ${Math.round(silence / 1000)} s`);
    };
    monitor.isAtWork().then((isAtWork) => {
      if (!isAtWork) giveUp();
    }, giveUp);
  }

  #tick(): void {
    const watched = this.#watched;
    if (watched === undefined) return;
    this.#listen(watched);
    if (this.#isLooking) return;
    if (performance.now() - watched.since < this.#interval) return;
    this.#isLooking = true;
    this.#look(watched)
      // To look on is a courtesy: where no further connection is to be had, the statement goes on unwatched.
      .catch(() => (watched.since = Infinity))
      .finally(() => (this.#isLooking = false));
  }

  async #look(watched: Watched): Promise<void> {
    const { monitor, emit } = this.#watching;
    const blockers = await monitor.blockers();
    const who = blockers.map(({ pid }) => pid ?? 'unknown').join();
    if (this.#watched !== watched || who === watched.known) return;
    watched.known = who;
    if (blockers.length === 0) return;
    const { progress } = watched;
    if (progress !== undefined) progress.blockedBy = blockers.map(describeBlocker).join('; ');
    const revision = progress === undefined ? {} : { revision: progress.plan.file.header.revision };
    emit({ kind: 'blocked', ...revision, blockers });
  }
}

/** The same as {@link Watch.alone}, where nothing is watched yet. */
export async function watchedAlone<T>(
  books: RunContext['books'],
  watching: Omit<Watching, 'books' | 'monitor'>,
  work: () => Promise<T>,
): Promise<T> {
  const monitor = books.dialect.monitor(books.session);
  const watch = new Watch({ ...watching, books, monitor });
  try {
    return await watch.alone(work);
  } finally {
    watch.close();
    await monitor.close();
  }
}
