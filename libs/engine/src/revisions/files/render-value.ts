/** A piece of a file's text that stands for a value: `op.sql('now()')`, `Buffer.from('00ff', 'hex')`. */
export class Expression {
  readonly arguments: readonly string[];

  constructor(
    readonly callee: string,
    ...given: readonly string[]
  ) {
    this.arguments = given;
  }
}

const WIDTH = 110;
/** Up to this length, with its colon, a key keeps even a string that is too long beside it. */
const SHORT_KEY = 5;
/** C0, DEL and C1, the line separators, everything that has no width or turns the direction of text, halves of pairs. */
const ESCAPED =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}\\]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
/** Outside of the basic plane Prettier keeps the quotes. */
const IDENTIFIER = /^(?![^]*[\u{10000}-\u{10ffff}])[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** A string literal in single quotes, or in double ones where that needs fewer escapes. Always on one line. */
export function renderString(text: string): string {
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  const quote = singles > doubles ? '"' : "'";
  const body = text.replace(ESCAPED, escapeCharacter).replaceAll(quote, `\\${quote}`);
  return `${quote}${body}${quote}`;
}

function escapeCharacter(char: string): string {
  const named = NAMED[char];
  if (named !== undefined) return named;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** Where a value stands: how far in its line begins, and how much of the line is taken before and after it. */
export interface Room {
  readonly indent: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The text of a value as Prettier lays it out: on one line where it fits in 110 columns, a line for each part
 * otherwise. Values are strings, numbers, booleans, null, undefined, arrays, objects and {@link Expression}s; keys keep
 * their order.
 */
export function renderValue(value: unknown, room: Room): string {
  const line = renderFlat(value);
  if (line !== undefined && fits(line, room)) return line;
  if (value instanceof Expression) return renderBrokenExpression(value, room);
  if (Array.isArray(value)) return renderBrokenArray(value, room);
  if (typeof value === 'object' && value !== null) return renderBrokenObject(value, room);
  return line ?? '';
}

/** The object with a line for each key, whether or not it would fit on one. */
export function renderBrokenObject(value: object, room: Room): string {
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const indent = room.indent + 2;
  const lines = entries.map(([key, inner]) => `${renderEntry(key, inner, indent)},`);
  return `{\n${lines.map((line) => pad(indent) + line).join('\n')}\n${pad(room.indent)}}`;
}

function renderEntry(key: string, value: unknown, indent: number): string {
  const name = `${renderKey(key)}:`;
  const inline = renderValue(value, { indent, before: indent + name.length + 1, after: 1 });
  // A string that is too long goes to a line of its own, unless its key is so short that nothing would be won.
  const isLong =
    typeof value === 'string' && !fits(inline, { indent, before: indent + name.length + 1, after: 1 });
  return isLong && name.length > SHORT_KEY ? `${name}\n${pad(indent + 2)}${inline}` : `${name} ${inline}`;
}

function renderBrokenArray(values: readonly unknown[], { indent }: Room): string {
  if (values.length === 0) return '[]';
  const inner = indent + 2;
  const lines = values.map((v) => pad(inner) + renderValue(v, { indent: inner, before: inner, after: 1 }));
  return `[\n${lines.join(',\n')},\n${pad(indent)}]`;
}

function renderBrokenExpression(expression: Expression, { indent }: Room): string {
  const lines = expression.arguments.map((argument) => `${pad(indent + 2)}${renderString(argument)},\n`);
  return `${expression.callee}(\n${lines.join('')}${pad(indent)})`;
}

/** The value on one line; `undefined` where Prettier never leaves it on one: several objects of several keys. */
function renderFlat(value: unknown): string | undefined {
  if (typeof value === 'string') return renderString(value);
  if (value instanceof Expression) return `${value.callee}(${value.arguments.map(renderString).join(', ')})`;
  if (Array.isArray(value)) {
    if (value.length > 1 && (value.every(isWideObject) || value.every(isWideArray))) return undefined;
    const parts = value.map(renderFlat);
    return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([key, inner]) => {
      const flat = renderFlat(inner);
      return flat === undefined ? undefined : `${renderKey(key)}: ${flat}`;
    });
    if (parts.includes(undefined)) return undefined;
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
  // 1e+21 -> 1e21
  return Object.is(value, -0) ? '0' : String(value).replace('e+', 'e');
}

function isWideObject(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Expression) &&
    Object.keys(value).length > 1
  );
}

function isWideArray(value: unknown): boolean {
  return Array.isArray(value) && value.length > 1;
}

/** A key of an object, in quotes where it needs them. */
export function renderKey(key: string): string {
  // As a plain key this one would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return IDENTIFIER.test(key) ? key : renderString(key);
}

function fits(line: string, { before, after }: Room): boolean {
  return before + textWidth(line) + after <= WIDTH;
}

/** Characters that are two columns wide in a terminal: East Asian ones and pictures; marks above others have none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/gu;
const MARKS = /\p{Mn}|\p{Me}|\u200d|\ufe0f/gu;

/** How many columns a text takes. */
export function textWidth(text: string): number {
  const shown = text.replace(MARKS, '');
  return [...shown].length + (shown.match(WIDE)?.length ?? 0);
}

function pad(indent: number): string {
  return ' '.repeat(indent);
}
