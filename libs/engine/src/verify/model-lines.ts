import type { SchemaModel, Table } from '../model/schema';

/** A model as text: a line for each part of each table, sorted. */
export function modelLines({ enums, extensions, tables, views }: SchemaModel): readonly string[] {
  return [
    ...extensions.map((extension) => `model extension ${extension}`),
    ...enums.map((type) => `model enum ${stable(type)}`),
    ...tables.flatMap(tableLines),
    ...views.map((view) => `model view ${stable(view)}`),
  ].sort();
}

function tableLines(table: Table): readonly string[] {
  const { columns, uniques, checks, exclusions, foreignKeys, indexes, ...rest } = table;
  const parts = { columns, uniques, checks, exclusions, foreignKeys, indexes };
  return [
    `model table ${stable(rest)}`,
    ...Object.entries(parts).flatMap(([kind, all]) =>
      all.map((part) => `model ${kind} of ${table.name} ${stable(part)}`),
    ),
  ];
}

/** JSON with the keys in one order. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
