import { quoteCode, quoteText } from './quoting';
import { keyColumns } from './row-key';

interface Loop {
  readonly table: string;
  readonly assignments: string;
  readonly condition?: string;
  readonly batchSize: number;
  /** Milliseconds. */
  readonly pause: number;
  /** Gives the statement that notes with each batch how far the rows are gone through; the cursor is SQL. */
  readonly note?: (cursor: string) => string;
}

/**
 * The batches of a backfill as one statement, for a script: as the runner does it, by the order of the primary key or of
 * a unique index, a commit after each. It may commit only where no transaction is around it (manual, 41.8 Transaction
 * Management). `bound` is the list of the last row's key values as SQL; `%` of the user's own text is doubled for format().
 */
export function backfillLoop({ table, assignments, condition, batchSize, pause, note }: Loop): string {
  const wanted = condition === undefined ? '' : ` AND (${forFormat(condition)}\n)`;
  const update = `UPDATE ${forFormat(table)} SET ${forFormat(assignments)} WHERE %s AND (%s) <= (%s)${wanted}`;
  return `DO ${quoteCode(`
DECLARE
  keys text;
  backwards text;
  literals text;
  after text := 'true';
  texts text;
  bound text;
  reached text;
  found bigint;
  gone bigint := 0;
  changed bigint;
  altered bigint := 0;
BEGIN
  SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.position),
         string_agg(quote_ident(a.attname) || ' DESC', ', ' ORDER BY k.position),
         string_agg(format('quote_literal(%I::text)', a.attname), ' || '', '' || ' ORDER BY k.position),
         string_agg(format('%I::text', a.attname), ', ' ORDER BY k.position)
    INTO keys, backwards, literals, texts
    ${keyColumns(quoteText(table))};
  IF keys IS NULL THEN
    RAISE EXCEPTION 'table % has no key to go through its rows by', ${quoteText(table)};
  END IF;
  LOOP
    EXECUTE format(${quoteText(
      `SELECT %s, json_build_array(%s), count(*) OVER () FROM (SELECT %s FROM ${forFormat(table)} WHERE %s ORDER BY %s LIMIT ${batchSize}) batch ORDER BY %s LIMIT 1`,
    )}, literals, texts, keys, after, keys, backwards) INTO bound, reached, found;
    EXIT WHEN bound IS NULL;
    EXECUTE format(${quoteText(update)}, after, keys, bound);
    GET DIAGNOSTICS changed = ROW_COUNT;
    gone := gone + found;
    altered := altered + changed;${note === undefined ? '' : `\n    ${note(CURSOR)};`}
    COMMIT;
    after := format('(%s) > (%s)', keys, bound);${
      pause === 0
        ? ''
        : `
    IF changed > 0 THEN
      PERFORM pg_sleep(${pause / 1000});
    END IF;`
    }
  END LOOP;
END
`)}`;
}

/** As the runner writes it (`cursor.ts`). */
const CURSOR = `format('{"after":%s,"rows":%s,"changed":%s}', reached, gone, altered)`;

function forFormat(sql: string): string {
  return sql.replaceAll('%', '%%');
}
