import type {
  Check,
  Column,
  EnumType,
  Exclusion,
  ForeignKey,
  Index,
  PrimaryKey,
  QualifiedName,
  Table,
  TableOptions,
  Unique,
  View,
} from '../model/schema';
import type { Rows, RowValue } from './row-values';

/**
 * What a revision does, as frozen data in the terms of one dialect. An operation carries the whole definition of
 * what it destroys or changes, so that it can be reversed, judged and printed without a database. Behaviour lives
 * in tables keyed by `kind`; see {@link OpHandlers}.
 */
export type Operation =
  | CreateSchema
  | DropSchema
  | CreateExtension
  | DropExtension
  | CreateEnum
  | DropEnum
  | AlterEnum
  | CreateTable
  | DropTable
  | RenameTable
  | SetTableComment
  | SetTableOptions
  | AddColumn
  | DropColumn
  | AlterColumn
  | RenameColumn
  | AddPrimaryKey
  | DropPrimaryKey
  | AddUnique
  | DropUnique
  | AddCheck
  | DropCheck
  | AddExclusion
  | DropExclusion
  | AddForeignKey
  | DropForeignKey
  | ValidateConstraint
  | CreateIndex
  | DropIndex
  | RenameConstraint
  | RenameIndex
  | BulkInsert
  | Backfill
  | Autocommit
  | CreateView
  | DropView
  | ReplaceView
  | Execute
  | Run;

export interface CreateSchema {
  readonly kind: 'createSchema';
  readonly schema: string;
}
export interface DropSchema {
  readonly kind: 'dropSchema';
  readonly schema: string;
}

export interface CreateExtension {
  readonly kind: 'createExtension';
  readonly extension: string;
}
export interface DropExtension {
  readonly kind: 'dropExtension';
  readonly extension: string;
}

export interface CreateEnum {
  readonly kind: 'createEnum';
  readonly enum: EnumType;
}
export interface DropEnum {
  readonly kind: 'dropEnum';
  readonly enum: EnumType;
}
/**
 * A column that has the enum type, as it is while the type changes, with the indexes and checks whose expressions
 * name it: these compare the old type, and have to be made anew where the type is.
 */
export interface EnumUse {
  readonly table: QualifiedName;
  readonly column: Column;
  readonly indexes?: readonly Index[];
  readonly checks?: readonly Check[];
  /** Those that lead from the column. */
  readonly foreignKeys?: readonly ForeignKey[];
}
/** Adds, renames, reorders or removes values. A value of `from` that is not in `to` goes where `mapping` says. */
export interface AlterEnum {
  readonly kind: 'alterEnum';
  readonly name: QualifiedName;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** From a removed or renamed value to the one that takes its place. */
  readonly mapping?: Readonly<Record<string, string>>;
  readonly usedBy: readonly EnumUse[];
}

export interface CreateTable {
  readonly kind: 'createTable';
  /** Its `indexes` are empty: each index has an operation of its own. */
  readonly table: Table;
}
export interface DropTable {
  readonly kind: 'dropTable';
  readonly table: Table;
}
export interface RenameTable {
  readonly kind: 'renameTable';
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}
export interface SetTableComment {
  readonly kind: 'setTableComment';
  readonly table: QualifiedName;
  readonly from?: string;
  readonly to?: string;
}

export interface SetTableOptions {
  readonly kind: 'setTableOptions';
  readonly table: QualifiedName;
  readonly from: TableOptions;
  readonly to: TableOptions;
}

export interface AddColumn {
  readonly kind: 'addColumn';
  readonly table: QualifiedName;
  readonly column: Column;
}
export interface DropColumn {
  readonly kind: 'dropColumn';
  readonly table: QualifiedName;
  readonly column: Column;
}
export interface AlterColumn {
  readonly kind: 'alterColumn';
  readonly table: QualifiedName;
  readonly from: Column;
  readonly to: Column;
  /** SQL for the value in the new type, where a plain cast will not do. */
  readonly using?: string;
  /** The same for the way back. */
  readonly usingReverse?: string;
}
export interface RenameColumn {
  readonly kind: 'renameColumn';
  readonly table: QualifiedName;
  readonly from: string;
  readonly to: string;
}

