import type {
  Check,
  Column,
  ColumnType,
  DefaultValue,
  EnumRef,
  Exclusion,
  ForeignKey,
  GeneratedColumn,
  Index,
  IndexKey,
  PrimaryKey,
  QualifiedName,
  SqlText,
  Table,
  Unique,
  View,
} from '../model/schema';
import {
  distinct,
  filled,
  flag,
  listOf,
  names,
  oneOf,
  oneOfBut,
  optional,
  plainObject,
  record,
  recordOn,
  refuse,
  text,
  type Place,
  type Reader,
} from './argument-readers';

/**
 * Reads what `definitions.ts` describes into the values of the schema model, in the terms of one dialect. The keys
 * of what is read stand in the order they have here, whatever order they were written in.
 */

const sqlObject = record<SqlText>({ sql: filled });
const qualified = record<Required<QualifiedName>>({ schema: filled, name: filled });

export const readTableName: Reader<QualifiedName> = (value, at) =>
  typeof value === 'string' ? { name: filled(value, at) } : qualified(value, at);

const enumType = record<EnumRef>({ enum: filled, schema: optional(filled), array: flag });
const columnType: Reader<ColumnType> = (value, at) =>
  typeof value === 'object' ? enumType(value, at) : filled(value, at);

const defaultValue: Reader<DefaultValue> = (value, at) => {
  switch (typeof value) {
    case 'string':
      return text(value, at);
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw refuse(at, 'must be a finite number');
      return value === 0 ? 0 : value;
    default:
      if (value === null) throw refuse(at, 'is null, which is the same as no default: leave it out');
      if (typeof value !== 'object') throw refuse(at, 'must be a string, a number, true, false or op.sql()');
      return sqlObject(value, at);
  }
};

const flagValue: Reader<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw refuse(at, 'must be true or false');
  return value;
};

const columnRecord = recordOn<Column>({
  name: filled,
  type: columnType,
  nullable: flag,
  default: optional(defaultValue),
  identity: optional(oneOf('always', 'by default')),
  autoIncrement: flag,
  generated: optional(record<GeneratedColumn>({ expression: filled, stored: flagValue })),
  collation: optional(filled),
  comment: optional(filled),
});

export const readColumn: Reader<Column> = (value, at) => {
  const column = columnRecord(value, at);
  if (column.generated !== undefined && column.default !== undefined) {
    throw refuse(at, `is generated, and so has no default`);
  }
  return column;
};

const deferrable = optional(oneOf('initially immediate', 'initially deferred'));
const action = oneOfBut('no action', 'restrict', 'cascade', 'set null', 'set default');

const primaryKeyKeys = { name: optional(filled), columns: names };
export const readPrimaryKey = recordOn<PrimaryKey>(primaryKeyKeys);

const uniqueKeys = { name: optional(filled), columns: names, deferrable, nullsNotDistinct: flag };
export const readUnique = recordOn<Unique>(uniqueKeys);

interface OfIndex {
  readonly usingIndex?: string;
}
const usingIndex = optional(filled);
const uniqueArgument = recordOn<Unique & OfIndex>({ ...uniqueKeys, usingIndex });
const primaryKeyArgument = recordOn<PrimaryKey & OfIndex>({ ...primaryKeyKeys, usingIndex });

/** A constraint that is made of an index is called the same, unless it has a name of its own (manual, ALTER TABLE). */
export const readUniqueArgument: Reader<{ readonly unique: Unique } & OfIndex> = (value, at) => {
  const { usingIndex: index, ...unique } = uniqueArgument(value, at);
  return index === undefined ? { unique } : { unique: { name: index, ...unique }, usingIndex: index };
};
export const readPrimaryKeyArgument: Reader<{ readonly primaryKey: PrimaryKey } & OfIndex> = (value, at) => {
  const { usingIndex: index, ...key } = primaryKeyArgument(value, at);
  return index === undefined
    ? { primaryKey: key }
    : { primaryKey: { name: index, ...key }, usingIndex: index };
};

export const readCheck = recordOn<Check>({ name: optional(filled), expression: filled, notValid: flag });

export const readExclusion = recordOn<Exclusion>({ name: filled, expression: filled, deferrable });

const foreignKeyRecord = recordOn<ForeignKey>({
  name: optional(filled),
  columns: names,
  references: record<ForeignKey['references']>({ schema: optional(filled), table: filled, columns: names }),
  onDelete: action,
  onUpdate: action,
  deferrable,
  notValid: flag,
});

export const readForeignKey: Reader<ForeignKey> = (value, at) => {
  const key = foreignKeyRecord(value, at);
  if (key.columns.length !== key.references.columns.length) {
    throw refuse(at, `has ${key.columns.length} column(s) and references ${key.references.columns.length}`);
  }
  return key;
};

const indexKeyRecord = record<Exclude<IndexKey, string>>({
  column: optional(filled),
  expression: optional(filled),
  order: oneOfBut('asc', 'desc'),
  nulls: optional(oneOf('first', 'last')),
  opclass: optional(filled),
  collation: optional(filled),
});

