/** A URL with a password within a text. A URL ends where a space or a quotation mark does. */
const PASSWORD_IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s:@/?#"]*):[^\s"]*@/gi;

/**
 * A property of a caught value. Errors of a module that was evaluated for itself, or of Node under a test runner, are not
 * instances of this realm's `Error`; so the properties are looked at, not the class.
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

/** What a caught value says, without the passwords of URLs: whoever threw it may have had one at hand. */
export function messageOf(caught: unknown): string {
  return withoutPasswords(property(caught, 'message') ?? String(caught));
}

/** Where it was thrown, with what it says in the same way; '' where that is not known. */
export function stackOf(caught: unknown): string {
  return withoutPasswords(property(caught, 'stack') ?? '');
}

function withoutPasswords(text: string): string {
  return text.replace(PASSWORD_IN_URL, '$1:***@');
}
