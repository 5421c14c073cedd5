/** NAMEDATALEN - 1. */
const LONGEST = 63;

/** A name as PostgreSQL keeps it: cut to 63 bytes, and not within a character. */
export function truncateIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST) return name;
  let kept = '';
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST) break;
    kept += character;
  }
  return kept;
}
