export interface PoolOptions<Item> {
  /** How many run at a time, at most. */
  readonly concurrency: number;
  /** Asked before each. */
  readonly mayBegin: () => boolean;
  readonly run: (item: Item) => Promise<void>;
}

/** Runs a function for each item, in order, some at a time. Once it may not begin with one, it begins with no other. */
export async function runPool<Item>(items: readonly Item[], options: PoolOptions<Item>): Promise<void> {
  const waiting = [...items].reverse();
  const work = async (): Promise<void> => {
    for (;;) {
      const item = options.mayBegin() ? waiting.pop() : undefined;
      if (item === undefined) return;
      await options.run(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, items.length) }, work));
}
