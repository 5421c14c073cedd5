/** The smallest parts of a TypeScript file, each read from an offset, without looking back. */

export interface ScannedString {
  readonly value: string;
  /** The offset after the closing quote. */
  readonly end: number;
}

/** The offset of the first character from `at` that is not white space. */
export function skipWhitespace(text: string, at: number): number {
  let i = at;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    if (code < 128 || !/\s/.test(text.charAt(i))) break;
  }
  return i;
}

/** The offset after the comment at `at`; `undefined` where there is none, -1 where it does not end. */
export function skipComment(text: string, at: number): number | undefined {
  if (text.charCodeAt(at) !== 47) return undefined;
  const second = text.charCodeAt(at + 1);
  if (second === 42) {
    const close = text.indexOf('*/', at + 2);
    return close === -1 ? -1 : close + 2;
  }
  if (second !== 47) return undefined;
  let i = at + 2;
  while (i < text.length && !isLineEnd(text.charCodeAt(i))) i++;
  return i;
}

/** The string literal at `at`, in any quotes; a sentence that says what is wrong with it otherwise. */
export function scanString(text: string, at: number): ScannedString | string {
  const quote = text.charAt(at);
  let value = '';
  let from = at + 1;
  for (let i = from; ;) {
    const char = text.charAt(i);
    if (char === quote) return { value: value + text.slice(from, i), end: i + 1 };
    if (char === '') return 'the string does not end';
    if (char === '\\') {
      const escape = scanEscape(text, i);
      if (escape === undefined) return 'the string has an escape that is not valid';
      value += text.slice(from, i) + escape.value;
      from = i = escape.end;
      continue;
    }
    if (quote === '`' && char === '$' && text.charAt(i + 1) === '{') {
      return 'the template has a ${…}, which cannot be read without executing the file';
    }
    if (quote !== '`' && (char === '\n' || char === '\r')) return 'the string does not end on its line';
    i++;
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(\r\n|[\s\S]))/y;

function scanEscape(text: string, at: number): ScannedString | undefined {
  ESCAPE.lastIndex = at;
  const match = ESCAPE.exec(text);
  if (match === null) return undefined;
  const end = at + match[0].length;
  const hex = match[1] ?? match[2] ?? match[3];
  if (hex !== undefined) {
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? undefined : { value: String.fromCodePoint(code), end };
  }
  const char = match[4] ?? '';
  if (char === 'x' || char === 'u') return undefined;
  // \1 to \9 and \01 are octal escapes, which a module does not have.
  if (/[1-9]/.test(char) || (char === '0' && /[0-9]/.test(text.charAt(end)))) return undefined;
  if (/[\r\n\u2028\u2029]/.test(char)) return { value: '', end };
  return { value: Object.hasOwn(SIMPLE, char) ? (SIMPLE[char] ?? '') : char, end };
}

export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}
