import { list, stays, type ErrorTable } from './entry';

/** A run that was stopped, in a revision or between two. */
export interface Stopped {
  readonly revision?: string;
  readonly kept?: number;
  readonly rows?: number;
  readonly outside?: true;
}

/** Errors of the execution of a run: refused before anything ran, or stopped on the way. */
export interface ExecutionErrorData {
  'lock-lost': { readonly reason: string };
  'connection-lost': {
    readonly revision: string;
    readonly direction: 'upgrade' | 'downgrade';
    /** What was being done, from 1; beyond the last one it was the commit. */
    readonly statement: number;
    readonly total: number;
    readonly reason: string;
    /** Whether a new connection saw that it is committed; `unknown` where none could be had. */
    readonly committed: 'yes' | 'no' | 'unknown';
  };
  interrupted: Stopped;
  terminated: Stopped;
  'invalid-index': { readonly index: string; readonly table: string };
  'transaction-command': { readonly revision: string; readonly command: string };
  'refused-statement': { readonly revision: string; readonly reason: string };
  'not-transactional': { readonly revisions: readonly string[] };
  'partially-applied': {
    readonly revision: string;
    readonly direction: 'upgrade' | 'downgrade';
    readonly done: number;
  };
  'applied-part-edited': {
    readonly revision: string;
    readonly direction: 'upgrade' | 'downgrade';
    /** The first statement that is not what was run, from 1. */
    readonly statement: number;
    readonly done: number;
  };
  'unmanaged-database': { readonly revision: string; readonly tables: readonly string[] };
  'versions-lost': { readonly revisions: readonly string[] };
  'no-revision-files': { readonly folders: readonly string[]; readonly current: readonly string[] };
}

function stopped({ revision, kept, rows, outside }: Stopped): string {
  if (revision === undefined) return 'Nothing was running; what was applied before stays.';
  if (outside)
    return `The code of '${revision}' was cancelled; it ran without a transaction, and what it did stays.`;
  const rest = stays(kept, rows);
  return rest === undefined
    ? `'${revision}' was cancelled and rolled back; what was applied before it stays.`
    : `Of '${revision}' ${rest}; what ran was cancelled and rolled back.`;
}
const GO_ON = (): string => 'Run the same command again; it goes on where this run ended.';

export const executionErrors: ErrorTable<ExecutionErrorData> = {
  'lock-lost': {
    exit: 6,
    what: () => 'The lock of this run is lost; it stopped before the next revision.',
    why: (d) => `The connection that held it has ended: ${d.reason}`,
    next: () => 'Run the same command again; what is applied stays, and nothing is applied twice.',
  },
  'connection-lost': {
    exit: 5,
    what: (d) =>
      d.committed === 'yes'
        ? `The connection was lost after the ${d.direction} of '${d.revision}' was committed.`
        : `The connection was lost during the ${d.direction} of '${d.revision}', at ${
            d.statement > d.total ? 'its commit' : `statement ${d.statement} of ${d.total}`
          }.`,
    why: (d) => (d.committed === 'unknown' ? `${d.reason} Whether it was committed is not known.` : d.reason),
    next: () =>
      'Run the same command again when the server is back: it sees what was committed, and goes on from there.',
  },
  interrupted: {
    exit: 130,
    what: () => 'Interrupted (SIGINT).',
    why: stopped,
    next: GO_ON,
  },
  terminated: {
    exit: 143,
    what: () => 'Terminated (SIGTERM).',
    why: stopped,
    next: GO_ON,
  },
  'invalid-index': {
    exit: 5,
    what: (d) => `The index ${d.index} on ${d.table} is not valid after it was built.`,
    why: () => 'A concurrent build that fails, or is disturbed, leaves an index that nothing may use.',
    next: () => 'Run the same command again: it drops the index and builds it anew.',
  },
  'transaction-command': {
    exit: 7,
    what: (d) => `Revision '${d.revision}' has ${d.command} of its own; nothing was run.`,
    why: () =>
      'The engine begins and commits: only so a revision is applied whole, and recorded with what it did.',
    next: (d) =>
      `Take ${d.command} out. For a statement that must be outside of a transaction there is op.autocommit(), for a whole revision: export const transaction = 'none';`,
  },
  'refused-statement': {
    exit: 7,
    what: (d) => `Revision '${d.revision}' has a statement that would do harm; nothing was run.`,
    why: (d) => d.reason,
    next: () => 'Take it out of the revision, or correct it, and run the same command again.',
  },
  'not-transactional': {
    exit: 7,
    what: (d) => `${list(d.revisions)} cannot be part of one transaction; nothing was run.`,
    why: () =>
      "They have statements that run outside of a transaction, or say transaction = 'none'; --transaction all promises all or nothing.",
    next: () => 'Use --transaction each (the default); or upgrade to the revision before them first.',
  },
  'partially-applied': {
    exit: 7,
    what: (d) => `The ${d.direction} of '${d.revision}' is partial: ${d.done} of its statements are done.`,
    why: () => 'A run ended between statements that are not in one transaction. Only its rest may follow.',
    next: (d) =>
      `Finish it: plumbline ${d.direction} ${d.direction === 'upgrade' ? d.revision : `-1`}; or repair by hand and say where the database is then: plumbline stamp <revision>`,
  },
  'applied-part-edited': {
    exit: 4,
    what: (d) =>
      `Statement ${d.statement} of '${d.revision}' is not what was run: ${d.done} of its statements are applied.`,
    why: () => 'What is applied of a partial revision must stay as it is; only the rest may be edited.',
    next: (d) =>
      `Bring statements 1 to ${d.done} back as they were and run the same command again; or finish by hand and mark it: plumbline stamp <revision>`,
  },
  'unmanaged-database': {
    exit: 7,
    what: (d) => `The database has ${list(d.tables)} already, and no record of a revision; nothing was run.`,
    why: (d) =>
      `'${d.revision}' creates them. Either the database was made without revisions, or plumbline_version was lost.`,
    next: () =>
      'Say which revision it is at: plumbline stamp <revision>; a database that never had revisions: plumbline init --from-database',
  },
  'versions-lost': {
    exit: 7,
    what: () =>
      'The table plumbline_version is gone, and plumbline_history tells of applied revisions; nothing was run.',
    why: (d) => `Applied last: ${list(d.revisions)}. To begin anew would apply them a second time.`,
    next: () =>
      'Say where the database is: plumbline stamp <revision>; plumbline history --applied shows what was done.',
  },
  'no-revision-files': {
    exit: 4,
    what: (d) => `There is no revision file in ${list(d.folders)}.`,
    why: (d) =>
      `The database is at ${list(d.current)}: the files are missing here, as in an image without them.`,
    next: () => "Deploy the folder with the revision files, or correct 'versions' in the configuration.",
  },
};
