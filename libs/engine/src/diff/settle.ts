import { isSame } from '../kernel/same';
import { displayName, isEnumRef, validated, type SchemaModel, type Table, type View } from '../model/schema';
import { namesWord, readsFrom } from '../model/sql-text';
import { orderViews } from './view-order';

/** Realises a model where it leaves no trace and reads it back; `undefined` where that is not allowed. */
export type Canonicalise = (model: SchemaModel) => Promise<SchemaModel | undefined>;

export interface Settled {
  readonly desired: SchemaModel;
  /** False when texts differ and the database could not be asked what they mean. */
  readonly certain: boolean;
}

/**
 * Lets the database judge what only differs as text: types, defaults, generated expressions, checks, predicates, queries.
 * Tables whose texts differ are created in a scratch place and read back; where what comes back is what the
 * database already has, the desired model takes over the database's wording, so that a comparison finds nothing.
 * Where it is something else, the words of the entities stay, for the revision to hold.
 */
export async function settle(actual: SchemaModel, desired: SchemaModel, ask: Canonicalise): Promise<Settled> {
  const questions = disputedTables(actual, desired);
  const views = disputedViews(actual, desired);
  if (questions.length + views.length === 0) return { desired, certain: true };
  const answer = await ask(subModel(desired, questions, views));
  if (answer === undefined) return { desired, certain: false };
  const once = adoptAnswer(actual, desired, answer);
  if (disputedTables(actual, once).length + disputedViews(actual, once).length === 0)
    return { desired: once, certain: true };
  // What a database writes of an expression it may write otherwise when it reads that (PostgreSQL: IN over varchar).
  const twice = await ask({ ...answer, views: orderViews(answer.views) });
  return { desired: twice === undefined ? once : adoptAnswer(actual, once, twice), certain: true };
}

function adoptAnswer(actual: SchemaModel, desired: SchemaModel, answer: SchemaModel): SchemaModel {
  const existing = new Map(actual.tables.map((table) => [displayName(table), table]));
  const canonical = new Map(answer.tables.map((table) => [displayName(table), table]));
  const tables = desired.tables.map((table) => {
    const old = existing.get(displayName(table));
    const read = canonical.get(displayName(table));
    return old === undefined || read === undefined ? table : adoptWording(table, read, old);
  });
  return { ...desired, tables, views: adoptViews(actual, desired, answer) };
}

/** The tables whose texts differ. */
function disputedTables(actual: SchemaModel, desired: SchemaModel): readonly Table[] {
  const existing = new Map(actual.tables.map((table) => [displayName(table), table]));
  return desired.tables.filter((table) => {
    const old = existing.get(displayName(table));
    return old !== undefined && differsAsText(old, table);
  });
}

/** The views whose texts differ. */
function disputedViews(actual: SchemaModel, desired: SchemaModel): readonly View[] {
  const existing = new Map(actual.views.map((view) => [displayName(view), view]));
  return desired.views.filter((view) => {
    const old = existing.get(displayName(view));
    return old !== undefined && !isSame([old.definition, old.indexes], [view.definition, view.indexes]);
  });
}

function adoptViews(actual: SchemaModel, desired: SchemaModel, answer: SchemaModel): readonly View[] {
  const existing = new Map(actual.views.map((view) => [displayName(view), view]));
  const canonical = new Map(answer.views.map((view) => [displayName(view), view]));
  return desired.views.map((view) => {
    const old = existing.get(displayName(view));
    const read = canonical.get(displayName(view));
    if (old === undefined || read === undefined) return view;
    const { definition } = read.definition === old.definition ? old : view;
    return { ...view, definition, indexes: adoptParts((one) => one.indexes, { wanted: view, read, old }) };
  });
}

function differsAsText(a: Table, b: Table): boolean {
  return !isSame(
    [a.columns, a.checks.map(validated), a.exclusions, a.indexes],
    [b.columns, b.checks.map(validated), b.exclusions, b.indexes],
  );
}

/** The tables and views with all that the views read. */
function subModel(model: SchemaModel, asked: readonly Table[], disputed: readonly View[]): SchemaModel {
  const views = new Set(disputed);
  for (let size = -1; size !== views.size;) {
    size = views.size;
    for (const view of model.views)
      if ([...views].some(({ definition }) => readsFrom(definition, view))) views.add(view);
  }
  const isRead = (table: Table): boolean => [...views].some(({ definition }) => readsFrom(definition, table));
  const tables = model.tables.filter((table) => asked.includes(table) || isRead(table));
  const used = new Set(
    tables.flatMap((table) =>
      table.columns.flatMap(({ type }) =>
        isEnumRef(type)
          ? [displayName({ name: type.enum, ...(type.schema === undefined ? {} : { schema: type.schema }) })]
          : [],
      ),
    ),
  );
  return {
    schemas: model.schemas,
    extensions: model.extensions,
    enums: model.enums.filter(
      (type) =>
        used.has(displayName(type)) || [...views].some(({ definition }) => namesWord(definition, type.name)),
    ),
    tables: tables.map((table) => ({ ...table, foreignKeys: [] })),
    views: orderViews([...views]),
  };
}

/** Part by part: what the database reads back as the old part is the old part. */
function adoptWording(wanted: Table, read: Table, old: Table): Table {
  const adopt = <T extends { readonly name?: string }>(parts: (table: Table) => readonly T[]): readonly T[] =>
    adoptParts(parts, { wanted, read, old });
  return {
    ...wanted,
    columns: adopt((table) => table.columns),
    // Whether the rows of a check have been looked at is not a matter of wording.
    checks: adopt((table) => table.checks.map(validated)).map((check, index) =>
      wanted.checks[index]?.notValid ? { ...check, notValid: true } : check,
    ),
    exclusions: adopt((table) => table.exclusions),
    indexes: adopt((table) => table.indexes),
  };
}

function adoptParts<O, T extends { readonly name?: string }>(
  parts: (object: O) => readonly T[],
  { wanted, read, old }: { readonly wanted: O; readonly read: O; readonly old: O },
): readonly T[] {
  return parts(wanted).map((part) => {
    const before = parts(old).find(({ name }) => name !== undefined && name === part.name);
    const meant = parts(read).find(({ name }) => name !== undefined && name === part.name);
    if (before !== undefined) return meant !== undefined && isSame(meant, before) ? before : part;
    return meant === undefined ? part : sameUnderAnotherName(part, meant, parts(old));
  });
}

/** A part that exists under another name takes over the wording and keeps its new name: it will be renamed. */
function sameUnderAnotherName<T extends { readonly name?: string }>(part: T, meant: T, old: readonly T[]): T {
  const twin = old.find((other) => isSame({ ...other, name: undefined }, { ...meant, name: undefined }));
  return twin === undefined ? part : { ...twin, name: part.name };
}
