import type { DialectName } from '../model/dialect-name';
import type { SqlText } from '../model/schema';
import type {
  BackfillDefinition,
  CheckDefinition,
  ColumnChange,
  ColumnDefinition,
  CommentChange,
  EnumChange,
  ExclusionDefinition,
  ForeignKeyDefinition,
  IndexArgument,
  PrimaryKeyArgument,
  PrimaryKeyDefinition,
  TableDefinition,
  TableName,
  UniqueArgument,
  TableOptionsChange,
  UniqueDefinition,
  ViewChange,
  ViewDefinition,
} from './definitions';
import type { RunContext } from './operation';
import type { RowDefinition } from './row-values';

/**
 * What `upgrade(op)` and `downgrade(op)` are given. The calls describe, they do not execute: the functions are
 * synchronous, and what they ask for is planned, printed, judged and run by the engine.
 *
 * Each `drop…` takes the definition of what it drops, so that it can be undone, and be judged without a database.
 */
export interface Operations {
  /** The dialect the revision is read for: `if (op.dialect === 'postgres') { … }` for what only one has. */
  readonly dialect: DialectName;

  /** SQL text, as against a literal value: `default: op.sql('now()')`. */
  sql(text: string): SqlText;

  /** Creates a schema. PostgreSQL; SQLite leaves it out. */
  createSchema(schema: string): void;
  /** Drops an empty schema. PostgreSQL; SQLite leaves it out. */
  dropSchema(schema: string): void;

  /** Installs an extension, unless it is there: `'citext'`. PostgreSQL; SQLite leaves it out. */
  createExtension(extension: string): void;
  /** Removes an extension that nothing uses. PostgreSQL; SQLite leaves it out. */
  dropExtension(extension: string): void;

  /** Creates an enum type with its values in order. PostgreSQL; SQLite leaves it out. */
  createEnum(name: TableName, values: readonly string[]): void;
  /** Drops an enum type; `values` are what it has. PostgreSQL; SQLite leaves it out. */
  dropEnum(name: TableName, values: readonly string[]): void;
  /** Adds, renames, reorders or removes values of an enum type. PostgreSQL; SQLite leaves it out. */
  alterEnum(name: TableName, change: EnumChange): void;

  /** Creates a table with its columns and constraints; indexes by {@link createIndex}. */
  createTable(table: TableName, definition: TableDefinition): void;
  /** Drops a table and its rows; `definition` is what it is when dropped. */
  dropTable(table: TableName, definition: TableDefinition): void;
  /** Renames a table, or moves it to another schema; its rows, indexes and constraints stay. */
  renameTable(from: TableName, to: TableName): void;
  /** Changes the comment of a table. PostgreSQL; SQLite leaves it out. */
  setTableComment(table: TableName, change: CommentChange): void;

  /** Changes what a table is beside its columns and constraints. SQLite; PostgreSQL leaves it out. */
  setTableOptions(table: TableName, change: TableOptionsChange): void;

  /** Adds a column. NOT NULL without a default only works on an empty table. */
  addColumn(table: TableName, column: ColumnDefinition): void;
  /** Drops a column and what is in it. */
  dropColumn(table: TableName, column: ColumnDefinition): void;
  /** Changes a column in place: type, nullability, default, identity, collation, comment. */
  alterColumn(table: TableName, change: ColumnChange): void;
  /** Renames a column; what is in it stays. */
  renameColumn(table: TableName, from: string, to: string): void;

  /** Adds a primary key. `usingIndex` makes it of a unique index that is there, over columns that are NOT NULL. */
  addPrimaryKey(table: TableName, primaryKey: PrimaryKeyArgument): void;
  dropPrimaryKey(table: TableName, primaryKey: PrimaryKeyDefinition): void;
  /** Adds a unique. `usingIndex` makes it of a unique index that is there, and so without building one under a lock. */
  addUnique(table: TableName, unique: UniqueArgument): void;
  dropUnique(table: TableName, unique: UniqueDefinition): void;
  /** Adds a check. `notValid` (PostgreSQL) leaves the rows that are there to {@link validateConstraint}. */
  addCheck(table: TableName, check: CheckDefinition): void;
  dropCheck(table: TableName, check: CheckDefinition): void;
  /** Adds an exclusion constraint. PostgreSQL; SQLite leaves it out. */
  addExclusion(table: TableName, exclusion: ExclusionDefinition): void;
  /** Drops an exclusion constraint. PostgreSQL; SQLite leaves it out. */
  dropExclusion(table: TableName, exclusion: ExclusionDefinition): void;
  /** Adds a foreign key. `notValid` (PostgreSQL) leaves the rows that are there to {@link validateConstraint}. */
  addForeignKey(table: TableName, foreignKey: ForeignKeyDefinition): void;
  dropForeignKey(table: TableName, foreignKey: ForeignKeyDefinition): void;
  /**
   * Checks the rows that a foreign key or a check with `notValid` has not seen yet. PostgreSQL: reads and writes go on
   * meanwhile (manual, ALTER TABLE, under VALIDATE CONSTRAINT), unless the transaction holds a stronger lock already: do it
   * in a later revision, or within {@link autocommit}. SQLite leaves it out, since it checks every row at once.
   */
  validateConstraint(table: TableName, name: string): void;

