import type { RowValue } from '../operations/row-values';

/** How a script says what a run does by talking to the database. */
export interface ScriptTerms {
  /** Who reads the script, and how it is called: `psql -X -f script.sql <database>`. */
  readonly usage: string;
  /** What stands before and after everything: commands of the shell, so that it ends at the first error, and settings. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly begin: string;
  /** Statements after `begin` and before COMMIT that prove what a run proves there. */
  readonly opening: readonly string[];
  readonly closing: readonly string[];
  /** Statements that take a run's lock for the rest of the transaction, or fail. */
  takeLock(key: string): readonly string[];
  /** Statements that fail, with the claim in their message, unless a condition holds. */
  prove(claim: string, condition: string): readonly string[];
  /** A value in a statement. */
  literal(value: RowValue): string;
  /** SQL for the user of the connection, for the time now, and for the whole milliseconds since a column's time. */
  readonly user: string;
  readonly now: string;
  since(column: string): string;
}
