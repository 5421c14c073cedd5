import { quote } from './quoting';

const TABLE = quote('plumbline_proof');

/**
 * Statements that fail unless a condition holds, wherever they are run: SQLite has no statement for that outside
 * of triggers, so a temporary table has it as its CHECK. The message is `CHECK constraint failed: <claim>`.
 *
 * @param condition a scalar SQL expression
 */
export function proof(claim: string, condition: string): readonly string[] {
  return [
    `CREATE TEMP TABLE ${TABLE} ("holds" integer NOT NULL, CONSTRAINT ${quote(claim)} CHECK ("holds"))`,
    `INSERT INTO temp.${TABLE} SELECT ${condition}`,
    `DROP TABLE temp.${TABLE}`,
  ];
}
