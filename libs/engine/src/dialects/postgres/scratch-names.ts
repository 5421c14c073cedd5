import { isEnumRef, type Column, type ColumnType, type SchemaModel } from '../../model/schema';
import { compact } from './compact';

/** The scratch schemas that stand for those of a model. */
export interface ScratchNames {
  readonly all: readonly string[];
  /** The scratch schema of a schema; `undefined` is the default one. */
  of(schema: string | undefined): string;
  original(scratch: string): string | undefined;
}

/** The model with its tables and enums in the scratch schemas. Enums that are not the model's are left where they are. */
export function toScratch(model: SchemaModel, scratch: ScratchNames): SchemaModel {
  const enums = new Set(model.enums.map(({ schema, name }) => key(schema, name)));
  const moveType = (type: ColumnType): ColumnType =>
    isEnumRef(type) && enums.has(key(type.schema, type.enum))
      ? { ...type, schema: scratch.of(type.schema) }
      : type;
  const moveColumn = (column: Column): Column => ({ ...column, type: moveType(column.type) });
  return {
    schemas: scratch.all,
    enums: model.enums.map((type) => ({ ...type, schema: scratch.of(type.schema) })),
    tables: model.tables.map((table) => ({
      ...table,
      schema: scratch.of(table.schema),
      columns: table.columns.map(moveColumn),
    })),
  };
}

function key(schema: string | undefined, name: string): string {
  return JSON.stringify([schema ?? null, name]);
}

/** Puts the schemas' own names back into expressions, as in `'low'::plumbline_scratch_0a1b_1.level`. */
export function nameInText(model: SchemaModel, scratch: ScratchNames): SchemaModel {
  return mapText(model, (text) =>
    scratch.all.reduce((result, name) => {
      const schema = scratch.original(name);
      return result.replaceAll(`${name}.`, schema === undefined ? '' : `${quoteIfNeeded(schema)}.`);
    }, text),
  ) as SchemaModel;
}

function mapText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((part) => mapText(part, change));
  if (typeof value !== 'object' || value === null) return value;
  return compact(
    Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapText(part, change)])),
  );
}

/** As the server's `quote_ident()`, but for reserved words. */
function quoteIfNeeded(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
