import type { Span } from './ddl-cursor';
import { significantTokens, tokenise } from './ddl-tokenizer';
import type { TableDdl, TableItem } from './table-ddl';

/** The text with a stretch of it replaced. */
export function replaceSpan(text: string, { start, end }: Span, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** The text with something put in, after a space. */
export function insertAt(text: string, at: number, what: string): string {
  return replaceSpan(text, { start: at, end: at }, ` ${what}`);
}

/** The text without a stretch of it, and without the white space that stood before it. */
export function removeSpan(text: string, span: Span): string {
  const before = text.slice(0, span.start);
  const trimmed = before.trimEnd();
  // White space after a line comment is what ends it.
  const isAfterComment =
    tokenise(before)
      .filter(({ kind }) => kind !== 'space')
      .at(-1)?.kind === 'comment';
  return (isAfterComment ? before : trimmed) + text.slice(span.end);
}

/** Adds a column after the last one, or a constraint after everything. */
export function appendItem(ddl: TableDdl, kind: TableItem['item'], what: string): string {
  const last = (kind === 'column' ? ddl.columns : ddl.items).at(-1);
  const at = last?.end ?? ddl.nameSpan.end;
  return replaceSpan(ddl.text, { start: at, end: at }, `,\n  ${what}`);
}

/** Takes a column or a constraint out, with one of the commas beside it; comments stay. */
export function removeItem(ddl: TableDdl, item: TableItem): string {
  const next = ddl.items[ddl.items.indexOf(item) + 1];
  const previous = ddl.items[ddl.items.indexOf(item) - 1];
  if (next !== undefined) {
    const comma = commaBetween(ddl.text, item, next);
    // Constraints may follow each other without a comma; then the one before stays.
    const text = comma === undefined ? ddl.text : removeSpan(ddl.text, comma);
    return removeSpan(text, item);
  }
  const comma = previous === undefined ? undefined : commaBetween(ddl.text, previous, item);
  const text = removeSpan(ddl.text, item);
  return comma === undefined ? text : removeSpan(text, comma);
}

function commaBetween(text: string, a: TableItem, b: TableItem): Span | undefined {
  const comma = significantTokens(text.slice(a.end, b.start)).find((token) => token.text === ',');
  return comma && { start: a.end + comma.start, end: a.end + comma.end };
}
