/** A function that does its work at the first call, and gives that result at each. */
export function once<T>(work: () => T): () => T {
  const forNothing = onceFor(() => work());
  return () => forNothing(undefined);
}

/** The same for a function of one value: once for each value. */
export function onceFor<Value, T>(work: (value: Value) => T): (value: Value) => T {
  return remembering(work, new Map());
}

/** The same for a function of one object, which is kept only as long as the object is. */
export function onceForObject<Value extends object, T>(work: (value: Value) => T): (value: Value) => T {
  return remembering(work, new WeakMap());
}

function remembering<Value, T>(
  work: (value: Value) => T,
  results: {
    has(value: Value): boolean;
    get(value: Value): T | undefined;
    set(value: Value, result: T): unknown;
  },
): (value: Value) => T {
  return (value) => {
    const known = results.get(value);
    if (known !== undefined || results.has(value)) return known as T;
    const result = work(value);
    results.set(value, result);
    return result;
  };
}
