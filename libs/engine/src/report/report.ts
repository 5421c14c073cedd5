import type { DescribedError } from '../errors/describe-error';
import type { Blocked, RiskLevel } from '../operations/risk';
import type { Direction } from './run-event';

/** A database as reports name it; the URL has no password. */
export interface DatabaseReport {
  readonly environment: string;
  readonly url: string;
}

/** A revision as reports name it. */
export interface RevisionReport {
  readonly revision: string;
  readonly message: string;
  readonly down: readonly string[];
  readonly dependsOn: readonly string[];
  readonly labels: readonly string[];
  readonly created?: string;
  /** Relative to the folder the command ran in. */
  readonly file: string;
  readonly marks: readonly RevisionMark[];
}

export type RevisionMark = 'head' | 'effective head' | 'current' | 'branch point' | 'merge point';

/** An operation of a plan, in words. */
export interface OperationReport {
  readonly kind: string;
  readonly description: string;
  readonly risk: RiskLevel;
  readonly reason?: string;
  /** Where it comes from; only for `--why`, one for each object that it is about. */
  readonly why?: readonly WhyReport[];
}

/** Where an operation of a comparison comes from. */
export interface WhyReport {
  /** What describes the object: `User.locale`; nothing where the entities describe none. */
  readonly entities: readonly string[];
  /** Where the other side was read: `users.locale` in `pg_attribute`, or in `the revisions`; absent for what `rewrite` added. */
  readonly found?: { readonly in: string; readonly name: string };
  /** What differs; nothing where both sides have the object as it is. */
  readonly compared: readonly ComparedAspect[];
  /**
   * How the difference was found: by the `name`, which one side does not have; by comparing `text`; by the `database`, which
   * read the text of the entities as something else; by a `hook` that insisted; by a `rename` that was said; by the
   * function `rewrite`. `order`: nothing of the object differs, and other operations need it.
   */
  readonly decidedBy: 'name' | 'text' | 'database' | 'hook' | 'rename' | 'rewrite' | 'order';
}

/** One property on both sides, as text; absent on the side that has none. */
export interface ComparedAspect {
  readonly aspect: string;
  readonly entities?: string;
  readonly found?: string;
}

export interface PlannedRevision {
  readonly revision: string;
  readonly message: string;
  readonly direction: Direction;
  readonly operations: readonly OperationReport[];
  readonly statements: readonly string[];
}

/** A lock that a transaction holds until it ends. */
export interface LockReport {
  /** Absent where the whole database is locked (SQLite). */
  readonly table?: string;
  /** In the database's own words: `ACCESS EXCLUSIVE`. */
  readonly mode: string;
  /** What waits for it. */
  readonly blocks: readonly Blocked[];
}

/** A statement of a plan, with what it does to tables that were there before the run. */
export interface StatementReport {
  readonly sql: string;
  readonly locks: readonly LockReport[];
  /** Tables whose every row is written again. */
  readonly rewrites: readonly string[];
  /** Tables that are read from end to end. */
  readonly scans: readonly string[];
  /** Code, or SQL that is not looked into: nobody can say what it does. */
  readonly opaque: boolean;
}

/** Operations of a revision with the statements that carry them out. */
export interface StepReport {
  readonly revision: string;
  readonly operations: readonly OperationReport[];
  readonly statements: readonly StatementReport[];
}

/** Statements that are kept together or not at all. */
export interface TransactionReport {
  /** False for a statement that runs outside of a transaction. */
  readonly atomic: boolean;
  readonly revisions: readonly string[];
  readonly steps: readonly StepReport[];
  /** The strongest lock on each table; it is held from the statement that takes it until the transaction ends. */
  readonly locks: readonly LockReport[];
}

/** An operation that loses what is stored. */
export interface LossReport {
  readonly revision: string;
  readonly operation: string;
  readonly reason: string;
  /** The tables that it is about, with how much they hold. */
  readonly tables: readonly TableReport[];
}

