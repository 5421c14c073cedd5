import { runPool } from './run-pool';

/** A function that waits until it is let go, and knows how many wait. */
function gate(): { readonly run: (item: number) => Promise<void>; readonly begun: number[]; open(): void } {
  const waiting: (() => void)[] = [];
  const begun: number[] = [];
  return {
    begun,
    run: (item) => {
      begun.push(item);
      return new Promise((resolve) => waiting.push(resolve));
    },
    open: () => waiting.shift()?.(),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('runPool', () => {
  it('begins with the next one when one is over, in order', async () => {
    const { run, begun, open } = gate();
    const over = runPool([1, 2, 3, 4], { concurrency: 2, mayBegin: () => true, run });
    expect(begun).toEqual([1, 2]);
    open();
    await settled();
    expect(begun).toEqual([1, 2, 3]);
    for (let left = 0; left < 3; left += 1) {
      open();
      await settled();
    }
    await over;
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('ends when it may begin with no other, and the running ones are over', async () => {
    const { run, begun, open } = gate();
    let isGoing = true;
    const over = runPool([1, 2, 3, 4], { concurrency: 2, mayBegin: () => isGoing, run });
    isGoing = false;
    open();
    open();
    await over;
    expect(begun).toEqual([1, 2]);
  });

  it('does nothing with nothing', async () => {
    const { run, begun } = gate();
    await runPool([], { concurrency: 8, mayBegin: () => true, run });
    expect(begun).toEqual([]);
  });
});
