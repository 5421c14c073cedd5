import { messageOf } from '../kernel/caught';

/** The answer to a query, which knows whether anybody waits for it: `await`, `then` and `Promise.all` all come by here. */
class Answer<Value> extends Promise<Value> {
  isAwaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  override then<Kept = Value, Caught = never>(
    kept?: ((value: Value) => Kept | PromiseLike<Kept>) | null,
    caught?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    this.isAwaited = true;
    return super.then(kept, caught);
  }
}

/** The queries of some code. What becomes of one that the code does not wait for, the code would not know. */
export class Queries {
  readonly #pending = new Set<Answer<unknown>>();
  #unseen: { readonly answer: Answer<unknown>; readonly error: unknown } | undefined;

  /** The same answer, with an eye on it. */
  add<Value>(query: Promise<Value>): Promise<Value> {
    const answer = new Answer<Value>((resolve, reject) => query.then(resolve, reject));
    this.#pending.add(answer);
    // Past its own `then`: this is not the code's waiting.
    void Promise.prototype.then.call(
      answer,
      () => this.#pending.delete(answer),
      (error: unknown) => {
        this.#pending.delete(answer);
        if (!answer.isAwaited) this.#unseen ??= { answer, error };
      },
    );
    return answer;
  }

  /** Waits for those that have not ended; true where there were any. */
  async settle(): Promise<boolean> {
    const pending = [...this.#pending];
    await Promise.allSettled(pending.map((answer) => Promise.prototype.then.call(answer, undefined)));
    return pending.length > 0;
  }

  /**
   * @param name of the code
   * @throws Error where a query failed that nobody waits for
   */
  assertAwaited(name: string): void {
    if (this.#unseen === undefined || this.#unseen.answer.isAwaited) return;
    const { error } = this.#unseen;
    throw new Error(`op.run('${name}') did not await a query that failed. ${messageOf(error)}`, {
      cause: error,
    });
  }
}
