import type { Column, ForeignKey, SchemaModel, Table, View } from '../../model/schema';
import { arrange, simplifyKey } from './arrange';
import { normaliseDefault, stripParentheses } from './defaults';
import { isSameIdentifier } from './quoting';
import { declaredType } from './types';

/**
 * A desired model in the spelling of introspection, and without what SQLite has not: schemas, enums, exclusions,
 * comments, identity, deferrable uniques, index methods, constraints that are not valid yet, extensions, stored views. The
 * name of a primary key stays where it is given.
 */
export function normalise(model: SchemaModel): SchemaModel {
  return arrange(model.tables.map(normaliseTable), model.views.map(normaliseView));
}

/** Nothing is stored for a view, and so it has no indexes. */
function normaliseView({ name, definition }: View): View {
  return { name, definition: definition.trim(), indexes: [] };
}

function normaliseTable(table: Table): Table {
  const { name, primaryKey } = table;
  return {
    name,
    columns: table.columns.map(normaliseColumn),
    ...(primaryKey === undefined ? {} : { primaryKey: { ...primaryKey } }),
    uniques: table.uniques.map((unique) => ({ ...named(unique.name), columns: unique.columns })),
    checks: table.checks.map((check) => ({ ...named(check.name), expression: check.expression.trim() })),
    exclusions: [],
    foreignKeys: table.foreignKeys.map(normaliseForeignKey),
    indexes: table.indexes.map((index) => ({
      name: index.name,
      keys: index.keys.map(simplifyKey),
      ...(index.unique ? { unique: true } : {}),
      ...(index.where === undefined ? {} : { where: index.where.trim() }),
    })),
    ...(table.withoutRowid ? { withoutRowid: true } : {}),
    ...(table.strict ? { strict: true } : {}),
  };
}

/** One column in the spelling of introspection. */
export function normaliseColumn(column: Column): Column {
  const type = declaredType(column.type);
  const value = column.default === undefined ? undefined : normaliseDefault(column.default, type);
  const { generated, collation } = column;
  return {
    name: column.name,
    type,
    ...(column.nullable ? { nullable: true } : {}),
    ...(value === undefined || generated ? {} : { default: value }),
    ...(column.autoIncrement ? { autoIncrement: true } : {}),
    ...(generated === undefined
      ? {}
      : { generated: { expression: stripParentheses(generated.expression), stored: generated.stored } }),
    ...(collation === undefined ? {} : normaliseCollation(collation)),
  };
}

/** `BINARY` is what a column has when nothing is said. */
export function normaliseCollation(collation: string): { readonly collation?: string } {
  return isSameIdentifier(collation, 'binary') ? {} : { collation: collation.toUpperCase() };
}

function normaliseForeignKey({ name, columns, references, ...rest }: ForeignKey): ForeignKey {
  const { onDelete, onUpdate, deferrable } = rest;
  return {
    ...named(name),
    columns,
    references: { table: references.table, columns: references.columns },
    ...(onDelete === undefined || onDelete === 'no action' ? {} : { onDelete }),
    ...(onUpdate === undefined || onUpdate === 'no action' ? {} : { onUpdate }),
    ...(deferrable === undefined ? {} : { deferrable }),
  };
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
