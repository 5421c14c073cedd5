import type { Dialect, ServerInfo, Session } from '../../dialect/dialect';
import { backup, restoreCommand } from './backup';
import { objection, runsOutside, statementsOf } from './outside';
import { canonicalise } from './canonicalise';
import { compile } from './compile';
import { maskLiterals } from './ddl-tokenizer';
import { expand } from './expand';
import { interpret, introspect, readCatalogue } from './introspect';
import { lock } from './lock';
import { monitor } from './monitor';
import { normalise } from './normalise';
import { ormDriver, ormError } from './orm-driver';
import { quote } from './quoting';
import { copySchema } from './rehearsal';
import { rowKey } from './row-key';
import { connect } from './connect';
import { asSqlite } from './session';
import { scriptTerms } from './script-terms';
import { effectsOf } from './statement-effects';
import { tableSizes } from './table-sizes';
import { begin, commit, resetSession, rollback, writeObstacle } from './transaction';

/** It has no schemas, extensions and enum types; all that it keeps of the rest is the text of a statement. */
const CATALOGUES: Dialect['catalogues'] = {
  schema: 'sqlite_schema',
  extension: 'sqlite_schema',
  enum: 'sqlite_schema',
  table: 'sqlite_schema',
  view: 'sqlite_schema',
  column: 'pragma_table_xinfo',
  constraint: 'sqlite_schema',
  index: 'sqlite_schema',
};

/** SQLite 3.37 or later through better-sqlite3. */
export const sqlite: Dialect = {
  name: 'sqlite',
  system: 'sqlite',
  quote,
  placeholder: () => '?',
  connect: (target) => connect(target),
  serverInfo,
  readCatalogue,
  interpret,
  introspect,
  catalogues: CATALOGUES,
  normalise,
  canonicalise,
  surroundings,
  compile,
  statementsOf,
  renamesConstraints: false,
  buildsConcurrently: false,
  script: scriptTerms,
  canRefer: () => true,
  generatedHoldColumns: false,
  viewsHoldColumns: false,
  copySchema,
  expand,
  maskLiterals,
  effectsOf,
  tableSizes,
  rowKey,
  backups: { ending: '.db', write: backup, restoreCommand },
  lock,
  writeObstacle,
  monitor,
  // Waiting for the one lock of a file is BEGIN's, which tries again by itself.
  isTransient: () => false,
  begin,
  commit,
  rollback,
  ormDriver,
  ormError,
  defaultSchema: async () => undefined,
  resetSession,
  runsOutside,
  objection,
  runOutside: async (session, sql) => {
    await session.query(sql);
  },
  hasTable,
  columnTypes,
  findTables,
};

/** SQLite knows no users. */
async function serverInfo(session: Session): Promise<ServerInfo> {
  const [row] = await session.query<{ readonly version: string }>('SELECT sqlite_version() AS version');
  return { version: `SQLite ${row?.version ?? ''}`, database: asSqlite(session).target.path, user: '' };
}

/** SQLite keeps texts as they are written, and knows no types and operators but its own. */
async function surroundings(session: Session): Promise<string> {
  const [row] = await session.query<{ readonly id: string }>('SELECT sqlite_source_id() AS id');
  return row?.id ?? '';
}

async function hasTable(session: Session, table: string): Promise<boolean> {
  const rows = await session.query(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)",
    [table],
  );
  return rows.length > 0;
}

async function columnTypes(session: Session, table: string): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ readonly name: string; readonly type: string }>(
    'SELECT name, lower(type) AS type FROM pragma_table_info(?)',
    [table],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

async function findTables(
  session: Session,
  tables: readonly string[],
): Promise<{ readonly found: ReadonlySet<string> }> {
  const rows = await session.query<{ readonly name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN (${tables.map(() => '?').join(', ')})`,
    tables,
  );
  return { found: new Set(rows.map(({ name }) => name)) };
}
