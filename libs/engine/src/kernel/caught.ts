/**
 * What a caught value says. Errors of a module that was evaluated for itself, or of Node under a test runner, are not
 * instances of this realm's `Error`; so its properties are looked at, not its class.
 */
function property(caught: unknown, name: 'code' | 'message' | 'stack'): string | undefined {
  if (typeof caught !== 'object' || caught === null) return undefined;
  const value: unknown = Reflect.get(caught, name);
  return typeof value === 'string' ? value : undefined;
}

/** The code of a system error: `ENOENT`; '' where there is none. */
export function codeOf(caught: unknown): string {
  return property(caught, 'code') ?? '';
}

export function messageOf(caught: unknown): string {
  return property(caught, 'message') ?? String(caught);
}

export function stackOf(caught: unknown): string {
  return property(caught, 'stack') ?? '';
}
