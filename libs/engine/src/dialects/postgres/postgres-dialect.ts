import type { Dialect, ServerInfo, Session } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import { backup, restoreCommand } from './backup';
import { canonicalise } from './canonicalise';
import { SURROUNDINGS } from './catalogue-queries';
import { compile } from './compile';
import { interpret, introspect, readCatalogue } from './introspect';
import { lock } from './lock';
import { normaliseModel } from './normalise';
import { ormDriver, ormError } from './orm-driver';
import { rowKey } from './row-key';
import { quote } from './quoting';
import { maskLiterals } from './scan';
import { scriptTerms } from './script-terms';
import { effectsOf } from './statement-effects';
import { tableSizes } from './table-sizes';
import { monitor } from './monitor';
import { objection, runsOutside } from './outside';
import { runOutside } from './run-outside';
import { connect } from './connect';
import { statementsOf } from './tokens';
import { canRefer } from './types';
import { begin, commit, isTransient, resetSession, rollback, writeObstacle } from './transaction';

const CATALOGUES: Dialect['catalogues'] = {
  schema: 'pg_namespace',
  extension: 'pg_extension',
  enum: 'pg_enum',
  table: 'pg_class',
  view: 'pg_get_viewdef',
  column: 'pg_attribute',
  constraint: 'pg_constraint',
  index: 'pg_index',
};

/** PostgreSQL 14 to 18. */
export const postgres: Dialect = {
  name: 'postgres',
  system: 'postgresql',
  quote,
  placeholder: (position) => `$${position}`,
  connect,
  serverInfo,
  readCatalogue,
  interpret,
  introspect,
  catalogues: CATALOGUES,
  normalise: normaliseModel,
  canonicalise,
  surroundings,
  compile,
  statementsOf,
  renamesConstraints: true,
  buildsConcurrently: true,
  script: scriptTerms,
  canRefer,
  generatedHoldColumns: true,
  viewsHoldColumns: true,
  copySchema: async () => neverNeeded(),
  expand: async () => neverNeeded(),
  maskLiterals,
  effectsOf,
  tableSizes,
  rowKey,
  backups: { ending: '.dump', write: backup, restoreCommand },
  lock,
  writeObstacle,
  monitor,
  isTransient,
  begin,
  commit,
  rollback,
  resetSession,
  runsOutside,
  objection,
  runOutside,
  ormDriver,
  ormError,
  defaultSchema,
  hasTable,
  columnTypes,
  findTables,
};

/** PostgreSQL changes a table with plain statements: none of its steps waits for the live table. */
function neverNeeded(): never {
  throw new PlumblineError('internal', { message: 'a table change was to be expanded on PostgreSQL' });
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

async function columnTypes(
  session: Session,
  table: string,
  schema?: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ readonly name: string; readonly type: string }>(
    `SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
       FROM pg_catalog.pg_attribute a
       JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND n.nspname = coalesce($2::text, current_schema()::text)
        AND a.attnum > 0 AND NOT a.attisdropped`,
    [table, schema ?? null],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

async function findTables(
  session: Session,
  tables: readonly string[],
  schema?: string,
): Promise<{ readonly schema?: string; readonly found: ReadonlySet<string> }> {
  const [row] = await session.query<{ readonly place: string | null; readonly found: readonly string[] }>(
    `SELECT s.place, array(SELECT c.relname::text FROM pg_catalog.pg_class c
              WHERE c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'p')
                AND c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = s.place)) AS found
       FROM (SELECT coalesce($2::text, current_schema()::text) AS place) s`,
    [tables, schema ?? null],
  );
  return {
    found: new Set(row?.found),
    ...(row?.place === null || row === undefined ? {} : { schema: row.place }),
  };
}
