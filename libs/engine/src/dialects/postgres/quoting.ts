import { PlumblineError } from '../../errors/plumbline-error';
import type { QualifiedName } from '../../model/schema';

/** Longest identifier in bytes: NAMEDATALEN - 1 (manual, 4.1.1 Identifiers and Key Words). */
export const LONGEST_IDENTIFIER = 63;

/**
 * Quotes an identifier (manual, 4.1.1). Every name in every statement passes here.
 *
 * @throws PlumblineError `internal` for an empty name or one with a NUL, which PostgreSQL cannot hold
 */
export function quote(identifier: string): string {
  if (identifier === '') throw new PlumblineError('internal', { message: 'an identifier is empty' });
  return `"${withoutNul(identifier).replaceAll('"', '""')}"`;
}

/** `"schema"."name"`, or `"name"` in the default schema. */
export function quoteName({ schema, name }: QualifiedName): string {
  return schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`;
}

/** `"a", "b"`. */
export function quoteList(identifiers: readonly string[]): string {
  return identifiers.map(quote).join(', ');
}

/**
 * Quotes a text as a string constant (manual, 4.1.2.1 and 4.1.2.2): with a backslash in it as an escape string,
 * which means the same whatever `standard_conforming_strings` says.
 *
 * @throws PlumblineError `internal` for a text with a NUL
 */
export function quoteText(text: string): string {
  const doubled = withoutNul(text).replaceAll("'", "''");
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** Quotes code for DO in dollars whose tag the code does not hold (manual, 4.1.2.4). */
export function quoteCode(code: string): string {
  let tag = '$plumbline$';
  for (let n = 1; code.includes(tag); n += 1) tag = `$plumbline${n}$`;
  return `${tag}${code}${tag}`;
}

/** The name as PostgreSQL stores it: cut to 63 bytes, whole characters. */
export function truncateName(name: string, bytes = LONGEST_IDENTIFIER): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  let kept = '';
  let length = 0;
  for (const character of name) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept;
}

/**
 * The name that PostgreSQL gives to an object without one: `users_email_key`, the longer of the two parts cut
 * until all of it fits (`makeObjectName` in src/backend/commands/indexcmds.c).
 *
 * @param label `pkey`, `key`, `fkey` or `seq`
 */
export function defaultName(table: string, columns: readonly string[], label: string): string {
  const second = columns.join('_');
  const room = LONGEST_IDENTIFIER - label.length - 1 - (second === '' ? 0 : 1);
  let tableBytes = Buffer.byteLength(table);
  let secondBytes = Buffer.byteLength(second);
  while (tableBytes + secondBytes > room) {
    if (tableBytes > secondBytes) tableBytes -= 1;
    else secondBytes -= 1;
  }
  const parts = [truncateName(table, tableBytes), truncateName(second, secondBytes), label];
  return parts.filter((part) => part !== '').join('_');
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new PlumblineError('internal', { message: 'a text holds a NUL character' });
  return text;
}
