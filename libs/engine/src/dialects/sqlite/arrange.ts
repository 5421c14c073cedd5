import { deepFreeze } from '../../kernel/freeze';
import { byText } from '../../kernel/ordering';
import {
  EMPTY_SCHEMA,
  type Index,
  type IndexKey,
  type SchemaModel,
  type Table,
  type View,
} from '../../model/schema';

/** Puts everything that has no order of its own into the one order of all models, and freezes it. */
export function arrange(tables: readonly Table[], views: readonly View[]): SchemaModel {
  return deepFreeze({
    ...EMPTY_SCHEMA,
    tables: tables.map(arrangeTable).sort(byText(({ name }) => name)),
    views: [...views].sort(byText(({ name }) => name)),
  });
}

function arrangeTable(table: Table): Table {
  return {
    ...table,
    uniques: [...table.uniques].sort(byText((u) => sortKey(u.name, u.columns))),
    checks: [...table.checks].sort(byText((c) => sortKey(c.name, [c.expression]))),
    foreignKeys: [...table.foreignKeys].sort(
      byText((f) => sortKey(f.name, [...f.columns, f.references.table])),
    ),
    indexes: [...table.indexes].sort(byText((index: Index) => index.name)),
  };
}

/** What has no name comes after what has one, by its content. */
function sortKey(name: string | undefined, content: readonly string[]): string {
  return name === undefined ? `\uffff${content.join('\0')}` : name;
}

/** A key that says nothing beside its column is the column's name. */
export function simplifyKey(key: IndexKey): IndexKey {
  if (typeof key === 'string') return key;
  const { column, expression, order, collation } = key;
  if (column !== undefined && order === undefined && collation === undefined) return column;
  return {
    ...(column === undefined ? {} : { column }),
    ...(expression === undefined ? {} : { expression }),
    ...(order === undefined ? {} : { order }),
    ...(collation === undefined ? {} : { collation }),
  };
}
