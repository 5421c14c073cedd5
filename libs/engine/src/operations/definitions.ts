import type {
  Check,
  Column,
  Exclusion,
  ForeignKey,
  Index,
  PrimaryKey,
  QualifiedName,
  Unique,
  View,
} from '../model/schema';
import type { DialectName } from '../model/dialect-name';
import type { RowDefinition } from './row-values';

/**
 * What people write in a revision file. The words and the values are those of the schema model; what is added is
 * that empty lists and `false` may be left out, and that `on` says where one dialect differs.
 */

/** A table, a view or an enum type: its name in the default schema, or schema and name. A dot in a string is part of the name. */
export type TableName = string | { readonly schema: string; readonly name: string };

/** As `T`, where a key may also be `undefined`: in `on`, that takes the key away. */
export type Overrides<T> = { readonly [K in keyof T]?: T[K] | undefined };

/**
 * A definition, and in `on` what is different on one dialect: `on: { sqlite: { type: 'datetime' } }`. A key that is
 * `undefined` there is absent on that dialect. A list in `on` takes the place of the whole list.
 */
export type OnDialects<T> = T & { readonly on?: { readonly [D in DialectName]?: Overrides<T> } };

/** Keys that the model has only as `true` may also be written as `false`, which says the same as leaving them out. */
type WithFlags<T> = { readonly [K in keyof T]: true extends T[K] ? T[K] | false : T[K] };

/**
 * A column; NOT NULL unless `nullable: true`.
 *
 * `default` is a literal value, or SQL text by `op.sql('now()')`. `type` is the dialect's own word for it
 * (`'varchar(255)'`), or an enum type: `{ enum: 'user_status' }`.
 */
export type ColumnDefinition = OnDialects<WithFlags<Column>>;

/** Columns in the order of the key; `name` is absent only for a constraint without one (SQLite). */
export type PrimaryKeyDefinition = OnDialects<PrimaryKey>;
export type UniqueDefinition = OnDialects<WithFlags<Unique>>;
/**
 * `expression` is the condition, without `CHECK ( … )` around it. `notValid` (PostgreSQL) leaves the rows that are there
 * unchecked until `op.validateConstraint()`.
 */
export type CheckDefinition = OnDialects<WithFlags<Check>>;
/** PostgreSQL only: `expression` is what follows the word EXCLUDE. SQLite leaves the operation out. */
export type ExclusionDefinition = OnDialects<Exclusion>;
/** `notValid` (PostgreSQL) leaves the rows that are there unchecked until `op.validateConstraint()`. */
export type ForeignKeyDefinition = OnDialects<WithFlags<ForeignKey>>;

/** An index. Its keys, columns and expressions alike, are called `columns` here and `keys` in the schema model. */
export type IndexDefinition = OnDialects<PlainIndex>;
type PlainIndex = WithFlags<Omit<Index, 'keys'>> & {
  /** `['email']`, `[{ expression: 'lower(email)' }]`, `[{ column: 'created_at', order: 'desc' }]` */
  readonly columns: Index['keys'];
};

/**
 * An index, and how it is created or dropped. `concurrently` (PostgreSQL) is slower and lets writes go on; the statement runs
 * by itself, outside of the revision's transaction. SQLite leaves the word out.
 */
export type IndexArgument = OnDialects<PlainIndex & { readonly concurrently?: boolean }>;

/**
 * A key, and the unique index that becomes it: `usingIndex` names a plain index over the same columns, which was created
 * before (`concurrently`, so that nobody waits) and is called as the constraint from then on.
 */
type OfIndex = { readonly usingIndex?: string };
export type UniqueArgument = OnDialects<WithFlags<Unique> & OfIndex>;
export type PrimaryKeyArgument = OnDialects<PrimaryKey & OfIndex>;

/** A table without its indexes: each index has a call of its own. */
export type TableDefinition = OnDialects<PlainTable>;
interface PlainTable {
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey?: PrimaryKeyDefinition;
  readonly uniques?: readonly UniqueDefinition[];
  readonly checks?: readonly CheckDefinition[];
  readonly exclusions?: readonly ExclusionDefinition[];
  readonly foreignKeys?: readonly ForeignKeyDefinition[];
  readonly comment?: string;
  /** SQLite only. */
  readonly withoutRowid?: boolean;
  /** SQLite only. */
  readonly strict?: boolean;
}

/** A column before and after; the name is the same in both. */
export interface ColumnChange {
  readonly from: ColumnDefinition;
  readonly to: ColumnDefinition;
  /** SQL for the value in the new type, where a plain cast will not do: `'price::numeric / 100'`. */
  readonly using?: string;
  /** The same for the way back. */
  readonly usingReverse?: string;
}

/** A comment before and after; absent where there is none. */
export interface CommentChange {
  readonly from?: string;
  readonly to?: string;
}

/** The options of a table before and after: `{ withoutRowid: true }`. SQLite only. */
export interface TableOptionsChange {
  readonly from: TableOptionsDefinition;
  readonly to: TableOptionsDefinition;
}
export interface TableOptionsDefinition {
  readonly withoutRowid?: boolean;
  readonly strict?: boolean;
}

/** A view without its indexes: each index of a materialized view has a call of its own. `definition` is the query. */
export type ViewDefinition = OnDialects<WithFlags<Pick<View, 'definition' | 'materialized'>>>;

/** The query of a view before and after. */
export interface ViewChange {
  readonly from: OnDialects<Pick<View, 'definition'>>;
  readonly to: OnDialects<Pick<View, 'definition'>>;
}

/** The values of an enum type before and after, in order. */
export interface EnumChange {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** From a removed or renamed value to the one that takes its place: `{ waiting: 'pending' }`. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** The columns that have the type, as they are; needed when a value is removed or moved. */
  readonly usedBy?: readonly EnumUseDefinition[];
}
export interface EnumUseDefinition {
  readonly table: TableName;
  readonly column: ColumnDefinition;
  /** Indexes whose predicate or expressions name the column. */
  readonly indexes?: readonly IndexDefinition[];
  /** Checks that name the column. */
  readonly checks?: readonly CheckDefinition[];
  /** Foreign keys that lead from the column. */
  readonly foreignKeys?: readonly ForeignKeyDefinition[];
}

/** Which rows get which values, and how many at a time. */
export interface BackfillDefinition {
  /** By column, a literal or SQL by `op.sql()`, in which the columns have the values from before. */
  readonly set: RowDefinition;
  /** SQL: the rows that need it. Without it every row is changed. */
  readonly where?: string;
  /** Rows that a batch goes through, whether they need it or not; 1000 without it. */
  readonly batchSize?: number;
  /** Milliseconds between two batches that changed something; none without it. */
  readonly pause?: number;
}

/** The name as the model has it. */
export function qualifiedName(name: TableName): QualifiedName {
  return typeof name === 'string' ? { name } : { schema: name.schema, name: name.name };
}

/** The name as people write it: a plain string in the default schema. */
export function tableName({ schema, name }: QualifiedName): TableName {
  return schema === undefined ? name : { schema, name };
}
