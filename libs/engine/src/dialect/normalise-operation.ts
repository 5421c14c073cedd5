import {
  EMPTY_SCHEMA,
  type Column,
  type EnumType,
  type QualifiedName,
  type Table,
  type View,
} from '../model/schema';
import {
  dispatch,
  type AlterEnum,
  type Autocommit,
  type CreateIndex,
  type DropIndex,
  type Operation,
  type OpHandlers,
} from '../operations/operation';
import type { Dialect } from './dialect';

/** What a dialect makes of parts of a model when it normalises the whole. */
type Normalise = Dialect['normalise'];

type Speaker = Pick<Dialect, 'normalise' | 'renamesConstraints' | 'buildsConcurrently'>;

/**
 * An operation in the spelling of a dialect, without what has no effect there; `undefined` where nothing is left
 * (a comment, or an enum type, on SQLite). Two operations that are the same by it do the same on that dialect.
 */
export function normaliseOperation(op: Operation, dialect: Speaker): Operation | undefined {
  const normalise: Normalise = (model) => {
    const spoken = dialect.normalise(model);
    // Where a constraint cannot be renamed, its name says nothing; that of a primary key is only written down.
    if (dialect.renamesConstraints) return spoken;
    return { ...spoken, tables: spoken.tables.map(withoutKeyName) };
  };
  return dispatch<Operation | undefined, [Normalise, Speaker]>(HANDLERS, op, normalise, dialect);
}

function withoutKeyName({ primaryKey, ...rest }: Table): Table {
  return primaryKey === undefined ? rest : { ...rest, primaryKey: { columns: primaryKey.columns } };
}

function table(normalise: Normalise, part: Partial<Table> & QualifiedName): Table | undefined {
  const whole: Table = {
    columns: [],
    uniques: [],
    checks: [],
    exclusions: [],
    foreignKeys: [],
    indexes: [],
    ...part,
  };
  return normalise({ ...EMPTY_SCHEMA, tables: [whole] }).tables[0];
}

function column(normalise: Normalise, given: Column): Column | undefined {
  return table(normalise, { name: 't', columns: [given] })?.columns[0];
}

function hasEnums(normalise: Normalise, type: EnumType): boolean {
  return normalise({ ...EMPTY_SCHEMA, enums: [type] }).enums.length > 0;
}

function view(normalise: Normalise, given: View): View | undefined {
  return normalise({ ...EMPTY_SCHEMA, views: [given] }).views[0];
}

function hasExtensions(normalise: Normalise, extension: string): boolean {
  return normalise({ ...EMPTY_SCHEMA, extensions: [extension] }).extensions.length > 0;
}

function hasTableOptions(normalise: Normalise, name: QualifiedName): boolean {
  return table(normalise, { ...name, withoutRowid: true })?.withoutRowid === true;
}

/** The operation with a part in the dialect's spelling, or nothing where the dialect leaves the part out. */
function withPart<O extends Operation, K extends keyof O>(
  op: O,
  key: K,
  part: O[K] | undefined,
): O | undefined {
  return part === undefined ? undefined : { ...op, [key]: part };
}

/** How an index is built says nothing where there is one way only. */
function withoutWord<O extends CreateIndex | DropIndex>(op: O, dialect: Speaker): O {
  const { concurrently: _concurrently, ...rest } = op;
  return dialect.buildsConcurrently ? op : (rest as O);
}

/** Nothing of it has a spelling. */
function asItIs<O extends Operation>(op: O): O {
  return op;
}

