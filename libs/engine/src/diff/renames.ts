import { isSame } from '../kernel/same';
import {
  displayName,
  isEnumRef,
  isSameName,
  nameOf,
  PUBLIC_SCHEMA,
  type QualifiedName,
  type SchemaModel,
  type Table,
} from '../model/schema';
import type { Rename } from '../model/rename';
import { applyOperations } from '../operations/apply';
import type { Operation } from '../operations/operation';

export interface Renamed {
  /** The renames that apply, tables first, as operations. */
  readonly operations: readonly Operation[];
  /** The schema after them. */
  readonly model: SchemaModel;
  /** What does not apply: the old name is not there to go, or the new one not there to come. */
  readonly unused: readonly Rename[];
}

/**
 * Applies what was said about renames to what there is, so that a comparison finds the old things under their new
 * names. Names in the texts of checks, predicates and expressions follow, as they do in a database.
 *
 * @param from what there is
 * @param to what is wanted
 * @param renames tables are named as they are wanted, in renames of columns too
 */
export function applyRenames(from: SchemaModel, to: SchemaModel, renames: readonly Rename[]): Renamed {
  const operations: Operation[] = [];
  const unused: Rename[] = [];
  let model = from;
  for (const rename of [...renames].sort((a, b) => Number(b.kind === 'table') - Number(a.kind === 'table'))) {
    const operation =
      rename.kind === 'table' ? renameTable(model, to, rename) : renameColumn(model, to, rename);
    if (operation === undefined) {
      unused.push(rename);
      continue;
    }
    const needed = operation.kind === 'renameTable' ? schemaFor(model, operation.to) : [];
    operations.push(...needed, operation);
    model = applyOperations(model, [...needed, operation]);
    if (operation.kind === 'renameColumn') model = withTextsRenamed(model, operation);
  }
  return { operations, model, unused };
}

/** A table may move to a schema that is not there yet. */
function schemaFor({ schemas }: SchemaModel, { schema }: QualifiedName): readonly Operation[] {
  const isThere = schema === undefined || schema === PUBLIC_SCHEMA || schemas.includes(schema);
  return isThere ? [] : [{ kind: 'createSchema', schema }];
}

function renameTable(
  model: SchemaModel,
  to: SchemaModel,
  rename: Extract<Rename, { kind: 'table' }>,
): Operation | undefined {
  const applies =
    has(model, rename.from) && !has(to, rename.from) && has(to, rename.to) && !has(model, rename.to);
  return applies ? { kind: 'renameTable', from: rename.from, to: rename.to } : undefined;
}

function renameColumn(
  model: SchemaModel,
  to: SchemaModel,
  { table, from, to: name }: Extract<Rename, { kind: 'column' }>,
): Operation | undefined {
  const [before, after] = [find(model, table), find(to, table)];
  const applies =
    hasColumn(before, from) && !hasColumn(after, from) && hasColumn(after, name) && !hasColumn(before, name);
  return applies ? { kind: 'renameColumn', table: nameOf(table), from, to: name } : undefined;
}

function find(model: SchemaModel, name: QualifiedName): Table | undefined {
  return model.tables.find((table) => isSameName(table, name));
}

function has(model: SchemaModel, name: QualifiedName): boolean {
  return find(model, name) !== undefined;
}

function hasColumn(table: Table | undefined, name: string): boolean {
  return table?.columns.some((column) => column.name === name) === true;
}

/** A database writes the new name into its texts; a word of the same spelling in a literal stays. */
function withTextsRenamed(
  model: SchemaModel,
  { table, from, to }: Extract<Operation, { kind: 'renameColumn' }>,
): SchemaModel {
  const text = (sql: string): string => renameInText(sql, from, to);
  return {
    ...model,
    tables: model.tables.map((one) =>
      isSameName(one, table)
        ? {
            ...one,
            columns: one.columns.map((column) =>
              column.generated === undefined
                ? column
                : {
                    ...column,
                    generated: { ...column.generated, expression: text(column.generated.expression) },
                  },
            ),
            checks: one.checks.map((check) => ({ ...check, expression: text(check.expression) })),
            indexes: one.indexes.map((index) => ({
              ...index,
              ...(index.where === undefined ? {} : { where: text(index.where) }),
              keys: index.keys.map((key) =>
                typeof key === 'string' || key.expression === undefined
                  ? key
                  : { ...key, expression: text(key.expression) },
              ),
            })),
          }
        : one,
    ),
  };
}

/** Replaces a column's name, bare or quoted, outside of string literals. */
function renameInText(sql: string, from: string, to: string): string {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const bare = /^[a-z_][a-z0-9_]*$/.test(to) ? to : quoted(to);
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][\w$]*/g, (token) => {
    if (token === quoted(from)) return quoted(to);
    return token === from ? bare : token;
  });
}

/**
 * Tables and columns that go and come and are alike: a rename is likely, and without a word from a person it would lose what
 * the old one holds. Alike are columns of one type in one table, and tables whose columns have the same names and types, in
 * whatever schemas. A pair is named only where both have no other partner.
 */
export function likelyRenames(operations: readonly Operation[]): readonly Rename[] {
  const gone = operations.filter((op) => op.kind === 'dropTable').map(({ table }) => table);
  const come = operations.filter((op) => op.kind === 'createTable').map(({ table }) => table);
  const tables = pairs(gone, come, areAlike);
  const columns = pairs(
    operations.filter((op) => op.kind === 'dropColumn'),
    operations.filter((op) => op.kind === 'addColumn'),
    (a, b) => isSameName(a.table, b.table) && isSame(a.column.type, b.column.type),
  );
  return [
    ...tables.map(([from, to]) => ({ kind: 'table', from: nameOf(from), to: nameOf(to) }) as const),
    ...columns.map(
      ([{ table, column }, to]) =>
        ({ kind: 'column', table: nameOf(table), from: column.name, to: to.column.name }) as const,
    ),
  ];
}

/** Each that goes with the only one that comes like it, unless another that goes is like it too. */
function pairs<Old, New>(
  gone: readonly Old[],
  come: readonly New[],
  alike: (a: Old | New, b: Old) => boolean,
): readonly (readonly [Old, New])[] {
  return gone.flatMap((old) => {
    const [only, ...more] = come.filter((one) => alike(one, old));
    const rivals = gone.filter((one) => alike(one, old));
    return only === undefined || more.length > 0 || rivals.length > 1 ? [] : [[old, only] as const];
  });
}

/** An enum type counts as one like any other: its name comes from that of the table, and its schema too. */
function areAlike(a: Table, b: Table): boolean {
  const shape = ({ columns }: Table): readonly string[] =>
    columns.map(({ name, type }) => JSON.stringify([name, isEnumRef(type) ? {} : type])).sort();
  return isSame(shape(a), shape(b));
}

/** How a rename is said on the command line: `--rename users.name:full_name`, `--rename-table people:users`. */
export function renameFlag(rename: Rename): string {
  return rename.kind === 'table'
    ? `--rename-table ${displayName(rename.from)}:${displayName(rename.to)}`
    : `--rename ${displayName(rename.table)}.${rename.from}:${rename.to}`;
}
