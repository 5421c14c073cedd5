import type { QualifiedName } from '../model/schema';
import type { Blocked } from '../operations/risk';

/** A lock that a statement takes and that is held until its transaction ends. */
export interface LockTaken {
  /** Absent where the whole database is locked (SQLite). */
  readonly table?: QualifiedName;
  /** In the database's own words: `ACCESS EXCLUSIVE`. */
  readonly mode: string;
  /** Orders the modes of one database; the larger one blocks more. */
  readonly strength: number;
  readonly blocks: readonly Blocked[];
}

/** What a statement does to tables that are in use, as far as can be said without running it. */
export interface StatementEffects {
  readonly locks: readonly LockTaken[];
  /** Tables whose every row is written again. */
  readonly rewrites: readonly QualifiedName[];
  /** Tables that are read from end to end: to check rows, or to build an index. */
  readonly scans: readonly QualifiedName[];
  /** Code, and SQL that is not looked into: it may do anything. */
  readonly isOpaque: boolean;
}

/** How large a table is, as the database's own statistics have it. */
export interface TableSize {
  /** An estimate; absent where the database has none. */
  readonly rows?: number;
  /** With indexes and whatever else belongs to the table; absent where it would have to be counted. */
  readonly bytes?: number;
}
