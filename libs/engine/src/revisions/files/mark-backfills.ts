import { Block, type Call } from './operation-calls';
import type { Body, BodyStatement } from './render-operations';
import { renderKey, renderValue } from './render-value';

/**
 * Marks, in the body of a new revision, the places where rows that are there need a value: between a column that is
 * added as nullable and the change that makes it NOT NULL. What goes there only a person knows.
 */
export function markBackfills(body: Body): Body {
  const added = new Set<string>();
  return body.flatMap((statement): readonly BodyStatement[] => {
    const calls = callsIn(statement);
    const comments = calls.flatMap(({ method, args: [table, definition] }): readonly BodyStatement[] => {
      if (method !== 'alterColumn') return [];
      const { from, to } = definition as Change;
      // Once for each column, though both dialects may have a call of their own.
      const isUnfilled = from.nullable && !to.nullable && added.delete(keyOf(table, from));
      return isUnfilled ? [{ kind: 'comment', lines: advice(table, from.name) }] : [];
    });
    for (const { method, args } of calls) if (method === 'addColumn') added.add(keyOf(args[0], args[1]));
    return [...comments, statement];
  });
}

interface Change {
  readonly from: { readonly name: string; readonly nullable?: boolean };
  readonly to: { readonly nullable?: boolean };
}

/** The calls of a statement, those within blocks too. */
function callsIn(statement: BodyStatement): readonly Call[] {
  const calls = statement.kind === 'call' ? [statement] : statement.kind === 'only' ? statement.calls : [];
  return calls.flatMap((call) => {
    const [block] = call.args;
    return block instanceof Block ? block.calls : [call];
  });
}

function advice(table: unknown, column: string): readonly string[] {
  const name = typeof table === 'string' ? table : (table as { name: string }).name;
  const room = { indent: 0, before: -Infinity, after: 0 };
  const set = `{ ${renderKey(column)}: op.sql('…') }`;
  const where = renderValue(`${quoted(column)} IS NULL`, room);
  return [
    `Rows that are there have no value for ${name}.${column} yet. Give them one here, for example:`,
    `op.backfill(${renderValue(table, room)}, { set: ${set}, where: ${where} });`,
  ];
}

/** Both dialects read a plain name in lower case without quotes as what it is. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function keyOf(table: unknown, definition: unknown): string {
  return JSON.stringify([table, (definition as { readonly name?: string }).name]);
}
