import type { Session } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import { messageOf } from '../../kernel/caught';
import { loadDriver } from './driver';
import { asSqlite } from './session';

/**
 * Copies the database with SQLite's online backup (sqlite.org/backup.html), which gives the state of one moment while others
 * read and write, and checks the copy from end to end.
 *
 * @throws PlumblineError `backup-failed`
 */
export async function backup(session: Session, file: string): Promise<void> {
  const sqlite = asSqlite(session);
  const { displayUrl: url, path } = sqlite.target;
  if (path === ':memory:') {
    throw new PlumblineError('backup-failed', {
      url,
      reason: 'A database in memory is gone with its process.',
    });
  }
  try {
    await sqlite.copyTo(file);
    const Driver = loadDriver();
    const copy = new Driver(file, { readonly: true });
    try {
      const found = copy.pragma('integrity_check(1)', { simple: true });
      if (found !== 'ok') {
        throw new PlumblineError('backup-failed', { url, reason: `The copy is damaged: ${String(found)}` });
      }
    } finally {
      copy.close();
    }
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    const reason = messageOf(error);
    throw new PlumblineError('backup-failed', { url, reason }, { cause: error });
  }
}

/** The command that brings a backup back, for a person to complete. */
export function restoreCommand(file: string): string {
  return `sqlite3 <file> ".restore ${file}"`;
}
