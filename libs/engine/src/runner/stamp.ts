import { PROGRESS_TABLE } from '../history/bookkeeping-tables';
import { recordAttempt, type Actor } from '../history/audit-log';
import { closePartial } from '../history/progress-store';
import { ensureTables, purgeVersions, writeVersions, type Bookkeeping } from '../history/version-store';
import { changeBetween } from '../revisions/graph/version-rows';

/**
 * Writes version rows without running anything, and a history row for each revision that is now a row. What was
 * partially done is done with.
 *
 * @param change the rows before and after, and the checksum of each revision's file; `purge` empties the table first
 */
export async function stampVersions(
  books: Bookkeeping,
  actor: Actor,
  change: {
    readonly from: readonly string[];
    readonly to: readonly string[];
    readonly checksums: ReadonlyMap<string, string>;
    readonly purge: boolean;
  },
): Promise<void> {
  const { dialect, session } = books;
  await dialect.begin(session);
  try {
    await ensureTables(books, { progress: false, run: false });
    if (await dialect.hasTable(session, PROGRESS_TABLE, books.schema)) await closePartial(books);
    if (change.purge) await purgeVersions(books);
    await writeVersions(books, changeBetween(change.purge ? [] : change.from, change.to));
    for (const revision of change.to) {
      const checksum = change.checksums.get(revision);
      await recordAttempt(books, actor, {
        revision,
        direction: 'stamp',
        outcome: 'done',
        startedAt: new Date(),
        durationMs: 0,
        lockWaitMs: 0,
        statementsApplied: 0,
        statementsTotal: 0,
        ...(checksum === undefined ? {} : { checksum }),
      });
    }
    await dialect.commit(session);
  } catch (error) {
    await dialect.rollback(session);
    throw error;
  }
}
