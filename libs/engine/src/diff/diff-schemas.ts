import { isSame } from '../kernel/same';
import { byText } from '../kernel/ordering';
import {
  displayName,
  PUBLIC_SCHEMA,
  isEnumRef,
  nameOf,
  type EnumType,
  type SchemaModel,
  type Table,
} from '../model/schema';
import { namesWord } from '../model/sql-text';
import type { EnumUse, Operation } from '../operations/operation';
import { diffTable, type TableDiff, type TableDiffOptions } from './diff-table';
import { diffViews } from './diff-views';
import { withoutGeneratedHolds, type GeneratedOptions } from './generated-holds';
import { withoutLostDefaults } from './lost-defaults';
import type { HoldOptions } from './view-holds';
import { uprootedKeys, type IsUprooted, type KeyOptions } from './retyped-keys';
import { orderForCreation, targetOf } from './table-order';

/** What the comparison has to know of a dialect. */
export type DiffOptions = TableDiffOptions & HoldOptions & KeyOptions & GeneratedOptions;

/**
 * The operations that bring one schema to another, in an order in which they can run: schemas, extensions, views that go or
 * are in the way, enum types, then what is dropped, new tables in foreign-key order, each table's changes together, foreign keys that close
 * cycles or wait for a key, and views last. Pure; the order of the models' lists does not matter, equal models give nothing.
 *
 * @param from what there is, in the dialect's normal spelling
 * @param to what is wanted, in the same spelling
 */
export function diffSchemas(from: SchemaModel, to: SchemaModel, options: DiffOptions): readonly Operation[] {
  const unheld = withoutGeneratedHolds(from, to, options);
  const prepared = withoutLostDefaults(unheld.model, to);
  const changes = [...unheld.operations, ...prepared.operations, ...diffObjects(prepared.model, to, options)];
  const views = diffViews(from, to, changes, options);
  return [...newSchemas(from, to), ...newExtensions(from, to), ...views.first, ...changes, ...views.last];
}

/** All but schemas, extensions and views. */
function diffObjects(
  from: SchemaModel,
  to: SchemaModel,
  options: TableDiffOptions & KeyOptions,
): readonly Operation[] {
  const before = byName(from.tables);
  const after = byName(to.tables);
  const created = to.tables.filter((table) => !before.has(displayName(table)));
  const dropped = from.tables.filter((table) => !after.has(displayName(table)));
  const isUprooted = uprootedKeys(from, to, options);
  const pairs = [...to.tables].sort(byText(displayName)).flatMap((table) => {
    const old = before.get(displayName(table));
    if (old === undefined || isUntouched(old, table, isUprooted)) return [];
    const diff = diffTable(old, table, options, (foreignKey) => isUprooted(table, foreignKey));
    return [{ table, diff }];
  });
  const rekeyed = new Set(
    pairs.filter(({ diff }) => diff.changesKeys).map(({ table }) => displayName(table)),
  );
  const comesLate: IsUprooted = (table, foreignKey) =>
    rekeyed.has(targetOf(foreignKey)) || isUprooted(table, foreignKey);
  const goesEarly: IsUprooted = (table, foreignKey) =>
    !after.has(targetOf(foreignKey)) || comesLate(table, foreignKey);
  const creation = createTables(created, comesLate);
  const changes = changeTables(pairs, { goesEarly, comesLate });
  return [
    ...changedEnums(from, to),
    ...changes.first,
    ...dropTables(dropped),
    ...creation.first,
    ...changes.main,
    ...creation.last,
    ...changes.last,
    ...droppedEnums(from, to),
  ];
}

/** Most tables of most comparisons. */
function isUntouched(from: Table, to: Table, isUprooted: IsUprooted): boolean {
  return isSame(from, to) && !to.foreignKeys.some((foreignKey) => isUprooted(to, foreignKey));
}

function byName<T extends { readonly schema?: string; readonly name: string }>(
  all: readonly T[],
): Map<string, T> {
  return new Map(all.map((one) => [displayName(one), one]));
}

function newSchemas(from: SchemaModel, to: SchemaModel): Operation[] {
  return to.schemas
    .filter((schema) => schema !== PUBLIC_SCHEMA && !from.schemas.includes(schema))
    .map((schema) => ({ kind: 'createSchema', schema }));
}

/** An extension is never dropped: who else uses one, functions and queries too, cannot be seen. */
function newExtensions(from: SchemaModel, to: SchemaModel): Operation[] {
  return to.extensions
    .filter((extension) => !from.extensions.includes(extension))
    .map((extension) => ({ kind: 'createExtension', extension }));
}

