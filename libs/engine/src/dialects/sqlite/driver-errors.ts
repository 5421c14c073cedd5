import type { SqliteTarget } from '../../config/database-url';
import { PlumblineError } from '../../errors/plumbline-error';
import { maskLiterals } from './ddl-tokenizer';

/** What is read of an error of better-sqlite3; `code` is SQLite's extended result code, as `SQLITE_BUSY_SNAPSHOT`. */
interface DriverError {
  readonly message: string;
  readonly code?: string;
}

/** SQLite's result code (sqlite.org/rescode.html), or `undefined` for an error that is not SQLite's. */
export function resultCodeOf(error: unknown): string | undefined {
  const { code } = error as DriverError;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}

/** Whether another connection holds the database, so that trying again can help. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED)/.test(resultCodeOf(error) ?? '');
}

/** An error of opening the file. */
export function openError(error: unknown, target: SqliteTarget): PlumblineError {
  return (
    wayError(error, target) ??
    new PlumblineError(
      'database-unreachable',
      { url: target.displayUrl, reason: (error as DriverError).message },
      { cause: error },
    )
  );
}

/** An error of a statement: its values are hidden, and SQLite's own messages hold none. */
export function statementError(error: unknown, target: SqliteTarget, sql: string): PlumblineError {
  const way = wayError(error, target);
  if (way !== undefined) return way;
  const code = resultCodeOf(error);
  return new PlumblineError(
    'database-error',
    {
      message: (error as DriverError).message,
      ...(code === undefined ? {} : { sqlState: code }),
      statement: maskLiterals(sql),
    },
    { cause: error },
  );
}

/** What is wrong with the file and not with the statement. */
function wayError(error: unknown, target: SqliteTarget): PlumblineError | undefined {
  const code = resultCodeOf(error) ?? '';
  const url = target.displayUrl;
  if (code.startsWith('SQLITE_READONLY')) {
    return new PlumblineError(
      'read-only-database',
      { url, reason: (error as DriverError).message },
      { cause: error },
    );
  }
  const reason = code.startsWith('SQLITE_NOTADB')
    ? 'The file is not a SQLite database.'
    : code.startsWith('SQLITE_CANTOPEN')
      ? 'The file cannot be opened: it is a folder, or the rights of this user do not suffice.'
      : undefined;
  return reason === undefined
    ? undefined
    : new PlumblineError('database-unreachable', { url, reason }, { cause: error });
}
