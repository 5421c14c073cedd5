import { leadingWords, type SqlStatement } from '../../dialect/sql-statements';
import { statementsOf } from './tokens';

/** Beginnings of statements that the server refuses in a transaction block (`PreventInTransactionBlock` in its source). */
const REFUSED =
  /^(?:VACUUM|CLUSTER$|ALTER SYSTEM|DISCARD ALL|REINDEX (?:SCHEMA|DATABASE|SYSTEM)|(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER SUBSCRIPTION|(?:COMMIT|ROLLBACK) PREPARED)\b/;
/** What may take CONCURRENTLY; REFRESH MATERIALIZED VIEW may too, and is at home in a transaction. */
const CONCURRENT = /^(?:CREATE (?:UNIQUE )?INDEX|DROP INDEX|REINDEX|ALTER TABLE)\b/;
/** Code that may commit by itself, if there is no transaction around it. */
const MAY_COMMIT = /^(?:CALL|DO)\b/;

/** Whether the server refuses a text in a transaction. */
export function refusesTransaction(sql: string): boolean {
  return statementsOf(sql).some((statement) => {
    const words = leadingWords(statement).join(' ');
    return REFUSED.test(words) || isConcurrent(statement);
  });
}

/** Whether a step that stands by itself is to be sent without a transaction; every other has one with its journal. */
export function runsOutside(sql: string): boolean {
  return refusesTransaction(sql) || statementsOf(sql).some((s) => MAY_COMMIT.test(leadingWords(s, 1).join()));
}

/** Waiting in such a statement blocks nobody who reads or writes. */
export function isConcurrent(statement: SqlStatement): boolean {
  return (
    CONCURRENT.test(`${leadingWords(statement, 3).join(' ')} `) &&
    statement.some(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'CONCURRENTLY')
  );
}

/** Whether a statement adds a label to an enum type, which cannot be used in the same transaction. */
export function addsEnumLabel(sql: string): boolean {
  return statementsOf(sql).some((statement) => {
    const words = statement.filter(({ kind }) => kind === 'word').map(({ text }) => text.toUpperCase());
    return words[0] === 'ALTER' && words[1] === 'TYPE' && words.join(' ').includes(' ADD VALUE');
  });
}

/** An index that a statement builds concurrently. */
export interface ConcurrentBuild {
  /** Absent where the server is to find one. */
  readonly index?: string;
  /** As it is written, quoted where it was. */
  readonly table: string;
}

/** The index of CREATE INDEX CONCURRENTLY; `undefined` for every other statement. */
export function concurrentBuild(statement: SqlStatement): ConcurrentBuild | undefined {
  const words = leadingWords(statement).join(' ');
  const head = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY(?: IF NOT EXISTS)?/.exec(words)?.[0];
  if (head === undefined) return undefined;
  const rest = statement.slice(head.split(' ').length);
  const on = rest.findIndex(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'ON');
  const target = rest.slice(on + 1);
  const only = target[0]?.kind === 'word' && target[0].text.toUpperCase() === 'ONLY' ? 1 : 0;
  const isQualified = target[only + 1]?.text === '.';
  const table = target
    .slice(only, only + (isQualified ? 3 : 1))
    .map(({ kind, text }) => (kind === 'name' ? `"${text.replaceAll('"', '""')}"` : text))
    .join('');
  const name = on > 0 ? rest[0] : undefined;
  return name === undefined ? { table } : { table, index: nameOf(name) };
}

/** A name without quotes is folded to lower case (manual, 4.1.1); the letters of other alphabets stay. */
function nameOf({ kind, text }: SqlStatement[number]): string {
  return kind === 'name' ? text : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** An index without a name of its own could not be told from what a failed build left. */
export function objection(statement: SqlStatement): string | undefined {
  const build = concurrentBuild(statement);
  return build !== undefined && build.index === undefined
    ? 'CREATE INDEX CONCURRENTLY needs a name for the index: what a failed build leaves behind is found by it.'
    : undefined;
}