/** A table of a plan, as the database's statistics have it. */
export interface TableReport {
  readonly table: string;
  /** An estimate; absent where the database has none, or no table of that name yet. */
  readonly rows?: number;
  /** With its indexes; absent where it would have to be counted. */
  readonly bytes?: number;
}

interface Base<Command extends string> {
  readonly command: Command;
}

/** An operation of a revision, in words. */
export interface RevisionOperation {
  readonly revision: string;
  readonly operation: string;
}

/** Two operations of different branches that do not go together. */
export interface ConflictReport {
  readonly first: RevisionOperation;
  readonly second: RevisionOperation;
  readonly reason: string;
  readonly dialects: readonly string[];
}

/** What the revisions of different branches do to each other, since their common ancestors. */
export interface MeetingReport {
  readonly conflicts: readonly ConflictReport[];
  /** SQL by hand and code, of which nobody can say what it touches. */
  readonly unjudged: readonly RevisionOperation[];
}

export interface InitReport extends Base<'init'> {
  /** The configuration file that was written; absent where one was there. */
  readonly configuration?: string;
  /** The baseline; absent where none was asked for. */
  readonly baseline?: RevisionReport;
  readonly database?: DatabaseReport;
  readonly operations: readonly OperationReport[];
}

/** Nothing of a database with `--files-only`, which asks none. */
export interface ImportReport extends Base<'import'>, Partial<DatabaseReport> {
  readonly source: 'typeorm' | 'alembic';
  /** The revision files that were written, or would be. */
  readonly written: readonly RevisionReport[];
  /** How many of the revisions the database has recorded as applied. */
  readonly applied?: number;
  readonly pending?: number;
  /** The revision that the database was stamped with; absent where it was at it, or nothing is applied. */
  readonly stamped?: string;
  readonly dryRun: boolean;
}

export interface CreatedReport extends Base<'revision' | 'merge'>, Partial<MeetingReport> {
  /** Absent when there was nothing to write. */
  readonly created?: RevisionReport;
  readonly operations: readonly OperationReport[];
  /** The SQL of the first dialect; filled for `--sql-only`. */
  readonly statements: readonly string[];
  readonly unmanaged: readonly string[];
  readonly notes: readonly string[];
}

export interface RunReport extends Base<'upgrade' | 'downgrade'>, DatabaseReport {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The backup that was written before, where one was asked for. */
  readonly backup?: WrittenBackup;
  readonly revisions: readonly {
    readonly revision: string;
    readonly message: string;
    readonly direction: Direction;
    readonly statements: number;
    readonly milliseconds: number;
  }[];
}

/** A backup that is whole and was read back. */
export interface WrittenBackup {
  /** Relative to the folder the command ran in. */
  readonly file: string;
  readonly bytes: number;
  /** Where the database was. */
  readonly revisions: readonly string[];
  /** What a person types to bring it back. */
  readonly restore: string;
}

export interface BackupReport extends Base<'backup'>, DatabaseReport, WrittenBackup {}

