import { terminated } from '../kernel/terminated';
import { attemptRow, type Actor } from '../history/audit-log';
import {
  createHistoryTable,
  createProgressTable,
  createRunTable,
  createVersionTable,
  HISTORY_TABLE,
  PROGRESS_TABLE,
  VERSION_TABLE,
} from '../history/bookkeeping-tables';
import { fenceStart, stepRow, type StepRecord } from '../history/progress-store';
import { quotedTable, type BookkeepingNames } from '../history/version-store';
import type { RowValue } from '../operations/row-values';
import { checksumOf, type PlacedStep } from '../plan/groups';
import type { RevisionPlan } from '../plan/plan';
import { revisionChecksum } from '../revisions/files/checksum';

/** Whose script it is: what a history row says of those who run a revision, but for what only the database knows. */
export type ScriptActor = Omit<Actor, 'databaseUser' | 'osUser' | 'host'>;

/** Which revision, in which direction. */
type Attempted = Pick<RevisionPlan, 'file' | 'direction'>;

interface Context extends BookkeepingNames {
  readonly actor: ScriptActor;
}

/** The history says so of who ran a script: nobody can tell. */
const UNKNOWN = { databaseUser: '', osUser: 'script', host: '' };

/**
 * Bookkeeping tables, where they are not there.
 *
 * @param needs `all`: the database may have none; `progress`: a revision has a journal
 */
export function createBookkeeping(
  { dialect, schema }: BookkeepingNames,
  needs: { readonly all: boolean; readonly progress: boolean },
): readonly string[] {
  const { name } = dialect;
  return [
    ...(needs.all ? [...createVersionTable(name, schema), ...createHistoryTable(name, schema)] : []),
    ...(needs.progress ? createProgressTable(name, schema) : []),
    ...(needs.all ? createRunTable(name, schema) : []),
  ]
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
    fence: { sql: fenceIn(books, { file, direction }) },
    started_at: { sql: now },
    database_user: { sql: user },
  };
  return [insertion(table, row, literal)];
}

function insertion(
  table: string,
  row: Readonly<Record<string, RowValue>>,
  literal: (value: RowValue) => string,
): string {
  const values = Object.values(row).map((value) => literal(value));
  return `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')});`;
}

/** SQL for the name of the attempt at a revision, as long as it has no history row. */
function fenceIn(books: BookkeepingNames, { file, direction }: Attempted): string {
  const { revision } = file.header;
  const table = quotedTable(books, HISTORY_TABLE);
  const times = `(SELECT count(*) FROM ${table} WHERE ${attempts(books, revision, direction)})`;
  return `${books.dialect.script.literal(fenceStart(revision, direction))} || ${times}`;
}

/** The row of a step in the journal: a second runner that does the same step fails at it. */
export function journalRow(
  books: BookkeepingNames,
  plan: RevisionPlan,
  { index, step }: PlacedStep,
  state: StepRecord['state'],
): readonly string[] {
  const record = { step: index, stepsTotal: plan.steps.length, checksum: checksumOf(step), state };
  const row = { ...stepRow('', record), fence: { sql: fenceIn(books, plan) } };
  return [insertion(quotedTable(books, PROGRESS_TABLE), row, books.dialect.script.literal)];
}

/** What the journal says of a step that was begun. */
export function changeJournal(
  books: BookkeepingNames,
  plan: RevisionPlan,
  index: number,
  state: StepRecord['state'],
): readonly string[] {
  const { literal } = books.dialect.script;
  const table = quotedTable(books, PROGRESS_TABLE);
  return [
    `UPDATE ${table} SET state = ${literal(state)}, batch_cursor = NULL WHERE ${ofStep(books, plan, index)};`,
  ];
}

/** Notes how far a step has come that works in batches; the cursor is SQL. */
export function noteCursor(
  books: BookkeepingNames,
  plan: RevisionPlan,
  index: number,
  cursor: string,
): string {
  const table = quotedTable(books, PROGRESS_TABLE);
  return `UPDATE ${table} SET batch_cursor = ${cursor} WHERE ${ofStep(books, plan, index)}`;
}

function ofStep(books: BookkeepingNames, plan: RevisionPlan, index: number): string {
  return `fence = ${fenceIn(books, plan)} AND step = ${index}`;
}

/** Proves that nothing is done of a revision that has a journal: only a run can go on in the middle. */
export function proveUntouched(books: BookkeepingNames, plan: RevisionPlan): readonly string[] {
  const { revision } = plan.file.header;
  const { prove } = books.dialect.script;
  const table = quotedTable(books, PROGRESS_TABLE);
  return prove(
    `nothing of the ${plan.direction} of ${revision} is done`,
    `NOT EXISTS (SELECT 1 FROM ${table} WHERE fence = ${fenceIn(books, plan)})`,
  ).map(terminated);
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
