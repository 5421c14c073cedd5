import type { Body, BodyStatement } from './render-operations';

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
    const lines = [
      `Rows that are there have no value for ${name}.${from.name} yet. Give them one here, for example:`,
      `op.execute('UPDATE ${name} SET ${from.name} = …');`,
    ];
    return [{ kind: 'comment', lines }, statement];
  });
}

function keyOf(table: unknown, definition: unknown): string {
  return JSON.stringify([table, (definition as { readonly name?: string }).name]);
}
