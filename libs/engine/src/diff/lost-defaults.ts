import {
  displayName,
  isEnumRef,
  isSqlText,
  nameOf,
  type Column,
  type EnumType,
  type SchemaModel,
} from '../model/schema';
import { namesWord } from '../model/sql-text';
import type { Operation } from '../operations/operation';

/**
 * Takes away the defaults that name a label which an enum type loses: such a label can neither stay the default while the
 * type changes nor, on the way back, be one before the type has it again. What the columns are to have instead a comparison
 * with the result finds.
 */
export function withoutLostDefaults(
  from: SchemaModel,
  to: SchemaModel,
): { readonly operations: readonly Operation[]; readonly model: SchemaModel } {
  const operations: Operation[] = [];
  const lost = lostLabels(from, to);
  if (lost.size === 0) return { operations, model: from };
  const tables = from.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => {
      if (!losesDefault(column, lost)) return column;
      const { default: _default, ...rest } = column;
      operations.push({ kind: 'alterColumn', table: nameOf(table), from: column, to: rest });
      return rest;
    }),
  }));
  return { operations, model: { ...from, tables } };
}

/** By the type's name, the labels that it has and is not to have. */
function lostLabels(from: SchemaModel, to: SchemaModel): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map(to.enums.map((type) => [displayName(type), type]));
  const lost = (type: EnumType): readonly string[] =>
    type.values.filter((label) => wanted.get(displayName(type))?.values.includes(label) === false);
  return new Map(
    from.enums
      .map((type) => [displayName(type), lost(type)] as const)
      .filter(([, labels]) => labels.length > 0),
  );
}

function losesDefault(
  { type, default: value }: Column,
  lost: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (!isEnumRef(type) || value === undefined) return false;
  const { enum: name, schema } = type;
  const labels = lost.get(displayName(schema === undefined ? { name } : { schema, name })) ?? [];
  const text = isSqlText(value) ? value.sql : String(value);
  const isWhole = type.array !== true && !isSqlText(value);
  return labels.some((label) => (isWhole ? text === label : namesWord(text, label)));
}
