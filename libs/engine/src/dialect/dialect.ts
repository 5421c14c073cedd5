import type { DatabaseTarget, DialectName } from '../config/database-url';
import type { Variables } from '../config/environment';
import type { PlumblineError } from '../errors/plumbline-error';
import type { ObjectKind } from '../model/origins';
import type { ColumnType, QualifiedName, SchemaModel } from '../model/schema';
import type { ScriptTerms } from './script-terms';
import type { Backfill, Operation, Run } from '../operations/operation';
import type { StatementEffects, TableSize } from './effects';
import type { SqlStatement } from './sql-statements';

/** A statement, or what can only be turned into statements when its turn comes. */
export type Step = SqlStep | TableChangeStep | RunStep | BackfillStep;

interface StepBase {
  /** The operations of the revision that this step carries out. */
  readonly operations: readonly Operation[];
}
export interface SqlStep extends StepBase {
  readonly kind: 'sql';
  readonly sql: string;
  /** Runs by itself, outside of the revision's transaction: what went before it is committed, and journalled. */
  readonly autocommit?: true;
  /** The same with the values apart, for a connection; `sql` has them in it, for people and for scripts. */
  readonly bound?: { readonly sql: string; readonly parameters: readonly unknown[] };
}
/**
 * Changes of one table that the dialect expands against the live table, as a rebuild or as native statements
 * (SQLite). See {@link Dialect.expand}.
 */
export interface TableChangeStep extends StepBase {
  readonly kind: 'tableChange';
  readonly table: string;
}
export interface RunStep extends StepBase {
  readonly kind: 'run';
  readonly run: Run;
  /** Runs without a transaction around it, and may begin and end its own. */
  readonly autocommit?: true;
}
/** Rows that are changed in batches, each in a transaction of its own; the operation says which and how. */
export interface BackfillStep extends StepBase {
  readonly kind: 'backfill';
  readonly backfill: Backfill;
  /** The table, what is set and for which rows, in SQL. */
  readonly table: string;
  readonly assignments: string;
  readonly condition?: string;
  /** A statement that does all of it, for a script. */
  readonly script: string;
}

/** A column of the key by whose order the rows of a table are gone through. */
export interface KeyColumn {
  readonly name: string;
  /** In SQL. */
  readonly column: string;
  /** What is selected to have its value in a form that {@link KeyColumn.parameter} takes again. */
  readonly value: string;
  /** The place of a parameter that is compared with it, from 1. */
  readonly parameter: (position: number) => string;
}

/** A single statement with its parameters. */
export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
  /** An INSERT, UPDATE or DELETE that must change a row: where it changes none, it fails with this. */
  readonly otherwise?: () => Error;
  /** Somebody waits to hear that it is done before what follows it in the same message is. */
  readonly isAwaited?: true;
  /** The engine sends this text again and again, with other parameters: it is worth being kept prepared. */
  readonly isRepeated?: true;
  /** A person wrote it: what it leaves in the session is not known. */
  readonly isOpaque?: true;
}

/** A query without parameters, and what its rows say. */
export interface Reading<T> {
  readonly sql: string;
  readonly read: (rows: readonly Record<string, unknown>[]) => T;
}

/** An open connection that the engine owns: one session, one transaction at a time. */
export interface Session {
  readonly target: DatabaseTarget;
  /** Runs one statement and gives its rows. Errors are `database-error`, with SQLSTATE or SQLite's code in the data. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs statements without parameters, in one message where the driver can, and gives the rows of each. */
  queryEach(statements: readonly string[]): Promise<readonly (readonly Record<string, unknown>[])[]>;
  /**
   * Runs single statements in order, in as few messages as the database allows; the first that fails is the last.
   * Rows that they give are not read.
   *
   * @param completed told after each: its index from 0, and how many rows it changed or gave
   */
  runAll(statements: readonly Statement[], completed: (index: number, rows: number) => void): Promise<void>;
  /** Whether {@link runAll} may be called while an earlier call is not answered yet. */
  canSendAhead(): boolean;
  /** Whether a transaction is open on the connection, as the server sees it. */
  inTransaction(): boolean;
  /** Whether something stands between that may serve each transaction by another server process, as far as it is seen. */
  isPooled(): boolean;
  /** Ends the connection when what it does is done. */
  close(): Promise<void>;
  /**
   * Where a server is to answer, how much has been heard of it; `undefined` while nothing is asked, or where no network is
   * between.
   */
  heard(): number | undefined;
  /**
   * Drops the connection at once, whatever it does; statements that wait for an answer fail.
   *
   * @param reason what they fail with, where the connection is not to blame
   */
  abandon(reason?: string): void;
}

export interface ServerInfo {
  /** `PostgreSQL 18.4`, `SQLite 3.53.2`. */
  readonly version: string;
  readonly database: string;
  readonly user: string;
}

