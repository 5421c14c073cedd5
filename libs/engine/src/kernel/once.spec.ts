import { once, onceFor, onceForObject } from './once';

describe('what is done once', () => {
  it('is done at the first call, even where it comes to nothing', () => {
    let calls = 0;
    const ask = once(() => void (calls += 1));
    expect([ask(), ask(), calls]).toEqual([undefined, undefined, 1]);
  });

  it('is done once for each value', () => {
    const seen: string[] = [];
    const double = onceFor((text: string) => {
      seen.push(text);
      return text + text;
    });
    expect([double('a'), double('b'), double('a')]).toEqual(['aa', 'bb', 'aa']);
    expect(seen).toEqual(['a', 'b']);
  });

  it('is done once for each object, whatever it holds', () => {
    let calls = 0;
    const count = onceForObject(() => (calls += 1));
    const [first, second] = [{}, {}];
    expect([count(first), count(second), count(first)]).toEqual([1, 2, 1]);
  });
});