const HANDLERS = {
  createSchema: (op, normalise) =>
    normalise({ ...EMPTY_SCHEMA, schemas: [op.schema] }).schemas.length > 0 ? op : undefined,
  dropSchema: (op, normalise) =>
    normalise({ ...EMPTY_SCHEMA, schemas: [op.schema] }).schemas.length > 0 ? op : undefined,
  createExtension: (op, normalise) => (hasExtensions(normalise, op.extension) ? op : undefined),
  dropExtension: (op, normalise) => (hasExtensions(normalise, op.extension) ? op : undefined),
  createEnum: (op, normalise) => (hasEnums(normalise, op.enum) ? op : undefined),
  dropEnum: (op, normalise) => (hasEnums(normalise, op.enum) ? op : undefined),
  alterEnum: (op: AlterEnum, normalise) =>
    hasEnums(normalise, { ...op.name, values: op.to }) ? op : undefined,
  createTable: (op, normalise) => withPart(op, 'table', table(normalise, op.table)),
  dropTable: (op, normalise) => withPart(op, 'table', table(normalise, op.table)),
  renameTable: asItIs,
  setTableComment: (op, normalise) =>
    table(normalise, { ...op.table, comment: 'x' })?.comment === undefined ? undefined : op,
  setTableOptions: (op, normalise) => (hasTableOptions(normalise, op.table) ? op : undefined),
  addColumn: (op, normalise) => withPart(op, 'column', column(normalise, op.column)),
  dropColumn: (op, normalise) => withPart(op, 'column', column(normalise, op.column)),
  alterColumn: (op, normalise) => {
    const [from, to] = [column(normalise, op.from), column(normalise, op.to)];
    return from === undefined || to === undefined ? undefined : { ...op, from, to };
  },
  renameColumn: asItIs,
  addPrimaryKey: (op, normalise) =>
    withPart(op, 'primaryKey', table(normalise, { ...op.table, primaryKey: op.primaryKey })?.primaryKey),
  dropPrimaryKey: (op, normalise) =>
    withPart(op, 'primaryKey', table(normalise, { ...op.table, primaryKey: op.primaryKey })?.primaryKey),
  addUnique: (op, normalise) =>
    withPart(op, 'unique', table(normalise, { ...op.table, uniques: [op.unique] })?.uniques[0]),
  dropUnique: (op, normalise) =>
    withPart(op, 'unique', table(normalise, { ...op.table, uniques: [op.unique] })?.uniques[0]),
  addCheck: (op, normalise) =>
    withPart(op, 'check', table(normalise, { ...op.table, checks: [op.check] })?.checks[0]),
  dropCheck: (op, normalise) =>
    withPart(op, 'check', table(normalise, { ...op.table, checks: [op.check] })?.checks[0]),
  addExclusion: (op, normalise) =>
    withPart(op, 'exclusion', table(normalise, { ...op.table, exclusions: [op.exclusion] })?.exclusions[0]),
  dropExclusion: (op, normalise) =>
    withPart(op, 'exclusion', table(normalise, { ...op.table, exclusions: [op.exclusion] })?.exclusions[0]),
  addForeignKey: (op, normalise) =>
    withPart(
      op,
      'foreignKey',
      table(normalise, { ...op.table, foreignKeys: [op.foreignKey] })?.foreignKeys[0],
    ),
  dropForeignKey: (op, normalise) =>
    withPart(
      op,
      'foreignKey',
      table(normalise, { ...op.table, foreignKeys: [op.foreignKey] })?.foreignKeys[0],
    ),
  validateConstraint: (op, normalise) =>
    table(normalise, { ...op.table, checks: [{ expression: 'x', notValid: true }] })?.checks[0]?.notValid ===
    undefined
      ? undefined
      : op,
  createIndex: (op, normalise, dialect) =>
    withPart(
      withoutWord(op, dialect),
      'index',
      table(normalise, { ...op.table, indexes: [op.index] })?.indexes[0],
    ),
  dropIndex: (op, normalise, dialect) =>
    withPart(
      withoutWord(op, dialect),
      'index',
      table(normalise, { ...op.table, indexes: [op.index] })?.indexes[0],
    ),
  renameConstraint: asItIs,
  renameIndex: asItIs,
  bulkInsert: asItIs,
  backfill: asItIs,
  autocommit: (op: Autocommit, _normalise, dialect) => {
    const operations = op.operations.flatMap((inner) => normaliseOperation(inner, dialect) ?? []);
    return operations.length === 0 ? undefined : { ...op, operations };
  },
  createView: (op, normalise) => withPart(op, 'view', view(normalise, op.view)),
  dropView: (op, normalise) => withPart(op, 'view', view(normalise, op.view)),
  replaceView: asItIs,
  execute: asItIs,
  run: asItIs,
} satisfies OpHandlers<Operation | undefined, [Normalise, Speaker]>;