interface OnTable<K extends string> {
  readonly kind: K;
  readonly table: QualifiedName;
}
/** A key that is made of a unique index, which is called as the constraint from then on. */
interface OfIndex {
  readonly usingIndex?: string;
}
export type AddPrimaryKey = OnTable<'addPrimaryKey'> & { readonly primaryKey: PrimaryKey } & OfIndex;
export type DropPrimaryKey = OnTable<'dropPrimaryKey'> & { readonly primaryKey: PrimaryKey };
export type AddUnique = OnTable<'addUnique'> & { readonly unique: Unique } & OfIndex;
export type DropUnique = OnTable<'dropUnique'> & { readonly unique: Unique };
export type AddCheck = OnTable<'addCheck'> & { readonly check: Check };
export type DropCheck = OnTable<'dropCheck'> & { readonly check: Check };
export type AddExclusion = OnTable<'addExclusion'> & { readonly exclusion: Exclusion };
export type DropExclusion = OnTable<'dropExclusion'> & { readonly exclusion: Exclusion };
export type AddForeignKey = OnTable<'addForeignKey'> & { readonly foreignKey: ForeignKey };
export type DropForeignKey = OnTable<'dropForeignKey'> & { readonly foreignKey: ForeignKey };
/** Checks the rows that a foreign key or a check with `notValid` has not seen. */
export type ValidateConstraint = OnTable<'validateConstraint'> & { readonly name: string };
/** How an index is made or dropped, which is not a property of the index: PostgreSQL, CONCURRENTLY. */
interface Concurrently {
  readonly concurrently?: true;
}
export type CreateIndex = OnTable<'createIndex'> & { readonly index: Index } & Concurrently;
export type DropIndex = OnTable<'dropIndex'> & { readonly index: Index } & Concurrently;
export type RenameConstraint = OnTable<'renameConstraint'> & { readonly from: string; readonly to: string };
export type RenameIndex = OnTable<'renameIndex'> & { readonly from: string; readonly to: string };

export type BulkInsert = OnTable<'bulkInsert'> & Rows;

/** Rows that are changed in batches, by the order of a key, each batch in a transaction of its own. */
export interface Backfill {
  readonly kind: 'backfill';
  readonly table: QualifiedName;
  /** By column. */
  readonly set: Readonly<Record<string, RowValue>>;
  /** SQL text; every row without it. */
  readonly where?: string;
  /** Rows that a batch goes through; {@link DEFAULT_BATCH} without it. */
  readonly batchSize?: number;
  /** Milliseconds between two batches. */
  readonly pause?: number;
}

/** Rows in a batch of {@link Backfill}. */
export const DEFAULT_BATCH = 1000;

/** Operations whose statements each run by themselves, outside of the revision's transaction. */
export interface Autocommit {
  readonly kind: 'autocommit';
  /** None of them is another one of this kind, or `run`. */
  readonly operations: readonly Operation[];
}

export interface CreateView {
  readonly kind: 'createView';
  /** Its `indexes` are empty: each index has an operation of its own, on the view's name. */
  readonly view: View;
}
export interface DropView {
  readonly kind: 'dropView';
  readonly view: View;
}
/** Another query for a view that is not materialized, which stays what it is to those who use it. */
export interface ReplaceView {
  readonly kind: 'replaceView';
  readonly view: QualifiedName;
  readonly from: Pick<View, 'definition'>;
  readonly to: Pick<View, 'definition'>;
}

/** SQL text as it stands; opaque to every reader of the plan but the runner. */
export interface Execute {
  readonly kind: 'execute';
  readonly sql: string;
}

/**
 * What `op.run()` hands to the function: parameterised queries in the revision's own transaction. TypeORM's `manager` and
 * `queryRunner` are added to it where TypeORM is known, in `entities/orm-session.ts`.
 */
export interface RunContext {
  /** Runs one statement; `$1`, `$2` … on PostgreSQL, `?` on SQLite. Gives the rows. */
  readonly query: <Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ) => Promise<readonly Row[]>;
  readonly dialect: 'postgres' | 'sqlite';
}

/** Code that looks at data: a named, opaque step of the plan. */
export interface Run {
  readonly kind: 'run';
  readonly name: string;
  readonly action: (context: RunContext) => Promise<void> | void;
}

export type OperationKind = Operation['kind'];

export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/** One handler per kind: a kind that was forgotten does not compile. */
export type OpHandlers<Result, Args extends readonly unknown[] = []> = {
  readonly [K in OperationKind]: (op: OperationOf<K>, ...args: Args) => Result;
};

/** The index that a key of `usingIndex` is made of. */
export function indexOfKey(key: PrimaryKey | Unique, name: string): Index {
  const nulls = 'nullsNotDistinct' in key && key.nullsNotDistinct ? { nullsNotDistinct: true as const } : {};
  return { name, keys: key.columns, unique: true, ...nulls };
}

/** The operations, those of blocks in the place of their block. */
export function withoutBlocks(operations: readonly Operation[]): readonly Operation[] {
  return operations.flatMap((op) => (op.kind === 'autocommit' ? op.operations : [op]));
}

/** Calls the handler of the operation's kind. */
export function dispatch<Result, Args extends readonly unknown[]>(
  handlers: OpHandlers<Result, Args>,
  op: Operation,
  ...args: Args
): Result {
  const handler = handlers[op.kind] as (op: Operation, ...args: Args) => Result;
  return handler(op, ...args);
}
