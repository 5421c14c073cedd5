import type { DialectName } from '../../model/dialect-name';
import type { Operation } from '../../operations/operation';
import { Block, callOf, type Call } from './operation-calls';
import { Expression, renderBrokenObject, renderValue, textWidth } from './render-value';

/** The statements of a revision's function, in order. */
export type Body = readonly BodyStatement[];
export type BodyStatement =
  | ({ readonly kind: 'call' } & Call)
  /** Line comments, for the person who reviews the revision. */
  | { readonly kind: 'comment'; readonly lines: readonly string[] }
  /** Code as it stands, without its indentation. */
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  /** `if (op.dialect === '…') { … }` */
  | { readonly kind: 'only'; readonly dialect: DialectName; readonly calls: readonly Call[] };

const WIDTH = 110;

/** The body that records these operations, whatever the dialect. */
export function bodyOf(operations: readonly Operation[]): Body {
  return operations.map((op) => ({ kind: 'call', ...callOf(op) }));
}

/** The lines of a function's body, indented by two, each with its line end. */
export function renderBody(body: Body): string {
  if (body.length === 0) return '  // Nothing to do.\n';
  return body.map(renderStatement).join('');
}

function renderStatement(statement: BodyStatement): string {
  if (statement.kind === 'call') return renderCall(statement, 2);
  if (statement.kind === 'comment')
    return statement.lines.map((line) => `  // ${line.replace(/\s+/g, ' ')}\n`).join('');
  if (statement.kind === 'code') return statement.lines.map((line) => `  ${line}\n`).join('');
  const calls = statement.calls.map((call) => renderCall(call, 4)).join('');
  return `  if (op.dialect === '${statement.dialect}') {\n${calls}  }\n`;
}

function renderCall({ method, args }: Call, indent: number): string {
  const [block] = args;
  if (block instanceof Block) {
    const calls = block.calls.map((call) => renderCall(call, indent + 2)).join('');
    const body = calls === '' ? '{}' : `{\n${calls}${' '.repeat(indent)}}`;
    return `${' '.repeat(indent)}op.${method}(() => ${body});\n`;
  }
  const start = `${' '.repeat(indent)}op.${method}(`;
  const values = HOLDS_DATA.has(method) ? args : args.map((arg) => withSql(arg));
  return `${start}${renderArguments(values, { start, indent, broken: ALWAYS_BROKEN.has(method) })});\n`;
}

/** Their keys are columns and documents, and no words of a definition; {@link callOf} has made expressions already. */
const HOLDS_DATA: ReadonlySet<string> = new Set(['bulkInsert', 'backfill']);

/** A table is written over several lines even where one would hold it: columns come and go. */
const ALWAYS_BROKEN: ReadonlySet<string> = new Set(['createTable', 'dropTable']);

interface CallRoom {
  readonly start: string;
  readonly indent: number;
  readonly broken: boolean;
}

/** Arguments as Prettier breaks them: all on one line, else the last one open, else a line for each. */
function renderArguments(args: readonly unknown[], { start, indent, broken }: CallRoom): string {
  const wide = { indent, before: 0, after: -Infinity };
  const flat = args.map((arg) => renderValue(arg, wide));
  const line = flat.join(', ');
  if (!broken && !line.includes('\n') && textWidth(start) + textWidth(line) + 2 <= WIDTH) return line;

  const last = args.at(-1);
  const before = flat.slice(0, -1).map((text) => `${text}, `);
  const head = before.join('');
  const opensLast = isOpenable(last) && !(isObject(last) && isObject(args.at(-2)));
  if (opensLast && textWidth(start) + textWidth(head) + 1 <= WIDTH)
    return `${head}${open(last, indent, broken)}`;

  const inner = indent + 2;
  const lines = args.map((arg, i) =>
    broken && i === args.length - 1 && isObject(arg)
      ? renderBrokenObject(arg, { indent: inner, before: inner, after: 1 })
      : renderValue(arg, { indent: inner, before: inner, after: 1 }),
  );
  return `\n${lines.map((text) => `${' '.repeat(inner)}${text},\n`).join('')}${' '.repeat(indent)}`;
}

function open(value: unknown, indent: number, broken: boolean): string {
  // No line is long enough to hold it: the room that is left is nothing.
  const none = { indent, before: Infinity, after: 0 };
  return broken && isObject(value) ? renderBrokenObject(value, none) : renderValue(value, none);
}

function isOpenable(value: unknown): value is object {
  return (Array.isArray(value) && value.length > 0) || (isObject(value) && Object.keys(value).length > 0);
}

function isObject(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Expression)
  );
}

/** SQL text, which only a default can be, as the call that makes it. The keys of a mapping are values, not words. */
function withSql(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withSql(item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (key === 'default' && only !== undefined) return new Expression('op.sql', String(only[1]));
  if (key === 'mapping') return value;
  return Object.fromEntries(entries.map(([inner, item]) => [inner, withSql(item, inner)]));
}

/** `irreversible('…')` as the value of `downgrade`. */
export function renderIrreversible(reason: string): string {
  const start = 'export const downgrade = ';
  return `${start}${renderValue(new Expression('irreversible', reason), { indent: 0, before: start.length, after: 1 })};\n`;
}
