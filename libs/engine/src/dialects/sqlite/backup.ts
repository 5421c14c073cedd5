import type { BackupOptions, Session } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import { messageOf } from '../../kernel/caught';
import { loadDriver } from './driver';
import { asSqlite, type SqliteSession } from './session';

/**
 * Copies the database with SQLite's online backup (sqlite.org/backup.html), which gives the state of one moment while others
 * read and write, and checks the copy from end to end.
 *
 * @throws PlumblineError `backup-failed`
 */
export async function backup(session: Session, file: string, { signal }: BackupOptions): Promise<void> {
  const sqlite = asSqlite(session);
  const { displayUrl: url, path } = sqlite.target;
  if (path === ':memory:') {
    throw new PlumblineError('backup-failed', {
      url,
      reason: 'A database in memory is gone with its process.',
    });
  }
  try {
    await copy(sqlite, file, signal);
    const Driver = loadDriver();
    const copied = new Driver(file, { readonly: true });
    try {
      const found = copied.pragma('integrity_check(1)', { simple: true });
      if (found !== 'ok') {
        throw new PlumblineError('backup-failed', { url, reason: `The copy is damaged: ${String(found)}` });
      }
    } finally {
      copied.close();
    }
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    const reason = messageOf(error);
    throw new PlumblineError('backup-failed', { url, reason }, { cause: error });
  }
}

/** A copy that finds the file locked at its beginning ends without a word, and without a page. */
async function copy(session: SqliteSession, file: string, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const [row] = await session.query<{ readonly page_count: number }>('PRAGMA page_count');
    const pages = await session.copyTo(file, signal);
    if (pages > 0 || row?.page_count === 0) return;
    signal?.throwIfAborted();
  }
}

/** The command that brings a backup back, for a person to complete. */
export function restoreCommand(file: string): string {
  return `sqlite3 <file> ".restore ${file}"`;
}
