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
  readonly #pending = new Set<Promise<unknown>>();
  readonly #failures: { readonly answer: Answer<unknown>; readonly error: unknown }[] = [];

  /** The same answer, with an eye on it. */
  add<Value>(query: Promise<Value>): Promise<Value> {
    const answer = new Answer<Value>((resolve, reject) => query.then(resolve, reject));
    const forget = (): void => void this.#pending.delete(settled);
    // Past its own `then`: this is not the code's waiting.
    const settled = Promise.prototype.then.call(answer, forget, (error: unknown) => {
      forget();
      this.#failures.push({ answer, error });
    });
    this.#pending.add(settled);
    return answer;
  }

  /** Waits for those that have not ended; true where there were any. */
  async settle(): Promise<boolean> {
    const wasPending = this.#pending.size > 0;
    await Promise.all(this.#pending);
    return wasPending;
  }

  /**
   * @param name of the code
   * @throws Error where a query failed that nobody waits for
   */
  assertAwaited(name: string): void {
    const unseen = this.#failures.find(({ answer }) => !answer.isAwaited);
    if (unseen === undefined) return;
    throw new Error(`op.run('${name}') did not await a query that failed. ${messageOf(unseen.error)}`, {
      cause: unseen.error,
    });
  }
}
