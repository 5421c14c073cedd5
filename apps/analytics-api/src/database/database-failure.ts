import { TimeLimitError } from './time-limit';

/** What went wrong in the database, as far as a client of the service can do something about it. */
export interface DatabaseFailure {
  /** `conflict`: what is there speaks against it. `unavailable`: the same request may succeed later. */
  readonly kind: 'conflict' | 'unavailable';
  /** A sentence of this file's own; what the database said may hold data, and stays in the log. */
  readonly reason: string;
}

const TAKEN = 'A value that must be unique is taken.';
const REFERENCE = 'It refers to something that does not exist, or something still refers to it.';

const CONFLICTS: Readonly<Record<string, string>> = {
  '23503': REFERENCE,
  '23505': TAKEN,
  SQLITE_CONSTRAINT_FOREIGNKEY: REFERENCE,
  SQLITE_CONSTRAINT_PRIMARYKEY: TAKEN,
  SQLITE_CONSTRAINT_UNIQUE: TAKEN,
};

const LOST = 'The connection to the database was lost.';
const UNREACHABLE = 'The database server cannot be reached.';
const STOPPED = 'The database server is starting up or shutting down.';
const CONTENTION = 'Others worked on the same data at the same time.';

const OUTAGES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database server refuses connections.',
  ECONNRESET: LOST,
  EPIPE: LOST,
  ENOENT: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  '08001': UNREACHABLE,
  '08003': LOST,
  '08006': LOST,
  '28000': 'The database server refuses the user.',
  '28P01': 'The database server refuses the credentials.',
  '3D000': 'The database does not exist.',
  '40001': CONTENTION,
  '40P01': CONTENTION,
  '53300': 'The database server has no connection left.',
  '57P01': STOPPED,
  '57P02': STOPPED,
  '57P03': STOPPED,
  SQLITE_BUSY: 'The database file is locked.',
  SQLITE_CANTOPEN: 'The database file cannot be opened.',
  SQLITE_CORRUPT: 'The database file is damaged.',
  SQLITE_IOERR: 'The database file cannot be read or written.',
  SQLITE_NOTADB: 'The database file is no SQLite database.',
};

/** The driver of PostgreSQL says these without a code. */
const OUTAGE_MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^timeout exceeded when trying to connect/i, 'No connection to the database became free in time.'],
  [/^connection terminated|^client has encountered a connection error/i, LOST],
];

/** What an error of the database means, or undefined where it is a fault of the service itself. */
export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  if (error instanceof AggregateError) return databaseFailure(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  if (error instanceof TimeLimitError) {
    return { kind: 'unavailable', reason: 'The database does not answer in time.' };
  }
  const code = codeOf(error);
  const conflict = CONFLICTS[code];
  if (conflict !== undefined) return { kind: 'conflict', reason: conflict };
  const outage =
    OUTAGES[code] ??
    OUTAGES[code.replace(/^(SQLITE_[A-Z]+)_.*$/, '$1')] ??
    OUTAGE_MESSAGES.find(([pattern]) => pattern.test(error.message))?.[1];
  return outage === undefined ? undefined : { kind: 'unavailable', reason: outage };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