const indexKey: Reader<IndexKey> = (value, at) => {
  if (typeof value === 'string') return filled(value, at);
  const key = indexKeyRecord(value, at);
  if ((key.column === undefined) === (key.expression === undefined)) {
    throw refuse(at, `must have either 'column' or 'expression'`);
  }
  return key;
};

const indexKeys: Reader<readonly IndexKey[]> = (value, at) => {
  const keys = listOf(indexKey)(value, at);
  if (keys.length === 0) throw refuse(at, 'is empty');
  return keys;
};

const notEmpty =
  <T>(reader: Reader<readonly T[]>) =>
  (value: unknown, at: Place): readonly T[] | undefined => {
    const read = reader(value, at);
    return read.length === 0 ? undefined : read;
  };

const method: Reader<string | undefined> = (value, at) => {
  const read = filled(value, at);
  return read === 'btree' ? undefined : read;
};

type PlainIndex = Omit<Index, 'keys'> & { readonly columns: Index['keys'] };
const indexRecordKeys = {
  name: filled,
  columns: indexKeys,
  unique: flag,
  where: optional(filled),
  method: optional(method),
  include: optional(notEmpty(distinct)),
  nullsNotDistinct: flag,
};
const indexRecord = recordOn<PlainIndex>(indexRecordKeys);
const indexArgument = recordOn<PlainIndex & { readonly concurrently?: true }>({
  ...indexRecordKeys,
  concurrently: flag,
});

const indexOf = ({ name, columns, ...rest }: PlainIndex): Index => ({ name, keys: columns, ...rest });

export const readIndex: Reader<Index> = (value, at) => indexOf(indexRecord(value, at));

export const readIndexArgument: Reader<{ readonly index: Index; readonly concurrently?: true }> = (
  value,
  at,
) => {
  const { concurrently, ...index } = indexArgument(value, at);
  return { index: indexOf(index), ...(concurrently === undefined ? {} : { concurrently }) };
};

/** The lists may be absent; {@link readTable} puts the empty ones in. */
type TableParts = Omit<Table, 'name' | 'schema' | 'indexes' | ListKey> & Partial<Pick<Table, ListKey>>;
type ListKey = 'uniques' | 'checks' | 'exclusions' | 'foreignKeys';

const tableRecord = recordOn<TableParts>({
  columns: listOf(readColumn),
  primaryKey: optional(readPrimaryKey),
  uniques: optional(listOf(readUnique)),
  checks: optional(listOf(readCheck)),
  exclusions: optional(listOf(readExclusion)),
  foreignKeys: optional(listOf(readForeignKey)),
  comment: optional(filled),
  withoutRowid: flag,
  strict: flag,
});

/** Reads a table's definition; its name is an argument of its own. */
export function readTable(name: QualifiedName, value: unknown, at: Place): Table {
  if ('indexes' in plainObject(value, at)) {
    throw refuse({ ...at, path: 'indexes' }, 'is not known here; write op.createIndex() after the table');
  }
  const { columns, primaryKey, uniques, checks, exclusions, foreignKeys, ...rest } = tableRecord(value, at);
  const table: Table = {
    ...name,
    columns,
    ...(primaryKey === undefined ? {} : { primaryKey }),
    uniques: uniques ?? [],
    checks: checks ?? [],
    exclusions: exclusions ?? [],
    foreignKeys: foreignKeys ?? [],
    indexes: [],
    ...rest,
  };
  refuseInconsistent(table, at);
  return table;
}

/** A column twice, or a constraint on a column that the table does not have. */
function refuseInconsistent(table: Table, at: Place): void {
  const known = table.columns.map((column) => column.name);
  const twice = known.find((name, i) => known.indexOf(name) !== i);
  if (twice !== undefined) throw refuse({ ...at, path: 'columns' }, `has '${twice}' twice`);
  const used = [
    ...(table.primaryKey?.columns ?? []),
    ...table.uniques.flatMap((unique) => unique.columns),
    ...table.foreignKeys.flatMap((key) => key.columns),
  ];
  const unknown = used.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw refuse(at, `has a constraint on '${unknown}', which is not among its columns`);
}

/** The query of a view. SQLite and PostgreSQL keep it without what ends a statement. */
const query: Reader<string> = (value, at) =>
  filled(
    filled(value, at)
      .replace(/[\s;]+$/, '')
      .trimStart(),
    at,
  );

export const readViewQuery = recordOn<Pick<View, 'definition'>>({ definition: query });

const viewRecord = recordOn<Pick<View, 'definition' | 'materialized'>>({
  definition: query,
  materialized: flag,
});

/** Reads a view's definition; its name is an argument of its own. */
export function readView(name: QualifiedName, value: unknown, at: Place): View {
  return { ...name, ...viewRecord(value, at), indexes: [] };
}
