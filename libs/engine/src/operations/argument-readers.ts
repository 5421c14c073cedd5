import { PlumblineError } from '../errors/plumbline-error';
import { DIALECT_NAMES, type DialectName } from '../model/dialect-name';

/** Where in a revision a value stands: which call, and the way to the value within its arguments. */
export interface Place {
  readonly revision: string;
  readonly dialect: DialectName;
  /** `op.createTable('users')` */
  readonly call: string;
  /** `columns[1].type` */
  readonly path: string;
}

/** Reads one value that a person wrote, strictly, into a value of its own. */
export type Reader<T> = (value: unknown, at: Place) => T;

/** A key that may be absent. `undefined` out of the reader leaves the key away too. */
export interface OptionalKey<T> {
  readonly optional: Reader<T | undefined>;
}
type Keys<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalKey<Exclude<T[K], undefined>> : Reader<T[K]>;
};

export function refuse(at: Place, reason: string): PlumblineError<'invalid-operation'> {
  const where = at.path === '' ? '' : ` ${at.path}`;
  return new PlumblineError('invalid-operation', {
    revision: at.revision,
    reason: `${at.call}:${where} ${reason}`,
  });
}

export function optional<T>(reader: Reader<T | undefined>): OptionalKey<T> {
  return { optional: reader };
}

/** Any text. A lone surrogate cannot be stored in UTF-8, and neither database takes a NUL. */
export const text: Reader<string> = (value, at) => {
  if (typeof value !== 'string') throw refuse(at, `must be a string, not ${nameOfType(value)}`);
  if (value.includes('\0')) throw refuse(at, 'holds a NUL character');
  if (/\p{Surrogate}/u.test(value)) throw refuse(at, 'holds half of a surrogate pair');
  return value;
};

/** Text with something in it. */
export const filled: Reader<string> = (value, at) => {
  const read = text(value, at);
  if (read.trim() === '') throw refuse(at, 'is empty');
  return read;
};

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      const limit = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw refuse(at, `must be a whole number ${limit}`);
    }
    return value;
  };
}

/** `true`; `false` is the same as leaving the key away. */
export const flag: OptionalKey<true> = optional((value, at) => {
  if (typeof value !== 'boolean') throw refuse(at, `must be true or false, not ${nameOfType(value)}`);
  return value ? true : undefined;
});

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return (value, at) => {
    const found = values.find((known) => known === value);
    if (found === undefined) throw refuse(at, `must be one of ${values.map((v) => `'${v}'`).join(', ')}`);
    return found;
  };
}

/** One of the values, the first of which is the default and is left away. */
export function oneOfBut<const D extends string, const T extends string>(
  ...values: readonly [D, ...T[]]
): OptionalKey<T> {
  const read = oneOf<D | T>(...values);
  return optional((value, at) => {
    const found = read(value, at);
    return found === values[0] ? undefined : (found as T);
  });
}

export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw refuse(at, `must be an array, not ${nameOfType(value)}`);
    // Array.from also sees the holes of a sparse array.
    return Array.from(value as readonly unknown[], (entry, i) =>
      item(entry, { ...at, path: `${at.path}[${i}]` }),
    );
  };
}

/** A list with something in it and nothing twice. */
export const names: Reader<readonly string[]> = (value, at) => {
  const read = distinct(value, at);
  if (read.length === 0) throw refuse(at, 'is empty');
  return read;
};

/** A list of names with nothing twice. */
export const distinct: Reader<readonly string[]> = (value, at) => {
  const read = listOf(filled)(value, at);
  const twice = read.find((name, i) => read.indexOf(name) !== i);
  if (twice !== undefined) throw refuse(at, `has '${twice}' twice`);
  return read;
};

/** An object with these keys and no others; the result has them in this order. */
export function record<T extends object>(keys: Keys<T>): Reader<T> {
  return (value, at) => readKeys(keys, plainObject(value, at), at);
}

/** As {@link record}, with `on`: what it says for the dialect takes the place of the keys beside it. */
export function recordOn<T extends object>(keys: Keys<T>): Reader<T> {
  return (value, at) => {
    const { on, ...plain } = plainObject(value, at);
    if (on === undefined) return readKeys(keys, plain, at);
    const overrides = plainObject(on, { ...at, path: inner(at.path, 'on') });
    for (const [dialect, override] of Object.entries(overrides)) {
      const place = { ...at, path: inner(at.path, `on.${dialect}`) };
      if (!DIALECT_NAMES.some((known) => known === dialect)) throw refuse(place, 'is not a dialect');
      if (override !== undefined) refuseUnknown(keys, plainObject(override, place), place);
    }
    refuseUnknown(keys, plain, at);
    return readKeys(keys, { ...plain, ...(overrides[at.dialect] as object | undefined) }, at);
  };
}

/** The keys that {@link record} makes the values of, by name. */
export function plainObject(value: unknown, at: Place): Record<string, unknown> {
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw refuse(at, `must be an object, not ${nameOfType(value)}`);
  }
  return value as Record<string, unknown>;
}

function readKeys<T extends object>(keys: Keys<T>, value: Record<string, unknown>, at: Place): T {
  refuseUnknown(keys, value, at);
  const read: Record<string, unknown> = {};
  for (const key in keys) {
    const reader: Reader<unknown> | OptionalKey<unknown> = keys[key];
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    // Most keys of most calls are absent, and need no place.
    if (given === undefined && typeof reader !== 'function') continue;
    const place = { ...at, path: inner(at.path, key) };
    if (given === undefined) throw refuse(place, 'is missing');
    const result = typeof reader === 'function' ? reader(given, place) : reader.optional(given, place);
    if (result !== undefined || typeof reader === 'function') read[key] = result;
  }
  return read as T;
}

function refuseUnknown(keys: object, value: Record<string, unknown>, at: Place): void {
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(keys, key));
  if (unknown === undefined) return;
  throw refuse(
    { ...at, path: inner(at.path, unknown) },
    `is not known here; known are ${Object.keys(keys).join(', ')}`,
  );
}

function inner(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function nameOfType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  // [object Promise] -> promise
  const tag = Object.prototype.toString.call(value).slice(8, -1).toLowerCase();
  return `${/^[aeiou]/.test(tag) ? 'an' : 'a'} ${tag}`;
}
