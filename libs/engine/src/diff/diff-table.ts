import { isSame } from '../kernel/same';
import {
  nameOf,
  optionsOf,
  validated,
  type Check,
  type Column,
  type ForeignKey,
  type Table,
} from '../model/schema';
import type { Operation } from '../operations/operation';
import { needsFilling, nullable } from '../operations/filling';
import { matchNamed, type Matched } from './match';

export interface TableDiffOptions {
  /** Whether a constraint that only changed its name is renamed; where it cannot be, it is left alone. */
  readonly renamesConstraints: boolean;
}

/** Says of a table's foreign key that it has to go and come back, though nothing of it changes. */
type IsUprooted = (foreignKey: ForeignKey) => boolean;

/** The changes of one table, in the groups that the order of a whole revision needs. */
export interface TableDiff {
  readonly dropIndexes: readonly Operation[];
  readonly dropForeignKeys: readonly { readonly foreignKey: ForeignKey; readonly operation: Operation }[];
  /** Everything between, contiguous: on SQLite these are one rebuild. */
  readonly changes: readonly Operation[];
  readonly addForeignKeys: readonly { readonly foreignKey: ForeignKey; readonly operation: Operation }[];
  readonly createIndexes: readonly Operation[];
  /** Whether a key that foreign keys can point to changes. */
  readonly changesKeys: boolean;
}

/** Compares two versions of one table. */
export function diffTable(
  from: Table,
  to: Table,
  options: TableDiffOptions,
  isUprooted: IsUprooted = () => false,
): TableDiff {
  const table = nameOf(to);
  const indexes = matchNamed(from.indexes, to.indexes);
  // Whether the rows have been checked already is no reason to make a constraint anew.
  const foreignKeys = matchForeignKeys(from, to, isUprooted);
  const uniques = matchNamed(from.uniques, to.uniques);
  const checks = matchNamed(from.checks, to.checks, validated);
  const exclusions = matchNamed(from.exclusions, to.exclusions);
  const primaryKey = matchNamed(listOf(from.primaryKey), listOf(to.primaryKey));
  const renames = options.renamesConstraints
    ? [primaryKey, uniques, checks, exclusions, foreignKeys].flatMap((matched) => renamesOf(table, matched))
    : [];
  return {
    dropIndexes: indexes.removed.map((index) => ({ kind: 'dropIndex', table, index })),
    dropForeignKeys: foreignKeys.removed.map((foreignKey) => ({
      foreignKey,
      operation: { kind: 'dropForeignKey', table, foreignKey },
    })),
    changes: [
      ...checks.removed.map((check): Operation => ({ kind: 'dropCheck', table, check })),
      ...exclusions.removed.map((exclusion): Operation => ({ kind: 'dropExclusion', table, exclusion })),
      ...uniques.removed.map((unique): Operation => ({ kind: 'dropUnique', table, unique })),
      ...primaryKey.removed.map((key): Operation => ({ kind: 'dropPrimaryKey', table, primaryKey: key })),
      ...renames,
      ...diffOptions(from, to),
      ...diffColumns(from, to),
      ...diffComment(from, to),
      ...primaryKey.added.map((key): Operation => ({ kind: 'addPrimaryKey', table, primaryKey: key })),
      ...uniques.added.map((unique): Operation => ({ kind: 'addUnique', table, unique })),
      ...checks.added.map((check): Operation => ({ kind: 'addCheck', table, check })),
      ...exclusions.added.map((exclusion): Operation => ({ kind: 'addExclusion', table, exclusion })),
      ...validations(table, from.checks, to.checks, checks),
      ...validations(table, from.foreignKeys, to.foreignKeys, foreignKeys),
    ],
    addForeignKeys: foreignKeys.added.map((foreignKey) => ({
      foreignKey,
      operation: { kind: 'addForeignKey', table, foreignKey },
    })),
    createIndexes: [
      ...indexes.renamed.map(([a, b]): Operation => ({
        kind: 'renameIndex',
        table,
        from: a.name,
        to: b.name,
      })),
      ...indexes.added.map((index): Operation => ({ kind: 'createIndex', table, index })),
    ],
    changesKeys: [uniques, primaryKey].some((matched) => matched.added.length + matched.removed.length > 0),
  };
}

