import type { Dialect, ServerInfo, Session } from '../../dialect/dialect';
import { backup, restoreCommand } from './backup';
import { canonicalise } from './canonicalise';
import { compile } from './compile';
import { maskLiterals } from './ddl-tokenizer';
import { expand } from './expand';
import { introspect } from './introspect';
import { lock } from './lock';
import { normalise } from './normalise';
import { ormDriver, ormError } from './orm-driver';
import { quote } from './quoting';
import { copySchema } from './rehearsal';
import { rowKey } from './row-key';
import { asSqlite, connect } from './session';
import { scriptTerms } from './script-terms';
import { effectsOf } from './statement-effects';
import { tableSizes } from './table-sizes';
import { begin, commit, rollback } from './transaction';

/** SQLite 3.37 or later through better-sqlite3. */
export const sqlite: Dialect = {
  name: 'sqlite',
  quote,
  placeholder: () => '?',
  connect: (target) => connect(target),
  serverInfo,
  introspect,
  normalise,
  canonicalise,
  surroundings,
  compile,
  renamesConstraints: false,
  buildsConcurrently: false,
  script: scriptTerms,
  viewsHoldColumns: false,
  copySchema,
  expand,
  maskLiterals,
  effectsOf,
  tableSizes,
  rowKey,
  backups: { ending: '.db', write: backup, restoreCommand },
  lock,
  begin,
  commit,
  rollback,
  ormDriver,
  ormError,
  defaultSchema: async () => undefined,
  hasTable,
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
