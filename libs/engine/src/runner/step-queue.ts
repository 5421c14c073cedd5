import type { Statement } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { statementRan, type Progress, type RunContext } from './context';

/** A statement that waits to be sent. */
export interface Entry {
  readonly statement: Statement;
  /** For a statement of the revision, as against one of the bookkeeping: how it is shown. */
  readonly shown?: string;
  /** The statement must change one row; where it does not, this is why. */
  readonly otherwise?: () => Error;
}

/** Collects the single statements of a transaction, so that they go to the server in one message. */
export class StepQueue {
  #entries: Entry[] = [];

  constructor(
    private readonly context: RunContext,
    private readonly progress: Progress,
  ) {}

  add(...entries: readonly Entry[]): void {
    this.#entries.push(...entries);
  }

  /**
   * Runs what was collected.
   *
   * @throws the error of the first entry whose statement failed, or did not change the row it had to change
   */
  async flush(): Promise<void> {
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length === 0) return;
    const changed: number[] = [];
    this.#tellNext(entries, 0);
    try {
      await this.context.books.session.runAll(
        entries.map(({ statement }) => statement),
        (index, rows) => {
          changed.push(rows);
          if (entries[index]?.shown === undefined) return;
          statementRan(this.context, this.progress);
          this.#tellNext(entries, index + 1);
        },
      );
    } catch (error) {
      throw unmet(entries, changed) ?? error;
    }
    const error = unmet(entries, changed);
    if (error !== undefined) throw error;
    this.#assertInTransaction(entries.at(-1)?.shown ?? '');
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

  #tellNext(entries: readonly Entry[], from: number): void {
    const next = entries.slice(from).find(({ shown }) => shown !== undefined);
    if (next?.shown !== undefined) this.tell(next.shown);
  }

  #assertInTransaction(statement: string): void {
    const { revision } = this.progress.plan.file.header;
    if (!this.context.books.session.inTransaction())
      throw new PlumblineError('transaction-left', { revision, statement });
  }
}

/** The first entry that was run, and did not change one row though it had to. */
function unmet(entries: readonly Entry[], changed: readonly number[]): Error | undefined {
  return entries
    .find(({ otherwise }, index) => otherwise !== undefined && (changed[index] ?? 1) !== 1)
    ?.otherwise?.();
}