  /**
   * Creates an index. `concurrently` (PostgreSQL) lets reads and writes go on while it is built; it waits for every
   * transaction that is open (manual, CREATE INDEX, under Building Indexes Concurrently).
   */
  createIndex(table: TableName, index: IndexArgument): void;
  /** Drops an index; `concurrently` as in {@link createIndex}. */
  dropIndex(table: TableName, index: IndexArgument): void;

  /** Renames a primary key, unique, check, exclusion or foreign key; nothing is rebuilt on PostgreSQL. */
  renameConstraint(table: TableName, from: string, to: string): void;
  renameIndex(table: TableName, from: string, to: string): void;

  /**
   * Inserts rows, each an object by the names of its columns, and all of the same columns:
   *
   *     op.bulkInsert('countries', [
   *       { code: 'de', name: 'Deutschland', since: new Date('1949-05-23T00:00:00Z'), extra: { calls: 49 } },
   *     ]);
   *
   * A value is a string, number, bigint, boolean, null, a date (in UTC), bytes (`Uint8Array`), a JSON object or array, or
   * SQL text by `op.sql()`. The column's type decides how it is read; an array of PostgreSQL is a string as `'{a,b}'`. A
   * sequence does not follow ids that are given here. It is not undone by itself: write its counterpart into `downgrade`.
   */
  bulkInsert(table: TableName, rows: readonly RowDefinition[]): void;

  /**
   * Changes the rows of a large table a batch at a time, so that nobody waits long for a lock:
   *
   *     op.backfill('users', { set: { full_name: op.sql('name') }, where: 'full_name IS NULL', pause: 100 });
   *
   * The rows are gone through by the order of the primary key, or else of a unique index over NOT NULL columns (SQLite: of
   * the rowid); `set` may not change that key. Each batch is a transaction of its own, committed together with how far it
   * came: a run that is stopped anywhere goes on after the last batch, and no row is changed twice. What the revision did
   * before is committed first. Rows that are added meanwhile are for the application, or a default, to fill. It is not
   * undone by itself. A script has the same loop (PostgreSQL), or one UPDATE (SQLite, whose shell knows no loops).
   */
  backfill(table: TableName, backfill: BackfillDefinition): void;

  /**
   * What is called within runs outside of the revision's transaction, each statement by itself:
   *
   *     op.autocommit(() => {
   *       op.execute('VACUUM users');
   *     });
   *
   * What the revision did before is committed first. A run that fails within goes on at the statement that failed. SQLite:
   * only {@link execute} leaves the transaction (VACUUM, `PRAGMA journal_mode`); nothing else there gains by it.
   *
   * @param calls no `op.run()`, and no other `op.autocommit()`
   */
  autocommit(calls: () => void): void;

  /**
   * Creates a view; `materialized: true` for one that stores its rows, which SQLite makes a plain view. The indexes of a
   * materialized view by {@link createIndex}.
   */
  createView(view: TableName, definition: ViewDefinition): void;
  /**
   * Drops a view; `definition` is what it is when dropped. Where the revision creates it again, its owner, grants,
   * comments and triggers are kept on PostgreSQL.
   */
  dropView(view: TableName, definition: ViewDefinition): void;
  /** Gives a plain view another query; its owner, grants, comments and triggers are kept on PostgreSQL. */
  replaceView(view: TableName, change: ViewChange): void;

  /** Runs SQL as it stands: one statement. It is not undone by itself: write its counterpart into `downgrade`. */
  execute(sql: string): void;
  /**
   * Code that looks at data, as a named step of the plan, in the revision's own transaction:
   *
   *     op.run('fill full_name', async ({ query }) => {
   *       await query('UPDATE users SET full_name = name');
   *     });
   *
   * Code that takes `manager` or `queryRunner` in its parameter list has TypeORM's, on the same connection and in the
   * same transaction; a transaction that it begins is a savepoint:
   *
   *     op.run('fill full_name', async ({ manager }) => {
   *       const { User } = await import('../../src/user');
   *       for (const user of await manager.find(User)) await manager.save(user.withFullName());
   *     });
   *
   * In a revision that says `export const transaction = 'none'` it runs without a transaction, and may begin and end its own;
   * where it fails, what it did stays, and the next run calls it again.
   *
   * @param name what it does, for the plan
   */
  run(name: string, action: (context: RunContext) => Promise<void> | void): void;
}
