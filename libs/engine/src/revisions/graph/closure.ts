/**
 * Everything that can be reached from some revisions, these included. Iterative: a history of any depth fits.
 *
 * @param starts where to begin
 * @param next the neighbours of a revision
 */
export function closure(starts: Iterable<string>, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set<string>(starts);
  const todo = [...seen];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    for (const neighbour of next(id)) {
      if (!seen.has(neighbour)) {
        seen.add(neighbour);
        todo.push(neighbour);
      }
    }
  }
  return seen;
}

/** The values of a list without repetitions, in the order of their first appearance. */
export function unique(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)];
}
