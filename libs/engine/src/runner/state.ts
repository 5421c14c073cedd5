import { checksumsReading } from '../history/audit-log';
import { HISTORY_TABLE, PROGRESS_TABLE, RUN_TABLE, VERSION_TABLE } from '../history/bookkeeping-tables';
import { openRunReading, type OpenRun } from '../history/open-run';
import { partialReading, type PartialRevision } from '../history/progress-store';
import { versionsReading, type Bookkeeping } from '../history/version-store';
import type { Reading } from '../dialect/dialect';

/** What the bookkeeping of a database says before a run. */
export interface DatabaseState {
  /** The schema of the tables named, so that no setting of a session leads elsewhere. */
  readonly books: Bookkeeping;
  readonly versions: readonly string[];
  readonly partial: readonly PartialRevision[];
  /** The checksum that each revision had when it was last applied or stamped. */
  readonly checksums: ReadonlyMap<string, string>;
  /** A run that did not tell its end. */
  readonly open?: OpenRun;
  readonly hasVersionTable: boolean;
  readonly hasHistory: boolean;
}

/** Reads the bookkeeping as far as it is there, in two round trips. Creates nothing. */
export async function readState(books: Bookkeeping): Promise<DatabaseState> {
  const tables = [VERSION_TABLE, HISTORY_TABLE, PROGRESS_TABLE, RUN_TABLE];
  const { found, schema } = await books.dialect.findTables(books.session, tables, books.schema);
  const placed: Bookkeeping = schema === undefined ? books : { ...books, schema };
  const hasVersionTable = found.has(VERSION_TABLE);
  const hasHistory = found.has(HISTORY_TABLE);
  const versions = ifThere(hasVersionTable, versionsReading(placed), []);
  const partial = ifThere(hasHistory && found.has(PROGRESS_TABLE), partialReading(placed), []);
  const checksums = ifThere(hasHistory, checksumsReading(placed), new Map());
  const open = ifThere(hasHistory && found.has(RUN_TABLE), openRunReading(placed), undefined);
  const [first = [], second = [], third = [], fourth = []] = await books.session.queryEach(
    [versions, partial, checksums, open].map(({ sql }) => sql),
  );
  const lost = open.read(fourth);
  return {
    ...{ books: placed, hasVersionTable, hasHistory },
    versions: versions.read(first),
    partial: partial.read(second),
    checksums: checksums.read(third),
    ...(lost === undefined ? {} : { open: lost }),
  };
}

/** The reading of a table that may not be there. */
function ifThere<T>(isThere: boolean, reading: Reading<T>, otherwise: T): Reading<T> {
  return isThere ? reading : { sql: 'SELECT 1 WHERE 1 = 0', read: () => otherwise };
}
