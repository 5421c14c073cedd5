import type { Dialect, ServerInfo, Session } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import { backup, restoreCommand } from './backup';
import { canonicalise } from './canonicalise';
import { SURROUNDINGS } from './catalogue-queries';
import { compile } from './compile';
import { introspect } from './introspect';
import { lock } from './lock';
import { normaliseModel } from './normalise';
import { ormDriver, ormError } from './orm-driver';
import { rowKey } from './row-key';
import { quote } from './quoting';
import { connect, PostgresSession } from './session';
import { maskLiterals } from './scan';
import { scriptTerms } from './script-terms';
import { effectsOf } from './statement-effects';
import { tableSizes } from './table-sizes';

/** PostgreSQL 14 to 18. */
export const postgres: Dialect = {
  name: 'postgres',
  quote,
  placeholder: (position) => `$${position}`,
  connect,
  serverInfo,
  introspect,
  normalise: normaliseModel,
  canonicalise,
  surroundings,
  compile,
  renamesConstraints: true,
  buildsConcurrently: true,
  script: scriptTerms,
  viewsHoldColumns: true,
  copySchema: async () => neverNeeded(),
  expand: async () => neverNeeded(),
  maskLiterals,
  effectsOf,
  tableSizes,
  rowKey,
  backups: { ending: '.dump', write: backup, restoreCommand },
  lock,
  begin: async (session) => {
    await session.query('BEGIN');
  },
  commit,
  rollback: async (session) => {
    await session.query('ROLLBACK');
  },
  ormDriver,
  ormError,
  defaultSchema,
  hasTable,
};

/** PostgreSQL changes a table with plain statements: none of its steps waits for the live table. */
function neverNeeded(): never {
  throw new PlumblineError('internal', { message: 'a table change was to be expanded on PostgreSQL' });
}

/** COMMIT of a failed transaction rolls back and says nothing; here that is an error. */
async function commit(session: Session): Promise<void> {
  const hasFailed = session instanceof PostgresSession && session.hasFailed();
  await session.query('COMMIT');
  if (hasFailed) {
    throw new PlumblineError('database-error', {
      message: 'a statement of the transaction had failed, so nothing of it was kept',
      sqlState: '25P02',
    });
  }
}

async function serverInfo(session: Session): Promise<ServerInfo> {
  const [row] = await session.query<ServerInfo>(
    `SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) AS version,
            current_database() AS database, current_user AS "user"`,
  );
  if (row === undefined)
    throw new PlumblineError('internal', { message: 'the server says nothing of itself' });
  return row;
}

/** The first schema of the search path that exists. */
async function defaultSchema(session: Session): Promise<string | undefined> {
  const [row] = await session.query<{ readonly name: string | null }>('SELECT current_schema() AS name');
  return row?.name ?? undefined;
}

async function surroundings(session: Session): Promise<string> {
  const [row] = await session.query<{ readonly digest: string }>(SURROUNDINGS);
  return row?.digest ?? '';
}

async function hasTable(session: Session, table: string, schema?: string): Promise<boolean> {
  const rows = await session.query(
    `SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND n.nspname = coalesce($2::text, current_schema()::text) AND c.relkind IN ('r', 'p')`,
    [table, schema ?? null],
  );
  return rows.length > 0;
}
