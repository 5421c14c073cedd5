import { HISTORY_TABLE, PROGRESS_TABLE, VERSION_TABLE } from '../history/bookkeeping-tables';
import { readPartial, type PartialRevision } from '../history/progress-store';
import { selectVersions, type Bookkeeping } from '../history/version-store';

/** What the bookkeeping of a database says before a run. */
export interface DatabaseState {
  /** The schema of the tables named, so that no setting of a session leads elsewhere. */
  readonly books: Bookkeeping;
  readonly versions: readonly string[];
  readonly partial: readonly PartialRevision[];
  readonly hasVersionTable: boolean;
  readonly hasHistory: boolean;
}

/** Reads the bookkeeping as far as it is there. Creates nothing. */
export async function readState(books: Bookkeeping): Promise<DatabaseState> {
  const tables = [VERSION_TABLE, HISTORY_TABLE, PROGRESS_TABLE];
  const { found, schema } = await books.dialect.findTables(books.session, tables, books.schema);
  const placed: Bookkeeping = schema === undefined ? books : { ...books, schema };
  return {
    books: placed,
    hasVersionTable: found.has(VERSION_TABLE),
    hasHistory: found.has(HISTORY_TABLE),
    versions: found.has(VERSION_TABLE) ? await selectVersions(placed) : [],
    partial: found.has(PROGRESS_TABLE) && found.has(HISTORY_TABLE) ? await readPartial(placed) : [],
  };
}
