import {
  displayName,
  isEnumRef,
  isSqlText,
  type Column,
  type EnumRef,
  type QualifiedName,
  type Table,
} from '../model/schema';
import { isSame } from '../kernel/same';
import {
  BY_KEY,
  BY_NAME,
  BY_VALUE,
  columnTouch,
  inSchema,
  onTable,
  relationName,
  textTouch,
  typeName,
  type Touch,
  type Whole,
} from './commute-objects';
import {
  checkTouches,
  constraintTouch,
  exclusionTouches,
  foreignKeyTouches,
  indexName,
  indexTouches,
  keyTouches,
  targetTouches,
  uniqueTouches,
} from './commute-parts';
import {
  dispatch,
  type AddPrimaryKey,
  type AddUnique,
  type AlterColumn,
  type AlterEnum,
  type Operation,
  type OpHandlers,
} from './operation';
import { replacedViewTouches, viewTouches } from './commute-views';

/**
 * The objects that an operation touches, the most telling first.
 *
 * @returns `undefined` for SQL by hand and code: nobody can say what these touch
 */
export function touchesOf(op: Operation): readonly Touch[] | undefined {
  return dispatch<readonly Touch[] | undefined, []>(handlers, op);
}

const handlers = {
  createSchema: ({ schema }) => [{ object: `schema ${schema}`, deed: 'create' }],
  dropSchema: ({ schema }) => [{ object: `schema ${schema}`, deed: 'drop' }],
  // One that is there already is taken as it is.
  createExtension: ({ extension }) => [{ object: `extension ${extension}`, deed: 'use' }],
  dropExtension: ({ extension }) => [{ object: `extension ${extension}`, deed: 'drop' }],
  createEnum: (op) => enumTouches(op.enum, 'create'),
  dropEnum: (op) => enumTouches(op.enum, 'drop'),
  alterEnum: alterEnumTouches,
  createTable: ({ table }) => wholeTable(table, 'create'),
  dropTable: ({ table }) => wholeTable(table, 'drop'),
  renameTable: ({ from, to }) => [
    { object: `table ${displayName(from)}`, deed: 'rename' },
    { object: `table ${displayName(to)}`, deed: 'create' },
    ...relationName(from, 'drop'),
    ...relationName(to, 'create'),
    ...typeName(from, 'drop'),
    ...typeName(to, 'create'),
    ...inSchema(from),
    ...inSchema(to),
  ],
  setTableComment: ({ table }) => [
    { object: `the comment of table ${displayName(table)}`, deed: 'change' },
    ...onTable(table),
  ],
  setTableOptions: ({ table }) => [
    { object: `the options of table ${displayName(table)}`, deed: 'change' },
    ...onTable(table),
  ],
  addColumn: (op) => columnTouches(op.table, op.column, 'create'),
  dropColumn: (op) => columnTouches(op.table, op.column, 'drop'),
  alterColumn: alterColumnTouches,
  renameColumn: ({ table, from, to }) => [
    columnTouch(table, from, 'rename'),
    columnTouch(table, to, 'create'),
    ...onTable(table),
  ],
  addPrimaryKey: (op) => [
    ...keyTouches(op.table, op.primaryKey, 'create'),
    ...usedIndex(op),
    ...onTable(op.table),
  ],
  dropPrimaryKey: (op) => [...keyTouches(op.table, op.primaryKey, 'drop'), ...onTable(op.table)],
  addUnique: (op) => [
    ...uniqueTouches(op.table, op.unique, 'create'),
    ...usedIndex(op),
    ...onTable(op.table),
  ],
  dropUnique: (op) => [...uniqueTouches(op.table, op.unique, 'drop'), ...onTable(op.table)],
  addCheck: (op) => [...checkTouches(op.table, op.check, 'create'), ...onTable(op.table)],
  dropCheck: (op) => [...checkTouches(op.table, op.check, 'drop'), ...onTable(op.table)],
  addExclusion: (op) => [...exclusionTouches(op.table, op.exclusion, 'create'), ...onTable(op.table)],
  dropExclusion: (op) => [...exclusionTouches(op.table, op.exclusion, 'drop'), ...onTable(op.table)],
  addForeignKey: (op) => [...foreignKeyTouches(op.table, op.foreignKey, 'create'), ...onTable(op.table)],
  dropForeignKey: (op) => [...foreignKeyTouches(op.table, op.foreignKey, 'drop'), ...onTable(op.table)],
  validateConstraint: ({ table, name }) => [constraintTouch(table, name, 'change'), ...onTable(table)],
  createIndex: (op) => [...indexTouches(op.table, op.index, 'create'), ...onTable(op.table)],
  dropIndex: (op) => [...indexTouches(op.table, op.index, 'drop'), ...onTable(op.table)],
  renameConstraint: ({ table, from, to }) => [
    constraintTouch(table, from, 'rename'),
    constraintTouch(table, to, 'create'),
    // It may be a primary key or a unique, whose index is called the same.
    ...relationName({ ...table, name: from }, 'drop'),
    ...relationName({ ...table, name: to }, 'create'),
    ...onTable(table),
  ],
  renameIndex: ({ table, from, to }) => [
    { object: `index ${displayName({ ...table, name: from })}`, deed: 'rename' },
    { object: `index ${displayName({ ...table, name: to })}`, deed: 'create' },
    ...relationName({ ...table, name: from }, 'drop'),
    ...relationName({ ...table, name: to }, 'create'),
    ...onTable(table),
  ],
  bulkInsert: ({ table, columns, rows }) => {
    const texts = rows.flat().flatMap((value) => (isSqlText(value) ? [value.sql] : []));
    return rowTouches(table, columns, texts);
  },
  backfill: ({ table, set, where }) => {
    const texts = Object.values(set).flatMap((value) => (isSqlText(value) ? [value.sql] : []));
    return rowTouches(table, Object.keys(set), where === undefined ? texts : [...texts, where]);
  },
  autocommit: ({ operations }) => {
    const touches = operations.map(touchesOf);
    return touches.includes(undefined) ? undefined : touches.flatMap((each) => each ?? []);
  },
  createView: ({ view }) => viewTouches(view, 'create'),
  dropView: ({ view }) => viewTouches(view, 'drop'),
  replaceView: ({ view, from, to }) => replacedViewTouches(view, [from, to]),
  execute: () => undefined,
  run: () => undefined,
} satisfies OpHandlers<readonly Touch[] | undefined>;

