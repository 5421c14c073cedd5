import type { ColumnDefinition } from '../operations/definitions';
import { recordOperations } from '../operations/recorder';
import type { Operation } from '../operations/operation';
import type { DialectName } from '../config/database-url';

/** Names of the engine's own tables. */
export const VERSION_TABLE = 'plumbline_version';
export const HISTORY_TABLE = 'plumbline_history';
export const PROGRESS_TABLE = 'plumbline_progress';
export const RUN_TABLE = 'plumbline_run';
/** Alembic's own version table, in a database that was under its care; it is no part of a schema. */
export const ALEMBIC_TABLE = 'alembic_version';

/** The bookkeeping tables as operations, in the words of revision files. */
export function createVersionTable(dialect: DialectName, schema: string | undefined): readonly Operation[] {
  return recordOperations((op) => {
    op.createTable(named(VERSION_TABLE, schema), {
      columns: [{ name: 'version_num', type: 'varchar(32)' }],
      primaryKey: { name: 'plumbline_version_pkey', columns: ['version_num'] },
      comment: 'The revisions that this database is at, one row for each head. Written by Plumbline.',
    });
  }, dialect);
}

/** Who ran, from where, with what. */
const ACTOR: readonly ColumnDefinition[] = [
  { name: 'database_user', type: 'text' },
  { name: 'os_user', type: 'text' },
  { name: 'host', type: 'text' },
  { name: 'git_commit', type: 'varchar(64)', nullable: true },
  { name: 'tool_version', type: 'varchar(40)' },
];

const OUTCOME: ColumnDefinition = { name: 'outcome', type: 'varchar(20)' };

export function createHistoryTable(dialect: DialectName, schema: string | undefined): readonly Operation[] {
  return recordOperations((op) => {
    op.createTable(named(HISTORY_TABLE, schema), {
      columns: [
        {
          name: 'id',
          type: 'bigint',
          identity: 'always',
          on: { sqlite: { type: 'integer', autoIncrement: true } },
        },
        // One completed attempt has it, failed ones have none: a second runner that lost the lock stops here.
        { name: 'fence', type: 'varchar(80)', nullable: true },
        { name: 'revision', type: 'varchar(32)' },
        { name: 'direction', type: 'varchar(10)' },
        OUTCOME,
        { name: 'started_at', type: 'timestamptz', on: { sqlite: { type: 'datetime' } } },
        { name: 'duration_ms', type: 'integer' },
        { name: 'lock_wait_ms', type: 'integer' },
        { name: 'statements_applied', type: 'integer' },
        { name: 'statements_total', type: 'integer' },
        { name: 'failed_statement', type: 'integer', nullable: true },
        { name: 'sql_state', type: 'varchar(40)', nullable: true },
        { name: 'error', type: 'text', nullable: true },
        ...ACTOR,
        { name: 'checksum', type: 'char(64)', nullable: true },
        { name: 'environment', type: 'text' },
      ],
      primaryKey: { name: 'plumbline_history_pkey', columns: ['id'] },
      uniques: [{ name: 'plumbline_history_fence_key', columns: ['fence'] }],
      comment: 'Every attempt to apply or undo a revision; rows are only ever added. Written by Plumbline.',
    });
  }, dialect);
}

/** How a history table of an older version becomes this one's. */
export function widenHistoryTable(dialect: DialectName, schema: string | undefined): readonly Operation[] {
  return recordOperations((op) => {
    op.alterColumn(named(HISTORY_TABLE, schema), { from: { ...OUTCOME, type: NARROW_OUTCOME }, to: OUTCOME });
  }, dialect);
}

/** The type of `outcome` before attempts could be interrupted, where the database holds a text to its length. */
export const NARROW_OUTCOME = 'character varying(10)';

/**
 * How far a revision has come whose statements are not in one transaction: a row for each of them that is done, or
 * that is being run. The fence is that of the history row which the revision has in the end.
 */
export function createProgressTable(dialect: DialectName, schema: string | undefined): readonly Operation[] {
  return recordOperations((op) => {
    op.createTable(named(PROGRESS_TABLE, schema), {
      columns: [
        { name: 'fence', type: 'varchar(80)' },
        { name: 'step', type: 'integer' },
        { name: 'steps_total', type: 'integer' },
        { name: 'checksum', type: 'char(64)' },
        { name: 'state', type: 'varchar(10)' },
        { name: 'batch_cursor', type: 'text', nullable: true },
      ],
      primaryKey: { name: 'plumbline_progress_pkey', columns: ['fence', 'step'] },
      comment:
        'The statements that are done of revisions that are not in one transaction. Written by Plumbline.',
    });
  }, dialect);
}

/** The run that has begun and has not told its end: one row, or none. */
export function createRunTable(dialect: DialectName, schema: string | undefined): readonly Operation[] {
  return recordOperations((op) => {
    op.createTable(named(RUN_TABLE, schema), {
      columns: [
        { name: 'history_id', type: 'bigint' },
        { name: 'direction', type: 'varchar(10)' },
        { name: 'revisions', type: 'text' },
        { name: 'started_at', type: 'timestamptz', on: { sqlite: { type: 'datetime' } } },
        { name: 'lock_wait_ms', type: 'integer' },
        ...ACTOR,
        { name: 'environment', type: 'text' },
      ],
      primaryKey: { name: 'plumbline_run_pkey', columns: ['history_id'] },
      comment: 'The run that goes on, or was killed; empty after every other. Written by Plumbline.',
    });
  }, dialect);
}

function named(name: string, schema: string | undefined): string | { schema: string; name: string } {
  return schema === undefined ? name : { schema, name };
}
