import type { Body, BodyStatement } from './render-operations';
import { renderKey, renderValue } from './render-value';

/**
 * Marks, in the body of a new revision, the places where rows that are there need a value: between a column that is
 * added as nullable and the change that makes it NOT NULL. What goes there only a person knows.
 */
export function markBackfills(body: Body): Body {
  const added = new Set<string>();
  return body.flatMap((statement): readonly BodyStatement[] => {
    if (statement.kind !== 'call') return [statement];
    const [table, definition] = statement.args;
    if (statement.method === 'addColumn') added.add(keyOf(table, definition));
    if (statement.method !== 'alterColumn') return [statement];
    const { from, to } = definition as {
      from: { name: string; nullable?: boolean };
      to: { nullable?: boolean };
    };
    if (!from.nullable || to.nullable || !added.has(keyOf(table, from))) return [statement];
    const name = typeof table === 'string' ? table : (table as { name: string }).name;
    const room = { indent: 0, before: -Infinity, after: 0 };
    const set = `{ ${renderKey(from.name)}: op.sql('…') }`;
    const where = renderValue(`${quoted(from.name)} IS NULL`, room);
    const lines = [
      `Rows that are there have no value for ${name}.${from.name} yet. Give them one here, for example:`,
      `op.backfill(${renderValue(table, room)}, { set: ${set}, where: ${where} });`,
    ];
    return [{ kind: 'comment', lines }, statement];
  });
}

/** Both dialects read a plain name in lower case without quotes as what it is. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function keyOf(table: unknown, definition: unknown): string {
  return JSON.stringify([table, (definition as { readonly name?: string }).name]);
}
