import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { PlumblineError } from '../../errors/plumbline-error';
import { positionAt } from './text-position';
import { scanString, skipComment } from './token-scanner';

/** A revision that is larger holds data, and data does not belong into a revision. */
const MAX_LENGTH = 8 * 1024 * 1024;
/** NUL, and the characters that make text read otherwise than it runs (CVE-2021-42574). */
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * Reads the text of a revision file, without a byte order mark.
 *
 * @throws PlumblineError `invalid-revision-file` for what is not UTF-8, for NUL and bidirectional control characters
 *   outside of string literals, and for more than 8 MiB
 */
export function readSource(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (text.length > MAX_LENGTH) throw refused(path, 'It is larger than 8 MiB.');
  // What is not UTF-8 decodes to U+FFFD, which a file may also hold by itself: then the bytes decide.
  if (text.includes('\uFFFD') && !isUtf8(readFileSync(path))) throw refused(path, 'It is not valid UTF-8.');
  if (HIDDEN.test(text)) refuseHidden(text, path);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

const PART = Buffer.alloc(1024);

/** The first KiB of a file where it is plain ASCII, as headers most often are; `undefined` otherwise. */
export function readFirstPart(path: string): string | undefined {
  const file = openSync(path, constants.O_RDONLY);
  let length: number;
  try {
    length = readSync(file, PART, 0, PART.length, null);
  } finally {
    closeSync(file);
  }
  if (!isAscii(length === PART.length ? PART : PART.subarray(0, length))) return undefined;
  const text = PART.toString('latin1', 0, length);
  return text.includes('\0') ? undefined : text;
}

function refuseHidden(text: string, file: string): void {
  const pattern = new RegExp(HIDDEN, 'g');
  const strings = stringRanges(text);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const at = match.index;
    if (strings.some(([start, end]) => start < at && at < end)) continue;
    const code = `U+${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    throw new PlumblineError('invalid-revision-file', {
      file,
      ...positionAt(text, at),
      reason: `It holds the control character ${code}, which does not show and can hide what the code does.`,
    });
  }
}

/**
 * Where the string literals are. Without a parser, a quote in a regular expression is taken for the beginning of a string,
 * which ends with its line at the latest; of templates, only those without `${ }` count.
 */
function stringRanges(text: string): readonly (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let i = 0;
  while (i < text.length) {
    const afterComment = skipComment(text, i);
    if (afterComment !== undefined) {
      i = afterComment === -1 ? text.length : afterComment;
      continue;
    }
    const char = text.charAt(i);
    if (char === "'" || char === '"' || char === '`') {
      const scanned = scanString(text, i);
      if (typeof scanned !== 'string') {
        ranges.push([i, scanned.end]);
        i = scanned.end;
        continue;
      }
    }
    i++;
  }
  return ranges;
}

function refused(file: string, reason: string): PlumblineError {
  return new PlumblineError('invalid-revision-file', { file, reason });
}
