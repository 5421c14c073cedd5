import type { ScriptTerms } from '../../dialect/script-terms';
import { literalOf } from './compile-rows';
import { lockKey } from './lock';
import { quoteCode, quoteText } from './quoting';

/** Scripts for `psql` (manual, psql: ON_ERROR_STOP ends it at the first error, and so the open transaction). */
export const scriptTerms: ScriptTerms = {
  usage: 'psql -X -f script.sql <database>',
  before: [
    '\\set ON_ERROR_STOP on',
    "SET client_encoding TO 'UTF8';",
    'SET standard_conforming_strings TO on;',
    'SET client_min_messages TO warning;',
  ],
  after: [],
  begin: 'BEGIN',
  opening: [],
  closing: [],
  // It is not waited for: a transaction that waits would be in the way of CREATE INDEX CONCURRENTLY.
  takeLock: (key) =>
    prove(
      'no other run holds the lock of this database',
      `pg_catalog.pg_try_advisory_xact_lock('${lockKey(key)}')`,
    ),
  prove,
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
