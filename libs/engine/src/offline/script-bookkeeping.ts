import { terminated } from '../kernel/terminated';
import { attemptRow, type Actor } from '../history/audit-log';
import {
  createHistoryTable,
  createVersionTable,
  HISTORY_TABLE,
  VERSION_TABLE,
} from '../history/bookkeeping-tables';
import { quotedTable, type BookkeepingNames } from '../history/version-store';
import type { RowValue } from '../operations/row-values';
import type { RevisionPlan } from '../plan/plan';
import { revisionChecksum } from '../revisions/files/checksum';

/** Whose script it is: what a history row says of those who run a revision, but for what only the database knows. */
export type ScriptActor = Omit<Actor, 'databaseUser' | 'osUser' | 'host'>;

interface Context extends BookkeepingNames {
  readonly actor: ScriptActor;
}

/** The history says so of who ran a script: nobody can tell. */
const UNKNOWN = { databaseUser: '', osUser: 'script', host: '' };

/** The bookkeeping tables, where they are not there. */
export function createBookkeeping({ dialect, schema }: BookkeepingNames): readonly string[] {
  return [...createVersionTable(dialect.name, schema), ...createHistoryTable(dialect.name, schema)]
    .flatMap((operation) => dialect.compile([operation]))
    .flatMap((step) =>
      step.kind === 'sql'
        ? [terminated(step.sql.replace(/^CREATE TABLE /, 'CREATE TABLE IF NOT EXISTS '))]
        : [],
    );
}

/** Proves that the database has the rows where the revision begins; rows of other branches may be there. */
export function proveVersions(books: BookkeepingNames, before: readonly string[]): readonly string[] {
  const { prove, literal } = books.dialect.script;
  const table = quotedTable(books, VERSION_TABLE);
  const wanted = before.map((id) => literal(id)).join(', ');
  const lines =
    before.length === 0
      ? prove('nothing is applied to the database yet', `(SELECT count(*) FROM ${table}) = 0`)
      : prove(
          `the database is at ${before.join(', ')}`,
          `(SELECT count(*) FROM ${table} WHERE version_num IN (${wanted})) = ${before.length}`,
        );
  return lines.map(terminated);
}

/** The history row of a revision as a run adds it, before anything else. */
export function historyRow(
  { actor, ...books }: Context,
  { file, direction }: RevisionPlan,
  statements: number,
): readonly string[] {
  const { literal, now, user } = books.dialect.script;
  const table = quotedTable(books, HISTORY_TABLE);
  const { revision } = file.header;
  const times = `(SELECT count(*) FROM ${table} WHERE ${attempts(books, revision, direction)})`;
  const attempt = attemptRow(
    { ...UNKNOWN, ...actor },
    {
      revision,
      direction,
      outcome: 'done',
      startedAt: new Date(0),
      durationMs: 0,
      lockWaitMs: 0,
      statementsApplied: statements,
      statementsTotal: statements,
      checksum: revisionChecksum(file.text),
    },
  );
  const row: Readonly<Record<string, RowValue>> = {
    ...attempt,
    fence: { sql: `${literal(`${revision}:${direction}:`)} || ${times}` },
    started_at: { sql: now },
    database_user: { sql: user },
  };
  const values = Object.values(row).map((value) => literal(value));
  return [`INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')});`];
}

/** How long the revision took, once it is done. */
export function completeHistoryRow(
  books: BookkeepingNames,
  { file, direction }: RevisionPlan,
): readonly string[] {
  const table = quotedTable(books, HISTORY_TABLE);
  const last = `(SELECT max(id) FROM ${table} WHERE ${attempts(books, file.header.revision, direction)})`;
  return [
    `UPDATE ${table} SET duration_ms = ${books.dialect.script.since('started_at')} WHERE id = ${last};`,
  ];
}

/** The completed attempts at a revision. */
function attempts({ dialect }: BookkeepingNames, revision: string, direction: string): string {
  const { literal } = dialect.script;
  return `revision = ${literal(revision)} AND direction = ${literal(direction)} AND outcome = 'done'`;
}

/** What the revision changes of the version rows. */
export function versionRows(books: BookkeepingNames, { rows }: RevisionPlan): readonly string[] {
  const { literal } = books.dialect.script;
  const table = quotedTable(books, VERSION_TABLE);
  return [
    ...rows.gone.map((id) => `DELETE FROM ${table} WHERE version_num = ${literal(id)};`),
    ...rows.come.map((id) => `INSERT INTO ${table} (version_num) VALUES (${literal(id)});`),
  ];
}
