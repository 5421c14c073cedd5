type Optional<T> = {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};
type Required<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] };

/** The value without the keys whose value is `undefined`: the model leaves out what is not there. */
export function compact<T extends object>(value: T): Required<T> & Optional<T> {
  const result: Record<string, unknown> = {};
  // A loop, and no list of entries: this runs for each column of a catalogue.
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) result[key] = entry;
  return result as Required<T> & Optional<T>;
}
