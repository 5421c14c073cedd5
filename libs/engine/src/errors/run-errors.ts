import { list, remedyFor, stays, type ErrorTable } from './entry';

/** Errors of a run: refused, not to be done, or found by a check. */
export interface RunErrorData {
  'irreversible-revision': { readonly revision: string; readonly reason: string };
  'lock-timeout': { readonly seconds: number; readonly holder: string };
  'unknown-applied-revision': { readonly revisions: readonly string[] };
  'not-at-head': { readonly current: readonly string[]; readonly pending: readonly string[] };
  'revision-failed': {
    readonly revision: string;
    readonly direction: 'upgrade' | 'downgrade';
    /** From 1. */
    readonly statement: number;
    readonly total: number;
    readonly reason: string;
    /** SQLSTATE, or SQLite's result code. */
    readonly sqlState?: string;
    /** Statements that stay applied, as they were not in the transaction of the one that failed. */
    readonly kept?: number;
    /** What failed is the commit, after all statements. */
    readonly atCommit?: true;
    /** Rows that were gone through in batches that are committed, of the statement that failed. */
    readonly rows?: number;
    /** What to do about what failed, where that is known. */
    readonly remedy?: string;
    /** All revisions of the run were in one transaction. */
    readonly whole?: true;
    /** What failed is code that ran without a transaction. */
    readonly outside?: true;
  };
  'version-conflict': { readonly revision: string; readonly expected: 'present' | 'absent' };
  'edited-revision': { readonly revisions: readonly string[] };
  'wrong-database': { readonly environment: string; readonly expected: string; readonly actual: string };
  'transaction-left': { readonly revision: string; readonly statement: string };
  'code-in-script': { readonly revision: string; readonly name: string };
  'backfill-refused': { readonly table: string; readonly reason: string };
  internal: { readonly message: string };
}

function remains({ kept, rows, whole, outside }: RunErrorData['revision-failed']): string {
  if (whole) return 'the whole run was rolled back';
  if (outside) return 'its code ran without a transaction, and what it did stays';
  return stays(kept, rows) ?? 'it was rolled back';
}

function correction({ kept, rows, whole, sqlState }: RunErrorData['revision-failed']): string {
  if (stays(kept, rows) === undefined) {
    const rest = whole ? '' : '; what went before it stays';
    return `${remedyFor(sqlState, 'Correct the revision or the data')}, then run the same command again${rest}.`;
  }
  const from = rows === undefined ? `, or the revision from statement ${(kept ?? 0) + 1} on` : '';
  return `${remedyFor(sqlState, `Correct the data${from}`)}, then run the same command again: it goes on there.`;
}

export const runErrors: ErrorTable<RunErrorData> = {
  'backfill-refused': {
    exit: 5,
    what: (d) => `The rows of ${d.table} cannot be gone through in batches.`,
    why: (d) => d.reason,
    next: () => "Give the table a key, or write one statement: op.execute('UPDATE …').",
  },
  'irreversible-revision': {
    exit: 7,
    what: (d) => `Revision '${d.revision}' cannot be undone.`,
    why: (d) => d.reason,
    next: () => 'Restore a backup, or write a new revision that goes forward. Nothing was changed.',
  },
  'lock-timeout': {
    exit: 6,
    what: (d) => `Another run holds the lock of this database; gave up after ${d.seconds} s.`,
    why: (d) => d.holder,
    next: () => 'Wait for it, or look into it; then run the same command again.',
  },
  'unknown-applied-revision': {
    exit: 4,
    what: (d) => `The database is at ${list(d.revisions)}, which no revision file has.`,
    why: () =>
      'The code is older than the database, or the file was deleted, or the database is another one.',
    next: () =>
      'Deploy the code that has the file; or, knowing what you do, set the revision: plumbline stamp --purge <revision>',
  },
  'not-at-head': {
    exit: 3,
    what: (d) => `The database is not at head: ${d.pending.length} revision(s) are pending.`,
    why: (d) => `It is at ${list(d.current)}; pending are ${list(d.pending)}.`,
    next: () => 'Apply them first: plumbline upgrade heads',
  },
  'revision-failed': {
    exit: 5,
    what: (d) =>
      `The ${d.direction} of '${d.revision}' failed at ${d.atCommit ? 'its commit' : `statement ${d.statement} of ${d.total}`}; ${remains(d)}.`,
    why: (d) => d.reason,
    next: (d) => d.remedy ?? correction(d),
  },
  'version-conflict': {
    exit: 5,
    what: (d) => `The version row of '${d.revision}' was expected to be ${d.expected} and is not.`,
    why: () =>
      'Somebody else changed the version table while this run went on; the revision was rolled back.',
    next: () => 'See where the database is (plumbline current), then run the same command again.',
  },
  'edited-revision': {
    exit: 4,
    what: (d) => `${list(d.revisions)} changed after being applied.`,
    why: () =>
      'The file of an applied revision has another checksum than it had then; the database does not follow an edit.',
    next: () =>
      'Bring the file back as it was (git log -p on it) and put the change into a new revision; or accept the file as it is: plumbline stamp <current revision>',
  },
  'wrong-database': {
    exit: 7,
    what: (d) => `The environment '${d.environment}' expects ${d.expected}, and this is ${d.actual}.`,
    why: () =>
      "The configuration pins the database under 'expect', so that a wrong URL cannot change a wrong database.",
    next: () => "Correct the URL, choose another --env, or change 'expect' in the configuration.",
  },
  'transaction-left': {
    exit: 7,
    what: (d) => `Revision '${d.revision}' ends the transaction it runs in.`,
    why: (d) => `This leaves the transaction, and was refused or undone with it: ${d.statement}`,
    next: () =>
      'Take COMMIT, ROLLBACK and END out of the revision; the engine commits when all of it is done.',
  },
  'code-in-script': {
    exit: 7,
    what: (d) => `Revision '${d.revision}' runs code, '${d.name}', which a script cannot.`,
    why: () => 'A script that left it out would mark the revision as applied without its data.',
    next: (d) =>
      `Print scripts for what is before and after it (plan --sql a:b), and apply it in between: plumbline upgrade ${d.revision}`,
  },
  internal: {
    exit: 1,
    what: (d) => `Something unforeseen happened: ${d.message}`,
    why: () => 'This is a fault of Plumbline.',
    next: () => 'Run it again with --verbose and report what it prints.',
  },
};
