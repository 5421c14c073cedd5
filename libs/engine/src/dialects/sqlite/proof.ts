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

const VIOLATIONS = quote('plumbline_violations');

/**
 * Statements at the beginning and the end of a transaction that prove, wherever they are run, that no foreign key is violated
 * that was not before.
 */
export function violationProof(): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const count = '(SELECT count(*) FROM pragma_foreign_key_check)';
  return {
    before: [`CREATE TEMP TABLE ${VIOLATIONS} AS SELECT ${count} AS "before"`],
    after: [
      ...proof(
        'no row has lost what its foreign key points to',
        `${count} <= (SELECT "before" FROM temp.${VIOLATIONS})`,
      ),
      `DROP TABLE temp.${VIOLATIONS}`,
    ],
  };
}