export interface StampReport extends Base<'stamp'>, DatabaseReport {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** A revision that is partially done: `done` of its `total` steps. */
export interface PartialReport {
  readonly revision: string;
  readonly direction: Direction;
  readonly done: number;
  readonly total: number;
}

export interface CurrentReport extends Base<'current'>, DatabaseReport {
  readonly server: string;
  /** The version rows. */
  readonly revisions: readonly RevisionReport[];
  /** Heads of other branches that the rows imply, as a row depends on them. */
  readonly implied: readonly RevisionReport[];
  /** Version rows that no revision file has. */
  readonly unknown: readonly string[];
  readonly pending: readonly string[];
  /** Applied revisions whose file is not what was applied. */
  readonly edited: readonly string[];
  readonly partial: readonly PartialReport[];
  readonly atHead: boolean;
}

/** What differs between the revision files and what a database was made from, by revision. */
export interface DriftReport {
  /** Applied, and the file is not what was applied. */
  readonly edited: readonly string[];
  /** Version rows that no file has: the database is ahead of this code, or it is another one. */
  readonly unknown: readonly string[];
  /** Applied according to the history, and the file is gone. */
  readonly deleted: readonly string[];
  /** What the entities want otherwise; absent where they were not compared. */
  readonly schema?: readonly OperationReport[];
}

/** The last attempt at a revision. */
export type LastRun = Pick<
  AuditEntry,
  'revision' | 'direction' | 'outcome' | 'startedAt' | 'milliseconds' | 'error'
>;

/** Where one database is. */
export interface MigrationStatus extends DatabaseReport {
  readonly state: 'at head' | 'behind' | 'drifted';
  readonly server: string;
  /** The version rows. */
  readonly revisions: readonly string[];
  readonly heads: readonly string[];
  readonly pending: readonly string[];
  readonly drift: DriftReport;
  /** Absent where there never was one. */
  readonly lastRun?: LastRun;
  readonly notes: readonly string[];
}

/** An environment that gave no status. */
export interface NoStatus {
  readonly environment: string;
  /** `not configured`: the variable of its URL is not set here. */
  readonly state: 'unreachable' | 'not configured';
  readonly reason: string;
}

export interface StatusReport extends Base<'status'> {
  readonly environments: readonly (MigrationStatus | NoStatus)[];
}

/** The commands that go through the tenants of an environment. */
export type TenantCommand = 'upgrade' | 'downgrade' | 'stamp' | 'current' | 'status';

/** How it went with a tenant: what a run did to it, or where it was found. */
export type TenantOutcome =
  'done' | 'at the target' | MigrationStatus['state'] | 'failed' | 'interrupted' | 'not tried';

export interface TenantResult {
  readonly tenant: string;
  /** Without its password. */
  readonly url: string;
  /** Absent where the whole database is the tenant's. */
  readonly schema?: string;
  readonly outcome: TenantOutcome;
  /** The version rows before; absent where nothing was to change, or it is not known. */
  readonly from?: readonly string[];
  /** The version rows in the end, or as they were found. */
  readonly to?: readonly string[];
  /** What a run applied or undid; of one that failed, what it did before. */
  readonly revisions?: readonly string[];
  /** What is still to be applied, where that was asked. */
  readonly pending?: readonly string[];
  /** What differs from the files, where that was asked. */
  readonly drift?: DriftReport;
  readonly milliseconds?: number;
  readonly error?: DescribedError;
}

export interface TenantsReport extends Base<'tenants'> {
  readonly run: TenantCommand;
  readonly environment: string;
  /** The part of the tenants that this was about: `2/8`. */
  readonly shard?: string;
  /** By name. */
  readonly tenants: readonly TenantResult[];
  /** Why some were not tried: one failed and `--fail-fast` was given, or a signal. */
  readonly stopped?: 'failure' | 'SIGINT' | 'SIGTERM';
  readonly milliseconds: number;
}

export interface HistoryReport extends Base<'history'> {
  readonly revisions: readonly RevisionReport[];
}

export interface AuditReport extends Base<'history --applied'>, DatabaseReport {
  readonly entries: readonly AuditEntry[];
}

/** A row of the history table. */
export interface AuditEntry {
  readonly revision: string;
  readonly direction: string;
  readonly outcome: string;
  readonly startedAt: string;
  readonly milliseconds: number;
  /** How long the run waited for its lock. */
  readonly lockWaitMilliseconds: number;
  readonly statementsApplied: number;
  readonly statementsTotal: number;
  /** From 1. */
  readonly failedStatement?: number;
  readonly sqlState?: string;
  readonly error?: string;
  readonly databaseUser: string;
  readonly osUser: string;
  readonly host: string;
  readonly environment: string;
  readonly toolVersion: string;
  readonly gitCommit?: string;
  /** Of the file, as it was then. */
  readonly checksum?: string;
}

export interface HeadsReport extends Base<'heads'> {
  readonly heads: readonly RevisionReport[];
}

export interface BranchesReport extends Base<'branches'> {
  readonly branchPoints: readonly {
    readonly revision: RevisionReport;
    readonly children: readonly RevisionReport[];
  }[];
}

export interface ShowReport extends Base<'show'> {
  readonly revisions: readonly ShownRevision[];
}

export interface ShownRevision {
  readonly revision: RevisionReport;
  readonly plans: readonly ({ readonly dialect: string } & PlannedRevision)[];
}

/** What a branch does to the revisions, for those who review it. */
export interface ReviewReport extends Base<'review'> {
  /** The commit that the branch left the other one at. */
  readonly base: string;
  /** The new revisions, in the order in which they are applied, and those whose files were edited. */
  readonly revisions: readonly ReviewedRevision[];
  readonly findings: readonly Finding[];
  readonly heads: readonly RevisionReport[];
  /** Whether nothing but new revisions was found, with one head. */
  readonly clean: boolean;
  /** How it shall be printed; as text without it. */
  readonly format?: 'markdown' | 'annotations';
}

export interface ReviewedRevision extends ShownRevision {
  readonly change: 'added' | 'edited';
}

/** What a reviewer should look at. */
export interface Finding {
  readonly level: 'warning' | 'error';
  readonly title: string;
  readonly message: string;
  /** Relative to the root of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface EditReport extends Base<'edit'> {
  /** The revision as its header is after the editor. */
  readonly revision: RevisionReport;
  readonly changed: boolean;
}

export interface RebaseReport extends Base<'rebase'>, MeetingReport {
  /** The revision whose header has another parent now. */
  readonly revision: RevisionReport;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** False where it followed the wanted parent already. */
  readonly changed: boolean;
  /** The revision and everything above it. */
  readonly moved: readonly string[];
  /** The databases in which none of it is applied. */
  readonly checked: readonly DatabaseReport[];
  /** The environments that could not be asked. */
  readonly notChecked: readonly { readonly environment: string; readonly reason: string }[];
}

export interface PlanReport extends Base<'plan'>, DatabaseReport {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly revisions: readonly PlannedRevision[];
  /** The same statements as they run: grouped by transaction, each with its locks. */
  readonly transactions: readonly TransactionReport[];
  /** The tables that are locked, rewritten or read; none without a connection. */
  readonly tables: readonly TableReport[];
  /** What loses data, as the prompt of `upgrade` lists it. */
  readonly losses: readonly LossReport[];
  /** The SQL script, where it was asked for. */
  readonly script?: string;
  /** The file that the output goes to, where one was named. */
  readonly output?: string;
}

/** The commit that a file was last changed in. */
export interface CommitReport {
  readonly hash: string;
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  readonly subject: string;
}

/** One of several heads, with what only it has. */
export interface HeadReport {
  readonly revision: RevisionReport;
  /** What it has and no other head has, oldest first. */
  readonly own: readonly string[];
  /** Absent where the file is not committed, or git is not there. */
  readonly commit?: CommitReport;
}

/** Several heads, as a team meets them. */
export interface SeveralHeadsReport extends MeetingReport {
  /** Oldest first. */
  readonly heads: readonly HeadReport[];
  /** The ways out, as commands to type. */
  readonly waysOut: readonly { readonly effect: string; readonly commands: readonly string[] }[];
}

export interface CheckReport extends Base<'check'> {
  /** Absent where only the revisions were compared. */
  readonly database?: DatabaseReport;
  readonly clean: boolean;
  readonly pending: readonly string[];
  readonly differences: readonly {
    readonly dialect: string;
    readonly operations: readonly OperationReport[];
  }[];
  readonly unmanaged: readonly string[];
  /** Applied revisions whose file is not what was applied. */
  readonly edited: readonly string[];
  readonly partial: readonly PartialReport[];
  readonly notes: readonly string[];
  /** Absent where there is one head, or none. */
  readonly severalHeads?: SeveralHeadsReport;
}

export type Report =
  | CreatedReport
  | RunReport
  | BackupReport
  | StampReport
  | CurrentReport
  | StatusReport
  | TenantsReport
  | HistoryReport
  | AuditReport
  | HeadsReport
  | BranchesReport
  | ShowReport
  | ReviewReport
  | InitReport
  | ImportReport
  | EditReport
  | RebaseReport
  | PlanReport
  | CheckReport;