export interface IntrospectOptions {
  /** Tables that are not the schema's, by name: bookkeeping of the engine and of TypeORM. */
  readonly ignoreTables?: readonly string[];
}

export interface BackupOptions {
  /** The environment variables of the process: where programs are found. */
  readonly variables: Variables;
  /** Ends the backup when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How a database is backed up. */
export interface Backups {
  /** Of the file's name, with its dot. */
  readonly ending: string;
  /** Writes the database into a file that is there and empty, and reads it back. */
  write(session: Session, file: string, options: BackupOptions): Promise<void>;
  /** What a person types to bring a backup back. */
  restoreCommand(file: string): string;
}

/** A lock that one run at a time holds on a database. */
export interface RunLock {
  /** @throws PlumblineError `lock-lost` when it is not held any more */
  assertHeld(): Promise<void>;
  /** Whether it was known to be held a moment ago, so that {@link assertHeld} has nothing to ask. */
  isFresh(): boolean;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds after which waiting ends with `lock-timeout`. */
  readonly timeout: number;
  /** Told once when waiting begins and then each time the holder changes. */
  readonly onWait?: (holder: string) => void;
  /** Ends the waiting when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How long a statement may take; in milliseconds. */
export interface Limits {
  /** Waiting for a lock; then the statement fails with an error that {@link Dialect.isTransient} knows. */
  readonly lock: number;
  /** The whole of a statement. */
  readonly statement: number;
}

/** A session that a statement waits for; what is absent nobody knows. */
export interface Blocker {
  readonly pid?: number;
  /** What it runs, or ran last, with its literals masked. */
  readonly query?: string;
  /** Empty where it has none. */
  readonly applicationName: string;
  /** Seconds since its transaction began. */
  readonly age?: number;
}

/** Looks at a session from outside, on a connection of its own that is made when it is first needed. */
export interface Monitor {
  /** The sessions that the running statement waits for. */
  blockers(): Promise<readonly Blocker[]>;
  /** Cancels the running statement on the server. */
  cancel(): Promise<void>;
  /** Whether the server still works on what the session asked. Throws where it does not answer in time either. */
  isAtWork(): Promise<boolean>;
  /** Whether what ran the statements of the session is gone, so that nothing of it can be committed any more. */
  hasEnded(): Promise<boolean>;
  close(): Promise<void>;
}

/** The rows of the catalogue, query by query: JSON-like, and the same rows are the same schema. */
export type Catalogue = readonly (readonly unknown[])[];

/**
 * What the engine asks of a database. One folder a dialect, with the same file names in each; the rest of the
 * engine knows no dialect's name.
 */
export interface Dialect {
  readonly name: DialectName;
  /** What OpenTelemetry calls the database (semantic conventions, `db.system.name`). */
  readonly system: string;
  /** Quotes an identifier. */
  quote(identifier: string): string;
  /** `$1` or `?`, from 1. */
  placeholder(position: number): string;
  connect(target: DatabaseTarget): Promise<Session>;
  serverInfo(session: Session): Promise<ServerInfo>;

  /** What {@link introspect} reads: a fixed number of queries, whatever the size of the schema. */
  readCatalogue(session: Session): Promise<Catalogue>;
  /** The schema that was read. Pure. */
  interpret(catalogue: Catalogue, options?: IntrospectOptions): SchemaModel;
  /** The whole schema, in the default schema and in the named ones. Sorted by name. */
  introspect(session: Session, options?: IntrospectOptions): Promise<SchemaModel>;
  /** Where introspection reads each kind of object: the name of a catalogue, or of a function over it. */
  readonly catalogues: Readonly<Record<ObjectKind, string>>;
  /** The model in the spelling that introspection uses for what can be said without asking a database: type aliases, defaults. */
  normalise(model: SchemaModel): SchemaModel;
  /**
   * Asks the engine itself: creates the tables (and the enums they need) in a scratch place that leaves no trace,
   * and reads them back. Foreign keys and references out of the given model are left out of the scratch and
   * returned as given. `undefined` where the database gives no right to create.
   */
  canonicalise(session: Session, model: SchemaModel): Promise<SchemaModel | undefined>;

  /**
   * A digest of what decides, beside a text itself, what the database takes it for: its version, settings, and the functions,
   * operators, casts and types that it has beside its own. One query.
   */
  surroundings(session: Session): Promise<string>;