function matchForeignKeys(from: Table, to: Table, isUprooted: IsUprooted): Matched<ForeignKey> {
  const stays = (foreignKey: ForeignKey): boolean => !isUprooted(foreignKey);
  const matched = matchNamed(from.foreignKeys.filter(stays), to.foreignKeys.filter(stays), validated);
  return {
    ...matched,
    removed: [...matched.removed, ...from.foreignKeys.filter(isUprooted)],
    added: [...matched.added, ...to.foreignKeys.filter(isUprooted)],
  };
}

function listOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function renamesOf(
  table: ReturnType<typeof nameOf>,
  matched: Matched<{ readonly name?: string }>,
): Operation[] {
  return matched.renamed.flatMap(([{ name: from }, { name: to }]) =>
    from === undefined || to === undefined ? [] : [{ kind: 'renameConstraint', table, from, to } as const],
  );
}

/** Constraints that are there, under this name or the one they are renamed from, with rows that were never checked. */
function validations<T extends Check | ForeignKey>(
  table: ReturnType<typeof nameOf>,
  from: readonly T[],
  to: readonly T[],
  { renamed }: Matched<T>,
): Operation[] {
  return to.flatMap((wanted): Operation[] => {
    const { name } = wanted;
    if (name === undefined || wanted.notValid !== undefined) return [];
    const oldName = renamed.find(([, after]) => after.name === name)?.[0].name ?? name;
    const old = from.find((constraint) => constraint.name === oldName);
    const isKept = old !== undefined && isSame(validated({ ...old, name }), wanted);
    return isKept && old.notValid ? [{ kind: 'validateConstraint', table, name }] : [];
  });
}

/**
 * Columns are added and changed before others are dropped, so that a backfill between them can read the old. A generated
 * column comes when all that it may be computed of is as it will be, and goes while it is still there.
 */
function diffColumns(from: Table, to: Table): Operation[] {
  const table = nameOf(to);
  const before = new Map(from.columns.map((column) => [column.name, column]));
  const after = new Set(to.columns.map((column) => column.name));
  const added = to.columns.filter((column) => !before.has(column.name));
  const unfilled = added.filter(needsFilling);
  const altered = to.columns.flatMap((column): Operation[] => {
    const old = before.get(column.name);
    return old === undefined || isSame(old, column)
      ? []
      : [{ kind: 'alterColumn', table, from: old, to: column }];
  });
  const dropped = from.columns.filter((column) => !after.has(column.name));
  const add = (column: Column): Operation => ({
    kind: 'addColumn',
    table,
    column: needsFilling(column) ? nullable(column) : column,
  });
  return [
    ...added.filter((column) => !isGenerated(column)).map(add),
    ...altered,
    ...unfilled.map((column): Operation => ({
      kind: 'alterColumn',
      table,
      from: nullable(column),
      to: column,
    })),
    ...added.filter(isGenerated).map(add),
    ...[...dropped.filter(isGenerated), ...dropped.filter((column) => !isGenerated(column))].map(
      (column): Operation => ({ kind: 'dropColumn', table, column }),
    ),
  ];
}

function isGenerated(column: Column): boolean {
  return column.generated !== undefined;
}

function diffOptions(from: Table, to: Table): Operation[] {
  const [before, after] = [optionsOf(from), optionsOf(to)];
  return isSame(before, after)
    ? []
    : [{ kind: 'setTableOptions', table: nameOf(to), from: before, to: after }];
}

function diffComment(from: Table, to: Table): Operation[] {
  if (from.comment === to.comment) return [];
  return [
    {
      kind: 'setTableComment',
      table: nameOf(to),
      ...(from.comment === undefined ? {} : { from: from.comment }),
      ...(to.comment === undefined ? {} : { to: to.comment }),
    },
  ];
}
