import type { BackfillStep } from './dialect';
import type { RowValue } from '../operations/row-values';

/** What the text of a run's lock begins with; the schema of the bookkeeping tables follows. */
export const LOCK_PREFIX = 'plumbline:';

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
  /**
   * Statements that take a run's lock for the rest of the transaction, or fail.
   *
   * @param schema of the bookkeeping tables; without it, the one that the session has for names without a schema
   */
  takeLock(schema: string | undefined): readonly string[];
  /** Statements that fail, with the claim in their message, unless a condition holds. */
  prove(claim: string, condition: string): readonly string[];
  /**
   * A backfill that commits each batch together with how far it has come; absent where the shell knows no loops.
   *
   * @param note gives the statement that notes a cursor, which is SQL
   */
  readonly batches?: (step: BackfillStep, note: (cursor: string) => string) => string;
  /** What proves, before and after a statement outside of transactions, that its result is whole. */
  proofsAround(sql: string): { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Lines that let names mean again what they meant, in a transaction in which a person's SQL has run. */
  readonly resetNames: readonly string[];
  /** Lines that take back what a person's SQL left behind in the session: within a transaction, and after it. */
  readonly resetInside: readonly string[];
  readonly resetOutside: readonly string[];
  /** A value in a statement. */
  literal(value: RowValue): string;
  /** SQL for the user of the connection, for the time now, and for the whole milliseconds since a column's time. */
  readonly user: string;
  readonly now: string;
  since(column: string): string;
}
