import type { ColumnHook, ComparedColumn } from '../model/comparison';
import { displayName, nameOf, type Column, type SchemaModel } from '../model/schema';

export interface ColumnHooks {
  readonly compareType?: ColumnHook;
  readonly compareDefault?: ColumnHook;
}

/** The wanted schema, with types and defaults of what there is where a hook answers `false`. */
export function adoptByHooks(actual: SchemaModel, desired: SchemaModel, hooks: ColumnHooks): SchemaModel {
  if (hooks.compareType === undefined && hooks.compareDefault === undefined) return desired;
  return mapPairs(actual, desired, (pair) => {
    const type = hooks.compareType?.(pair) === false ? pair.from.type : pair.to.type;
    const source = hooks.compareDefault?.(pair) === false ? pair.from : pair.to;
    return withDefault({ ...pair.to, type }, source);
  });
}

/** The settled schema, with the entities' own words where a hook answers `true`. */
export function insistByHooks(
  actual: SchemaModel,
  { desired, settled }: { readonly desired: SchemaModel; readonly settled: SchemaModel },
  hooks: ColumnHooks,
): SchemaModel {
  if (hooks.compareType === undefined && hooks.compareDefault === undefined) return settled;
  const wanted = new Map(
    desired.tables.flatMap((table) =>
      table.columns.map((column) => [`${displayName(table)}\0${column.name}`, column] as const),
    ),
  );
  return mapPairs(actual, settled, ({ table, from, to }) => {
    const own = wanted.get(`${displayName(table)}\0${to.name}`) ?? to;
    const pair = { table, from, to: own };
    const type = hooks.compareType?.(pair) === true ? own.type : to.type;
    return withDefault({ ...to, type }, hooks.compareDefault?.(pair) === true ? own : to);
  });
}

function mapPairs(
  actual: SchemaModel,
  model: SchemaModel,
  change: (pair: ComparedColumn) => Column,
): SchemaModel {
  const before = new Map(actual.tables.map((table) => [displayName(table), table]));
  return {
    ...model,
    tables: model.tables.map((table) => {
      const old = before.get(displayName(table));
      if (old === undefined) return table;
      const columns = table.columns.map((to) => {
        const from = old.columns.find(({ name }) => name === to.name);
        return from === undefined ? to : change({ table: nameOf(table), from, to });
      });
      return { ...table, columns };
    }),
  };
}

function withDefault({ default: _default, ...column }: Column, source: Column): Column {
  return source.default === undefined ? column : { ...column, default: source.default };
}
