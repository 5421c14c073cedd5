import { isSame } from '../kernel/same';
import type { ObjectPath } from '../model/origins';
import {
  isSameName,
  nameOf,
  type Index,
  type QualifiedName,
  type SchemaModel,
  type Table,
} from '../model/schema';
import { dispatch, type Operation, type OpHandlers } from './operation';

/** The object that an operation is about, and how it is found in a schema. */
export interface Subject {
  readonly path: ObjectPath;
  /** What it was called before; of operations that rename. */
  readonly was?: string;
  /** Which properties of it the operation is about; all of them without it. */
  readonly aspects?: readonly string[];
  readonly find: (model: SchemaModel) => object | undefined;
}

/** The objects that an operation is about: none where it is not about the schema, several for a block. */
export function subjectsOf(op: Operation): readonly Subject[] {
  return dispatch(subjects, op);
}

const subjects: OpHandlers<readonly Subject[]> = {
  createSchema: ({ schema }) => [named('schema', schema, (model) => model.schemas)],
  dropSchema: ({ schema }) => [named('schema', schema, (model) => model.schemas)],
  createExtension: ({ extension }) => [named('extension', extension, (model) => model.extensions)],
  dropExtension: ({ extension }) => [named('extension', extension, (model) => model.extensions)],
  createEnum: (op) => [enumType(op.enum)],
  dropEnum: (op) => [enumType(op.enum)],
  alterEnum: (op) => [enumType(op.name)],
  createTable: (op) => [table(op.table)],
  dropTable: (op) => [table(op.table)],
  renameTable: (op) => [{ ...table(op.to), was: op.from.name }],
  setTableComment: (op) => [{ ...table(op.table), aspects: ['comment'] }],
  setTableOptions: (op) => [{ ...table(op.table), aspects: ['withoutRowid', 'strict'] }],
  addColumn: (op) => [column(op.table, op.column.name)],
  dropColumn: (op) => [column(op.table, op.column.name)],
  alterColumn: (op) => [column(op.table, op.to.name)],
  renameColumn: (op) => [{ ...column(op.table, op.to), was: op.from }],
  addPrimaryKey: (op) => [primaryKey(op.table, op.primaryKey)],
  dropPrimaryKey: (op) => [primaryKey(op.table, op.primaryKey)],
  addUnique: (op) => [constraint(op.table, op.unique)],
  dropUnique: (op) => [constraint(op.table, op.unique)],
  addCheck: (op) => [constraint(op.table, op.check)],
  dropCheck: (op) => [constraint(op.table, op.check)],
  addExclusion: (op) => [constraint(op.table, op.exclusion)],
  dropExclusion: (op) => [constraint(op.table, op.exclusion)],
  addForeignKey: (op) => [constraint(op.table, op.foreignKey)],
  dropForeignKey: (op) => [constraint(op.table, op.foreignKey)],
  validateConstraint: (op) => [constraint(op.table, op)],
  createIndex: (op) => [index(op.table, op.index)],
  dropIndex: (op) => [index(op.table, op.index)],
  renameConstraint: (op) => [{ ...constraint(op.table, { name: op.to }), was: op.from }],
  renameIndex: (op) => [{ ...index(op.table, { name: op.to }), was: op.from }],
  bulkInsert: () => [],
  backfill: () => [],
  autocommit: (op) => op.operations.flatMap(subjectsOf),
  createView: (op) => [view(op.view)],
  dropView: (op) => [view(op.view)],
  replaceView: (op) => [view(op.view)],
  execute: () => [],
  run: () => [],
};

function named(
  kind: 'schema' | 'extension',
  name: string,
  namesIn: (model: SchemaModel) => readonly string[],
): Subject {
  return {
    path: { kind, on: { name } },
    find: (model) => (namesIn(model).includes(name) ? { name } : undefined),
  };
}

function enumType(name: QualifiedName): Subject {
  return {
    path: { kind: 'enum', on: nameOf(name) },
    find: ({ enums }) => enums.find((one) => isSameName(one, name)),
  };
}

function table(name: QualifiedName): Subject {
  return { path: { kind: 'table', on: nameOf(name) }, find: (model) => tableIn(model, name) };
}

function view(name: QualifiedName): Subject {
  return {
    path: { kind: 'view', on: nameOf(name) },
    find: ({ views }) => views.find((one) => isSameName(one, name)),
  };
}

function column(on: QualifiedName, part: string): Subject {
  return {
    path: { kind: 'column', on: nameOf(on), part },
    find: (model) => tableIn(model, on)?.columns.find(({ name }) => name === part),
  };
}

/** A table has one, whatever it is called. */
function primaryKey(on: QualifiedName, { name }: { readonly name?: string }): Subject {
  return { path: partOf('constraint', on, name), find: (model) => tableIn(model, on)?.primaryKey };
}

/** By its name, or where it has none (SQLite) by what it says. */
function constraint(on: QualifiedName, wanted: { readonly name?: string }): Subject {
  return {
    path: partOf('constraint', on, wanted.name),
    find: (model) =>
      constraintsOf(tableIn(model, on)).find((one) =>
        wanted.name === undefined ? isSame(one, wanted) : one.name === wanted.name,
      ),
  };
}

function index(on: QualifiedName, { name }: Pick<Index, 'name'>): Subject {
  return {
    path: partOf('index', on, name),
    find: (model) =>
      (tableIn(model, on) ?? model.views.find((one) => isSameName(one, on)))?.indexes.find(
        (one) => one.name === name,
      ),
  };
}

function partOf(kind: 'constraint' | 'index', on: QualifiedName, part: string | undefined): ObjectPath {
  return { kind, on: nameOf(on), ...(part === undefined ? {} : { part }) };
}

function tableIn({ tables }: SchemaModel, name: QualifiedName): Table | undefined {
  return tables.find((one) => isSameName(one, name));
}

function constraintsOf(of: Table | undefined): readonly { readonly name?: string }[] {
  if (of === undefined) return [];
  const { primaryKey: key, uniques, checks, exclusions, foreignKeys } = of;
  return [...(key === undefined ? [] : [key]), ...uniques, ...checks, ...exclusions, ...foreignKeys];
}
