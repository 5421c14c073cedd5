import * as crypto from 'node:crypto';

/** The SHA-256 of a text, in lower-case hexadecimal. */
export function sha256(text: string): string {
  // Node 20.12 and later; it makes no object for each.
  return crypto.hash('sha256', text, 'hex');
}
