import { isSame } from '../kernel/same';

/** Two lists of constraints or indexes, paired. */
export interface Matched<T> {
  /** Only on the left: to be removed. */
  readonly removed: readonly T[];
  /** Only on the right: to be added. */
  readonly added: readonly T[];
  /** The same definition under another name. */
  readonly renamed: readonly (readonly [from: T, to: T])[];
}

/**
 * Pairs objects by name and, where a name has no partner, by definition: the same thing under another name is
 * renamed and never dropped and created again. An object whose definition changed under its name is removed and
 * added. Where one side has no name (SQLite's inline constraints), the definition alone decides.
 *
 * @param definition what of it says whether two are the same
 */
export function matchNamed<T extends { readonly name?: string }>(
  from: readonly T[],
  to: readonly T[],
  definition: (value: T) => T = (value) => value,
): Matched<T> {
  const nameless = (value: T): Omit<T, 'name'> => withoutName(definition(value));
  const removed: T[] = [];
  const unmatched = new Set(to);
  for (const left of from) {
    const twin = to.find((right) => unmatched.has(right) && isSame(definition(left), definition(right)));
    if (twin === undefined) removed.push(left);
    else unmatched.delete(twin);
  }
  const renamed: [T, T][] = [];
  const gone = removed.filter((left) => {
    const twin = to.find((right) => unmatched.has(right) && isSame(nameless(left), nameless(right)));
    if (twin === undefined) return true;
    unmatched.delete(twin);
    if (left.name !== undefined && twin.name !== undefined) renamed.push([left, twin]);
    return false;
  });
  return { removed: gone, added: to.filter((right) => unmatched.has(right)), renamed };
}

function withoutName<T extends { readonly name?: string }>(value: T): Omit<T, 'name'> {
  const { name: _name, ...rest } = value;
  return rest;
}
