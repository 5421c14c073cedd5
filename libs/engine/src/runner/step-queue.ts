import type { Statement } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { statementRan, type Progress, type RunContext } from './context';
import type { Rest } from './transaction';

/** A statement that waits to be sent. */
export interface Entry {
  readonly statement: Statement;
  /** For a statement of the revision, as against one of the bookkeeping: how it is shown. */
  readonly shown?: string;
  /** Told when the statement begins, and when it is done. */
  readonly begun?: () => void;
  readonly done?: () => void;
}

/** Collects the single statements of a transaction, so that they go to the server in one message. */
export class StepQueue {
  #entries: Entry[] = [];
  /** The message that was sent last, where its answer was not waited for. */
  #ahead: Promise<void> | undefined;

  constructor(
    private readonly context: RunContext,
    private readonly progress: Progress,
  ) {}

  /** How many statements wait. */
  get size(): number {
    return this.#entries.length;
  }

  add(...entries: readonly Entry[]): void {
    this.#entries.push(...entries);
  }

  /** Has it told when the first of the statements from a place on begins, and when the last that waits now is done. */
  tellOf(from: number, { begun, done }: Required<Pick<Entry, 'begun' | 'done'>>): void {
    const own = this.#entries.splice(from);
    this.#entries.push(
      ...own.map((entry, index) => ({
        ...entry,
        ...(index === 0 ? { begun } : {}),
        ...(index === own.length - 1 ? { done } : {}),
      })),
    );
  }

  /**
   * Runs what was collected.
   *
   * @throws the error of the first statement that failed, or did not change the row it had to change
   */
  async flush(): Promise<void> {
    await this.settle();
    const last = this.#entries.at(-1)?.shown ?? '';
    const { statements, begun, completed } = this.take();
    if (statements.length === 0) return;
    begun();
    await this.context.books.session.runAll(statements, completed);
    this.#assertInTransaction(last);
  }

  /**
   * Sends what was collected, and waits only for what was sent before it: the database has something to do while the next
   * is collected.
   *
   * @throws as {@link flush} does, of what was sent before
   */
  async flushAhead(): Promise<void> {
    const { session } = this.context.books;
    if (!session.canSendAhead()) return this.flush();
    const { statements, begun, completed } = this.take();
    const before = this.#ahead ?? Promise.resolve();
    let hasBegun = false;
    const begin = (): void => {
      if (!hasBegun) begun();
      hasBegun = true;
    };
    before.then(begin, () => undefined);
    this.#ahead = session.runAll(statements, (index) => {
      begin();
      completed(index);
    });
    this.#ahead.catch(() => undefined);
    await before;
  }

  /** Waits for what was sent ahead. */
  async settle(): Promise<void> {
    await this.#ahead;
    this.#ahead = undefined;
  }

  /** Hands out what was collected, for somebody else to run, who tells when it begins. */
  take(): Required<Rest> {
    const entries = this.#entries;
    this.#entries = [];
    const lastShown = entries.map(({ shown }) => shown !== undefined).lastIndexOf(true);
    return {
      begun: () => this.#begin(entries, 0),
      statements: entries.map(({ statement, shown }, index) =>
        shown !== undefined && index < lastShown ? { ...statement, isAwaited: true } : statement,
      ),
      completed: (index) => {
        const { shown, done } = entries[index] ?? {};
        if (shown !== undefined) statementRan(this.context, this.progress);
        done?.();
        if (shown !== undefined || entries[index + 1]?.begun !== undefined) this.#begin(entries, index + 1);
      },
    };
  }

  /** Runs a text of several statements, which a message of single ones cannot hold. */
  async runText(sql: string): Promise<void> {
    await this.flush();
    this.tell(sql);
    await this.context.books.session.query(sql);
    statementRan(this.context, this.progress);
    this.#assertInTransaction(sql);
  }

  tell(sql: string): void {
    const { revision } = this.progress.plan.file.header;
    this.context.emit({ kind: 'statement', revision, position: this.progress.applied + 1, sql });
  }

  tellCode(code: string): void {
    const { revision } = this.progress.plan.file.header;
    const sql = `run: ${code}`;
    this.context.emit({ kind: 'statement', revision, position: this.progress.applied + 1, sql, code });
  }

  /** Tells of the statement at an index, or of the first after it that is the revision's own. */
  #begin(entries: readonly Entry[], from: number): void {
    entries[from]?.begun?.();
    for (let index = from; index < entries.length; index += 1) {
      const { shown, begun } = entries[index] ?? {};
      if (index > from && begun !== undefined) return;
      if (shown !== undefined) return this.tell(shown);
    }
  }

  #assertInTransaction(statement: string): void {
    const { revision } = this.progress.plan.file.header;
    if (!this.context.books.session.inTransaction())
      throw new PlumblineError('transaction-left', { revision, statement });
  }
}