/** An index that becomes a key is an index no more. */
function usedIndex({ table, usingIndex }: AddPrimaryKey | AddUnique): readonly Touch[] {
  if (usingIndex === undefined) return [];
  const name = table.schema === undefined ? { name: usingIndex } : { ...table, name: usingIndex };
  return [{ object: `index ${displayName(name)}`, deed: 'drop' }, ...relationName(name, 'drop')];
}

/**
 * Rows that are written rely on the columns they give values to, and on those that the SQL names; a query in it may
 * read any table.
 */
function rowTouches(
  table: QualifiedName,
  columns: readonly string[],
  texts: readonly string[],
): readonly Touch[] | undefined {
  if (texts.some((text) => /\bselect\b/i.test(text))) return undefined;
  return [
    ...columns.map((name) => columnTouch(table, name, 'use', BY_KEY)),
    ...texts.map((text) => textTouch(table, text, BY_VALUE)),
    ...onTable(table),
  ];
}

function enumTouches(type: QualifiedName, deed: Whole): readonly Touch[] {
  return [{ object: `enum ${displayName(type)}`, deed }, ...typeName(type, deed), ...inSchema(type)];
}

/** Values that come after or between the others need no column to be made anew; everything else does. */
function alterEnumTouches({ name, from, to, mapping, usedBy }: AlterEnum): readonly Touch[] {
  const object = `enum ${displayName(name)}`;
  const kept = to.filter((value) => from.includes(value));
  const extendsOnly = mapping === undefined && isSame(kept, from);
  if (extendsOnly) return [{ object, deed: 'extend' }, ...inSchema(name)];
  return [
    { object, deed: 'change' },
    ...inSchema(name),
    ...usedBy.flatMap((use) => [
      columnTouch(use.table, use.column.name, 'change', new Set(['type', 'default'])),
      ...(use.indexes ?? []).flatMap((index) => indexTouches(use.table, index, 'drop')),
      ...(use.checks ?? []).flatMap((check) => checkTouches(use.table, check, 'drop')),
      ...(use.foreignKeys ?? []).flatMap((key) => foreignKeyTouches(use.table, key, 'drop')),
      ...onTable(use.table),
    ]),
  ];
}

function wholeTable(table: Table, deed: Whole): readonly Touch[] {
  return [
    { object: `table ${displayName(table)}`, deed },
    ...relationName(table, deed),
    ...typeName(table, deed),
    ...inSchema(table),
    ...table.columns.flatMap(typeTouches),
    ...(table.primaryKey === undefined ? [] : indexName(table, table.primaryKey.name, deed)),
    ...table.uniques.flatMap((unique) => indexName(table, unique.name, deed)),
    ...table.exclusions.flatMap((exclusion) => indexName(table, exclusion.name, deed)),
    ...table.foreignKeys.flatMap((key) => targetTouches(key, deed)),
    ...(deed === 'drop' ? table.indexes.flatMap((index) => indexTouches(table, index, deed)) : []),
  ];
}

function columnTouches(table: QualifiedName, column: Column, deed: Whole): readonly Touch[] {
  return [
    columnTouch(table, column.name, deed),
    ...typeTouches(column),
    ...(column.generated === undefined
      ? []
      : [textTouch(table, column.generated.expression, deed === 'create' ? BY_VALUE : BY_NAME)]),
    ...onTable(table),
  ];
}

function alterColumnTouches({ table, from, to }: AlterColumn): readonly Touch[] {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  const changed = [...keys].filter((key) => !isSame(Reflect.get(from, key), Reflect.get(to, key)));
  return [
    columnTouch(table, to.name, 'change', new Set(changed)),
    ...typeTouches(from),
    ...typeTouches(to),
    ...(to.generated === undefined ? [] : [textTouch(table, to.generated.expression, BY_VALUE)]),
    ...onTable(table),
  ];
}

function typeTouches({ type }: Column): readonly Touch[] {
  return isEnumRef(type) ? [{ object: `enum ${displayName(enumName(type))}`, deed: 'use' }] : [];
}

function enumName({ schema, enum: name }: EnumRef): QualifiedName {
  return schema === undefined ? { name } : { schema, name };
}