function createTables(
  tables: readonly Table[],
  comesLate: IsUprooted,
): { first: Operation[]; last: Operation[] } {
  const order = orderForCreation(tables, comesLate);
  return {
    first: order.tables.flatMap((table) => [
      { kind: 'createTable', table: { ...table, indexes: [] } } as const,
      ...table.indexes.map((index) => ({ kind: 'createIndex', table: nameOf(table), index }) as const),
    ]),
    last: order.deferred.map(({ table, foreignKey }) => ({
      kind: 'addForeignKey',
      table: nameOf(table),
      foreignKey,
    })),
  };
}

/** The exact reverse of creating them. */
function dropTables(tables: readonly Table[]): Operation[] {
  const order = orderForCreation(tables);
  return [
    ...order.deferred.map(({ table, foreignKey }): Operation => ({
      kind: 'dropForeignKey',
      table: nameOf(table),
      foreignKey,
    })),
    ...[...order.tables]
      .reverse()
      .flatMap((table): Operation[] => [
        ...table.indexes.map((index): Operation => ({ kind: 'dropIndex', table: nameOf(table), index })),
        { kind: 'dropTable', table: { ...table, indexes: [] } },
      ]),
  ];
}

/**
 * A table's changes stand together. A foreign key leaves its table's place only where it must: dropped before
 * anything else when the table or the key that it points to goes, added after everything else when that key comes.
 */
function changeTables(
  pairs: readonly { readonly table: Table; readonly diff: TableDiff }[],
  { goesEarly, comesLate }: { readonly goesEarly: IsUprooted; readonly comesLate: IsUprooted },
): { first: Operation[]; main: Operation[]; last: Operation[] } {
  const first: Operation[] = [];
  const main: Operation[] = [];
  const last: Operation[] = [];
  for (const { table, diff } of pairs) {
    main.push(...diff.dropIndexes);
    for (const { foreignKey, operation } of diff.dropForeignKeys) {
      (goesEarly(table, foreignKey) ? first : main).push(operation);
    }
    main.push(...diff.changes);
    for (const { foreignKey, operation } of diff.addForeignKeys) {
      (comesLate(table, foreignKey) ? last : main).push(operation);
    }
    main.push(...diff.createIndexes);
  }
  return { first, main, last };
}

function changedEnums(from: SchemaModel, to: SchemaModel): Operation[] {
  const before = byName(from.enums);
  return [...to.enums].sort(byText(displayName)).flatMap((wanted): Operation[] => {
    const old = before.get(displayName(wanted));
    if (old === undefined) return [{ kind: 'createEnum', enum: wanted }];
    if (isSame(old.values, wanted.values)) return [];
    const usedBy = usesOf(wanted, from);
    return [{ kind: 'alterEnum', name: nameOf(wanted), from: old.values, to: wanted.values, usedBy }];
  });
}

function droppedEnums(from: SchemaModel, to: SchemaModel): Operation[] {
  const after = byName(to.enums);
  return [...from.enums]
    .sort(byText(displayName))
    .filter((type) => !after.has(displayName(type)))
    .map((type) => ({ kind: 'dropEnum', enum: type }));
}

/**
 * The indexes and checks of a table whose text names a column; one that names it by chance is only made anew. And the foreign
 * keys that lead from it: the column that they lead to has the same type.
 */
function dependentsOf(table: Table, column: string): Pick<EnumUse, 'indexes' | 'checks' | 'foreignKeys'> {
  const indexes = table.indexes.filter(({ where = '', keys }) =>
    [where, ...keys.map((key) => (typeof key === 'string' ? '' : (key.expression ?? '')))].some((text) =>
      namesWord(text, column),
    ),
  );
  const checks = table.checks.filter(({ expression }) => namesWord(expression, column));
  const foreignKeys = table.foreignKeys.filter(({ columns }) => columns.includes(column));
  return {
    ...(indexes.length > 0 ? { indexes } : {}),
    ...(checks.length > 0 ? { checks } : {}),
    ...(foreignKeys.length > 0 ? { foreignKeys } : {}),
  };
}

function usesOf(type: EnumType, model: SchemaModel): EnumUse[] {
  return [...model.tables]
    .sort(byText(displayName))
    .flatMap((table) =>
      table.columns
        .filter(({ type: used }) => isEnumRef(used) && used.enum === type.name && used.schema === type.schema)
        .map((column) => ({ table: nameOf(table), column, ...dependentsOf(table, column.name) })),
    );
}
