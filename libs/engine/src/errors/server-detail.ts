const details = new WeakMap<object, string>();

/** Keeps what a server said of the rows of an error, beside the error: nothing that prints or copies the error has it. */
export function keepDetail<E extends object>(error: E, detail: string | undefined): E {
  if (detail !== undefined && detail !== '') details.set(error, detail);
  return error;
}

/** What was kept of an error or of what caused it. */
export function detailOf(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const found = details.get(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
