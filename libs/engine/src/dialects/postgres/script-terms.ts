import { LOCK_PREFIX, type ScriptTerms } from '../../dialect/script-terms';
import { DEFAULT_BATCH } from '../../operations/operation';
import { backfillLoop } from './backfill-loop';
import { literalOf } from './compile-rows';
import { lockKey } from './lock';
import { concurrentBuild } from './outside';
import { quoteCode, quoteText, truncateName } from './quoting';
import { statementsOf } from './tokens';

const SETTINGS =
  "SET client_encoding TO 'UTF8'; SET standard_conforming_strings TO on; SET client_min_messages TO warning;";
/** {@link lockKey} of the default schema, in SQL. */
const DEFAULT_KEY = `('x' || left(encode(sha256(convert_to('${LOCK_PREFIX}' || coalesce(current_schema(), ''), 'UTF8')), 'hex'), 16))::bit(64)::bigint`;
const RESETS = 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;';

/** Scripts for `psql` (manual, psql: ON_ERROR_STOP ends it at the first error, and so the open transaction). */
export const scriptTerms: ScriptTerms = {
  usage: 'psql -X -f script.sql <database>',
  before: ['\\set ON_ERROR_STOP on', SETTINGS],
  after: [],
  begin: 'BEGIN',
  opening: [],
  closing: [],
  // It is not waited for: a transaction that waits would be in the way of CREATE INDEX CONCURRENTLY.
  takeLock: (schema) =>
    prove(
      'no other run holds the lock of this database',
      `pg_catalog.pg_try_advisory_xact_lock(${schema === undefined ? DEFAULT_KEY : `'${lockKey(LOCK_PREFIX + schema)}'`})`,
    ),
  prove,
  batches: ({ table, assignments, condition, backfill }, note) => {
    const { batchSize = DEFAULT_BATCH, pause = 0 } = backfill;
    const where = condition === undefined ? {} : { condition };
    return backfillLoop({ table, assignments, ...where, batchSize, pause, note });
  },
  proofsAround,
  resetNames: ['RESET search_path;'],
  resetInside: [`${RESETS} ${SETTINGS}`],
  // DISCARD ALL does no more for a script, and cannot be sent together with other statements.
  resetOutside: [`${RESETS} DISCARD TEMP; ${SETTINGS}`],
  literal: literalOf,
  user: 'current_user',
  now: 'clock_timestamp()',
  since: (column) => `round(extract(epoch FROM clock_timestamp() - ${column}) * 1000)::integer`,
};

function prove(claim: string, condition: string): readonly string[] {
  const message = quoteText(
    `Not so: ${claim}. The script was made for a database where it is.`.replaceAll('%', '%%'),
  );
  return [
    `DO ${quoteCode(`BEGIN IF (${condition}) IS NOT TRUE THEN RAISE EXCEPTION ${message}; END IF; END`)}`,
  ];
}

/** An index that is built concurrently is there after it, and valid; IF NOT EXISTS would take an INVALID one for it. */
function proofsAround(sql: string): ReturnType<ScriptTerms['proofsAround']> {
  const builds = statementsOf(sql).flatMap((statement) => concurrentBuild(statement) ?? []);
  const indexOf = (name: string, table: string): string =>
    `SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
      WHERE c.relname = ${quoteText(truncateName(name))} AND i.indrelid = pg_catalog.to_regclass(${quoteText(table)})
        AND (i.indisvalid AND i.indisready)`;
  return {
    before: builds.flatMap(({ index = '', table }) =>
      prove(
        `the table ${table} has no INVALID index ${index}, which is to be dropped first`,
        `NOT EXISTS (${indexOf(index, table)} IS FALSE)`,
      ),
    ),
    after: builds.flatMap(({ index = '', table }) =>
      prove(`the index ${index} on ${table} is valid`, `EXISTS (${indexOf(index, table)})`),
    ),
  };
}