  /**
   * Operations -> steps, in order. Pure.
   *
   * @param following gives the operations that come after them in the same transaction
   */
  compile(operations: readonly Operation[], following?: () => readonly Operation[]): readonly Step[];
  /** The statements of a text; comments are gone. */
  statementsOf(sql: string): readonly SqlStatement[];
  /** Whether a constraint can be renamed where it stands. */
  readonly renamesConstraints: boolean;
  /** Whether an index can be built while rows are written. */
  readonly buildsConcurrently: boolean;
  /** What a script of a plan is made of. */
  readonly script: ScriptTerms;
  /** Whether a foreign key can lead from a column of the one type to one of the other, and back. */
  canRefer(from: ColumnType, to: ColumnType): boolean;
  /** Whether no column can change its type while a generated column is computed of it. */
  readonly generatedHoldColumns: boolean;
  /** Whether no column can change its type, and no key or view go, while a view reads it. */
  readonly viewsHoldColumns: boolean;
  /** A session on a throw-away copy of the schema, without rows, to rehearse table changes on; empty without `live`. */
  copySchema(live?: Session): Promise<Session>;
  /** The statements of a table change, against the live table. Writes nothing. */
  expand(session: Session, step: TableChangeStep): Promise<readonly string[]>;

  /** A statement with its literals hidden, fit for logs. */
  maskLiterals(sql: string): string;
  /** What a statement of a step does to tables in use. Pure. */
  effectsOf(step: Step, sql: string): StatementEffects;
  /** How large tables are, by display name, as the database's own statistics have it; those that exist. */
  tableSizes(session: Session, tables: readonly QualifiedName[]): Promise<ReadonlyMap<string, TableSize>>;

  /** A key of the live table that tells its rows apart; `undefined` where it has none. */
  rowKey(session: Session, table: QualifiedName): Promise<readonly KeyColumn[] | undefined>;
  readonly backups: Backups;

  /** Takes the lock of a run; see the dialect for how. */
  lock(session: Session, key: string, options: LockOptions): Promise<RunLock>;
  /** Why the database cannot be written: a standby, a session that may only read. */
  writeObstacle(session: Session): Promise<string | undefined>;
  /** A second look at a session: who blocks it, and the way to cancel it. */
  monitor(session: Session): Monitor;
  /** Whether an error says that other transactions were in the way, so that trying again may help. */
  isTransient(error: unknown): boolean;
  /** Begins a transaction fit for schema changes (SQLite: foreign keys off first), and ends it either way. */
  begin(session: Session, limits?: Limits): Promise<void>;
  /**
   * Proves what must hold before a commit (SQLite: no new foreign-key violations), and commits.
   *
   * @param last statements that are to be run right before, in one message with the commit where the database can; one
   *   that fails leaves nothing committed
   * @param completed told as in {@link Session.runAll}
   */
  commit(
    session: Session,
    last?: readonly Statement[],
    completed?: (index: number, rows: number) => void,
  ): Promise<void>;
  rollback(session: Session): Promise<void>;
  /**
   * Takes back what a revision may have left behind in the session: its settings, its role, temporary tables. Inside of
   * a transaction only what can be taken back there, and the limits hold again.
   */
  resetSession(session: Session, limits: Limits): Promise<void>;
  /** Whether a step that stands by itself has to run without any transaction: the server refuses it in one. */
  runsOutside(sql: string): boolean;
  /** What is wrong with a statement that would do no good in a revision, and is refused before anything runs. */
  objection(statement: SqlStatement): string | undefined;
  /**
   * Runs such a statement, to a result that is whole: an index that is built concurrently is valid, and what an earlier
   * attempt left of it is dropped before.
   *
   * @param options `isRepeated`: an earlier attempt may have run it, and nobody knows whether it came to its end
   * @throws PlumblineError `database-error`, `invalid-index`
   */
  runOutside(
    session: Session,
    sql: string,
    options: { readonly limits: Limits; readonly isRepeated: boolean },
  ): Promise<void>;

  /**
   * What TypeORM's driver for the dialect takes in place of its package: whatever it does runs on the session.
   *
   * @param check told each statement before it runs; what it throws, the statement fails with
   */
  ormDriver(session: Session, check: (sql: string) => void): unknown;
  /** An error of such a statement, as the session itself would have thrown it. */
  ormError(session: Session, error: unknown, sql: string): PlumblineError;

  /** The schema that has no name in a model; `undefined` where there are none. */
  defaultSchema(session: Session): Promise<string | undefined>;
  /** Whether a table exists in the default schema, or in the given one. */
  hasTable(session: Session, table: string, schema?: string): Promise<boolean>;
  /** The types of a table's columns, by name; empty where there is no such table. */
  columnTypes(session: Session, table: string, schema?: string): Promise<ReadonlyMap<string, string>>;
  /**
   * Which of some tables exist in the given schema, or in the one that names without a schema are looked up in; and
   * which schema that is. SQLite has none.
   */
  findTables(
    session: Session,
    tables: readonly string[],
    schema?: string,
  ): Promise<{ readonly schema?: string; readonly found: ReadonlySet<string> }>;
}
