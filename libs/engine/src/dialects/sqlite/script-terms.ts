import type { ScriptTerms } from '../../dialect/script-terms';
import { literalOf } from './compile-rows';
import { proof, violationProof } from './proof';

const violations = violationProof();

/**
 * Scripts for the `sqlite3` shell (sqlite.org/cli.html: `.bail on` ends it at the first error, and so the open transaction).
 * Foreign keys are off as in a run, else a rebuild would delete the rows that point to the table. There is no lock but that of
 * the transaction: what a script finds where it begins cannot change before it ends.
 */
export const scriptTerms: ScriptTerms = {
  usage: 'sqlite3 <file> ".read script.sql"',
  before: ['.bail on', 'PRAGMA foreign_keys = OFF;', 'PRAGMA legacy_alter_table = OFF;'],
  after: ['PRAGMA foreign_keys = ON;'],
  begin: 'BEGIN IMMEDIATE',
  opening: violations.before,
  closing: violations.after,
  takeLock: () => [],
  prove: proof,
  proofsAround: () => ({ before: [], after: [] }),
  resetNames: [],
  resetInside: [],
  resetOutside: [],
  literal: literalOf,
  user: "''",
  now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  since: (column) => `CAST(round((julianday('now') - julianday(${column})) * 86400000) AS integer)`,
};
