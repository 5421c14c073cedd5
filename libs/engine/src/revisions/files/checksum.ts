import { sha256 } from '../../kernel/hash';

/**
 * The checksum of a revision file: SHA-256, in lower-case hexadecimal, over its text in UTF-8 without a byte order
 * mark and with LF for every line end. So a checkout that turns line ends gives the same one.
 */
export function revisionChecksum(text: string): string {
  return sha256(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
}
