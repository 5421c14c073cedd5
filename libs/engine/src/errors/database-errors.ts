import { list, remedyFor, type ErrorTable } from './entry';

/** Errors that a database, its driver or the way to it gives. URLs in the data have passed the redactor. */
export interface DatabaseErrorData {
  'database-unreachable': {
    readonly url: string;
    readonly reason: string;
    /** Of a server that answers, and lets nobody in. */
    readonly sqlState?: string;
  };
  'authentication-failed': { readonly url: string; readonly user: string };
  'database-missing': { readonly url: string; readonly database: string };
  'driver-missing': { readonly driver: string };
  'database-error': {
    /** The message of the server, without its DETAIL. */
    readonly message: string;
    /** SQLSTATE, or SQLite's result code. */
    readonly sqlState?: string;
    /** The statement, with its literals masked. */
    readonly statement?: string;
  };
  'read-only-database': { readonly url: string; readonly reason: string };
  'foreign-key-violations': {
    readonly violations: readonly {
      readonly table: string;
      readonly parent: string;
      readonly rows: number;
    }[];
  };
  'rebuild-refused': { readonly table: string; readonly reason: string };
  'no-default-schema': { readonly url: string; readonly searchPath: readonly string[] };
  'tenant-schema-missing': {
    readonly tenant: string;
    readonly schema: string;
    readonly current?: string;
  };
  'extension-unavailable': { readonly extension: string; readonly url: string };
}

export const databaseErrors: ErrorTable<DatabaseErrorData> = {
  'database-unreachable': {
    exit: 5,
    what: (d) => `The database at ${d.url} cannot be reached.`,
    why: (d) => d.reason,
    next: (d) =>
      `${remedyFor(
        d.sqlState,
        'Check that the server runs and that host and port are right; of a file, that the path is right and may be read',
      )}.`,
  },
  'authentication-failed': {
    exit: 5,
    what: (d) => `The server at ${d.url} refuses the user '${d.user}'.`,
    why: () => 'The password is wrong, or the server does not let this user in from here (pg_hba.conf).',
    next: () => 'Check user and password of the URL; percent-encode special characters in the password.',
  },
  'database-missing': {
    exit: 5,
    what: (d) => `There is no database '${d.database}' at ${d.url}.`,
    why: () =>
      'Plumbline never creates a PostgreSQL database: a mistyped name must not become a new database.',
    next: (d) => `Create it (createdb ${d.database}), or correct the URL.`,
  },
  'driver-missing': {
    exit: 5,
    what: (d) => `The package '${d.driver}' is not installed.`,
    why: () => 'The engine opens its own connection with it.',
    next: (d) => `npm install ${d.driver}`,
  },
  'database-error': {
    exit: 5,
    what: (d) => `The database says: ${d.message}${d.sqlState === undefined ? '' : ` (${d.sqlState})`}`,
    why: (d) => (d.statement === undefined ? 'It refused a statement.' : `It refused: ${d.statement}`),
    next: (d) =>
      `${remedyFor(d.sqlState, 'Correct the revision or the data')}, then run the same command again.`,
  },
  'read-only-database': {
    exit: 5,
    what: (d) => `The database at ${d.url} cannot be written.`,
    why: (d) => d.reason,
    next: () => 'Run against the primary, or with a user and a file that may write.',
  },
  'foreign-key-violations': {
    exit: 5,
    what: () => 'The change would leave rows that point nowhere; it was rolled back.',
    why: (d) => d.violations.map((v) => `${v.rows} row(s) of ${v.table} have no ${v.parent}`).join('; '),
    next: () => 'Delete or correct these rows, then run the same command again.',
  },
  'rebuild-refused': {
    exit: 5,
    what: (d) => `The table '${d.table}' cannot be rebuilt safely; nothing was changed.`,
    why: (d) => d.reason,
    next: () => 'Change the table by hand in an --empty revision with op.execute().',
  },
  'no-default-schema': {
    exit: 5,
    what: (d) => `The database at ${d.url} has no schema to create anything in.`,
    why: (d) =>
      d.searchPath.length === 0
        ? 'None of the schemas of the search path exists.'
        : `The search path is ${list(d.searchPath)}, and no such schema exists.`,
    next: (d) =>
      `Create it: CREATE SCHEMA "${d.searchPath[0] ?? 'public'}"; or correct search_path in the URL.`,
  },
  'tenant-schema-missing': {
    exit: 5,
    what: (d) => `The schema '${d.schema}' of the tenant '${d.tenant}' is not there, or may not be used.`,
    why: (d) =>
      d.current === undefined
        ? 'No schema of the search path exists.'
        : `Names without a schema would be those of '${d.current}'. A pooler that takes no options at the start does the same.`,
    next: (d) =>
      `Create it: CREATE SCHEMA "${d.schema}"; or give the user USAGE and CREATE on it, or take the tenant off the list.`,
  },
  'extension-unavailable': {
    exit: 5,
    what: (d) => `The server at ${d.url} does not have the extension '${d.extension}'.`,
    why: () =>
      'CREATE EXTENSION installs into a database what is on the machine of the server, and there it is not.',
    next: () =>
      `Install its package on the server (on Debian postgresql-contrib, or one named like the extension), or use a type that does not need it; what there is: SELECT name FROM pg_available_extensions.`,
  },
};
