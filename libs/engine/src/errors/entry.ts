/**
 * The exit codes of the command, as `docs/errors.md` lists them: 0 done, 1 internal, 2 usage, 3 a difference or
 * something pending found by a check, 4 revision graph and files, 5 database, 6 lock not obtained, 7 refused, 130 and 143 stopped
 * by SIGINT and SIGTERM.
 */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 130 | 143;

/** What the catalogue says of an error: what happened, why, and what to type next. */
export interface ErrorEntry<Data> {
  readonly exit: ExitCode;
  readonly what: (data: Data) => string;
  readonly why: (data: Data) => string;
  readonly next: (data: Data) => string;
}

export type ErrorTable<DataByCode> = { readonly [Code in keyof DataByCode]: ErrorEntry<DataByCode[Code]> };

/** `a`, `a and b`, `a, b and c`; at most `limit` of them by name. */
export function list(values: readonly string[], limit = 8): string {
  const shown = values.length > limit ? [...values.slice(0, limit), `${values.length - limit} more`] : values;
  const last = shown.at(-1) ?? 'none';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

const GIVE_VALUES =
  'Give the rows a value before the column is NOT NULL (op.backfill(), or an UPDATE of your own)';

/** What to do about an error that says it by its SQLSTATE or SQLite's result code. */
const REMEDIES: Readonly<Record<string, string>> = {
  '53100': 'Make room on the disk of the server',
  '53300':
    'Let the server, the database and the user have more connections: a run has two, and a third to look who is in its way',
  '57P03': 'Wait until the server is up, then run the same command again',
  '42501': 'Grant the user of the URL what this needs, or take a user that may',
  '55P03':
    'End the transaction that is in the way, or wait for longer (DB_LOCK_TIMEOUT, DB_MIGRATION_TIMEOUT; in seconds)',
  '57014': 'Give the statement more time (DB_MIGRATION_TIMEOUT, in seconds)',
  XX001: 'Restore the newest backup: the server cannot read what it has written',
  XX002: 'Have the index rebuilt that is damaged (REINDEX)',
  '23502': GIVE_VALUES,
  SQLITE_CONSTRAINT_NOTNULL: GIVE_VALUES,
  SQLITE_CORRUPT:
    'Restore the newest backup of the file, or save what can be read of it (sqlite3 <file> .recover)',
  SQLITE_FULL: 'Make room on the disk of the file',
  SQLITE_IOERR: 'Look at the disk of the file, and at the limits of this process',
  SQLITE_BUSY: 'End the transaction of the other program that has the file locked',
};

/** What to do about what the database says; without a code that tells, what it refused is to be corrected. */
export function remedyFor(sqlState: string | undefined, otherwise: string): string {
  // SQLite's extended codes begin with the one that they are a case of (sqlite.org/rescode.html).
  return REMEDIES[sqlState ?? ''] ?? REMEDIES[/^SQLITE_[A-Z]+/.exec(sqlState ?? '')?.[0] ?? ''] ?? otherwise;
}

/**
 * What of a revision stays applied though it did not come to its end; `undefined` where nothing does.
 *
 * @param kept how many of its statements
 * @param rows how many rows were gone through in the batches of the next one that are done
 */
export function stays(kept = 0, rows?: number): string | undefined {
  const statements =
    kept === 0
      ? undefined
      : kept === 1
        ? 'statement 1 stays applied'
        : `statements 1 to ${kept} stay applied`;
  if (rows === undefined) return statements;
  const batches = `the batches of statement ${kept + 1} that are done`;
  const count = `(${rows} row${rows === 1 ? '' : 's'})`;
  return statements === undefined
    ? `${batches} stay applied ${count}`
    : `${statements}, and so do ${batches} ${count}`;
}
