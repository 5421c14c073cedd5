/** Orders text by UTF-16 code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A comparator that orders values by a text key. */
export function byText<T>(key: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => compareText(key(a), key(b));
}

/** Sorted values with one more in its place, after those of the same key. */
export function withInserted<T>(sorted: readonly T[], value: T, key: (value: T) => string): readonly T[] {
  const wanted = key(value);
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle];
    if (at !== undefined && compareText(key(at), wanted) > 0) high = middle;
    else low = middle + 1;
  }
  return [...sorted.slice(0, low), value, ...sorted.slice(low)];
}
