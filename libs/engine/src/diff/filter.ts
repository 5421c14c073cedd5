import { matcherOf } from '../kernel/pattern';
import type { NamePatterns, ObjectFilter } from '../model/comparison';
import { displayName, nameOf, type SchemaModel, type Table } from '../model/schema';

/** What the patterns name. An object of a kind without patterns is named by none of them. */
export function matchesPatterns(patterns: NamePatterns): ObjectFilter {
  const schemas = matcher(patterns.schemas);
  const tables = matcher(patterns.tables);
  const columns = matcher(patterns.columns);
  return (object) => {
    switch (object.kind) {
      case 'schema':
        return schemas(object.name);
      case 'table':
      case 'view':
        return tables(displayName(object)) || (object.schema !== undefined && schemas(object.schema));
      case 'column':
        return columns(`${displayName(object.table)}.${object.name ?? ''}`);
      default:
        return false;
    }
  };
}

function matcher(patterns: readonly string[] = []): (name: string) => boolean {
  const matchers = patterns.map(matcherOf);
  return (name) => matchers.some((matches) => matches(name));
}

/**
 * Whether patterns that say what takes part leave an object in: of the kinds that they speak of, only what they name;
 * everything of the others.
 */
export function includedBy(patterns: NamePatterns): ObjectFilter {
  const names = matchesPatterns(patterns);
  return (object) => {
    const speaks =
      object.kind === 'schema'
        ? patterns.schemas !== undefined
        : object.kind === 'table' || object.kind === 'view'
          ? patterns.tables !== undefined || (object.schema !== undefined && patterns.schemas !== undefined)
          : object.kind === 'column' && patterns.columns !== undefined;
    return !speaks || names(object);
  };
}

/** A model without what a filter leaves out; an enum type stays as long as no filter names it itself. */
export function filterModel(model: SchemaModel, keep: ObjectFilter): SchemaModel {
  return {
    extensions: model.extensions.filter((name) => keep({ kind: 'extension', name })),
    schemas: model.schemas.filter((name) => keep({ kind: 'schema', name })),
    enums: model.enums.filter((type) => keep({ kind: 'enum', ...nameOf(type) })),
    tables: model.tables
      .filter((table) => keep({ kind: 'table', ...nameOf(table) }))
      .map((table) => filterTable(table, keep)),
    views: model.views
      .filter((view) => keep({ kind: 'view', ...nameOf(view) }))
      .map((view) => ({
        ...view,
        indexes: view.indexes.filter(({ name }) => keep({ kind: 'index', table: nameOf(view), name })),
      })),
  };
}

function filterTable(whole: Table, keep: ObjectFilter): Table {
  const table = nameOf(whole);
  const part =
    (kind: 'column' | 'index' | 'constraint') =>
    ({ name }: { readonly name?: string }): boolean =>
      keep({ kind, table, ...(name === undefined ? {} : { name }) });
  const { primaryKey, ...rest } = whole;
  return {
    ...rest,
    ...(primaryKey !== undefined && part('constraint')(primaryKey) ? { primaryKey } : {}),
    columns: whole.columns.filter(part('column')),
    indexes: whole.indexes.filter(part('index')),
    uniques: whole.uniques.filter(part('constraint')),
    checks: whole.checks.filter(part('constraint')),
    exclusions: whole.exclusions.filter(part('constraint')),
    foreignKeys: whole.foreignKeys.filter(part('constraint')),
  };
}
