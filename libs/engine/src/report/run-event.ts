/** What a run tells while it goes on; renderers make lines of it. One of many tenants says which. */
export type RunEvent = OneRunEvent & { readonly tenant?: string };

type OneRunEvent =
  | {
      readonly kind: 'run-started';
      readonly direction: Direction;
      readonly environment: string;
      /** Without its password. */
      readonly url: string;
      /** What OpenTelemetry calls the database: `postgresql`, `sqlite`. */
      readonly system: string;
    }
  | { readonly kind: 'lock-waiting'; readonly holder: string }
  /** The lock of the database is held, after so long. */
  | { readonly kind: 'lock-taken'; readonly milliseconds: number }
  /** A connection pooler is between the run and the server. */
  | { readonly kind: 'pooler-seen' }
  | { readonly kind: 'backup-started' }
  | {
      readonly kind: 'backup-written';
      readonly file: string;
      readonly bytes: number;
      readonly restore: string;
    }
  | {
      readonly kind: 'revision-started';
      readonly revision: string;
      readonly message: string;
      readonly direction: Direction;
      readonly statements: number;
    }
  /** The running statement waits for these sessions; literals in their queries are masked. */
  | {
      readonly kind: 'blocked';
      /** Absent before the first revision. */
      readonly revision?: string;
      /** What is absent nobody knows. */
      readonly blockers: readonly {
        readonly pid?: number;
        readonly query?: string;
        readonly applicationName: string;
        /** Seconds since its transaction began. */
        readonly age?: number;
      }[];
    }
  /** A lock was not to be had: everything was rolled back, and is tried again after a pause. */
  | { readonly kind: 'lock-retry'; readonly revision: string; readonly milliseconds: number }
  /** The history could not be told how an attempt ended. */
  | {
      readonly kind: 'not-recorded';
      readonly revision: string;
      readonly outcome: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'statement';
      readonly revision: string;
      readonly position: number;
      readonly sql: string;
      /** Of code, its name; `sql` is no SQL then, but says that it runs. */
      readonly code?: string;
    }
  | { readonly kind: 'statement-finished'; readonly revision: string; readonly position: number }
  | {
      /** How far a backfill is; told at its beginning, at its end, and now and then between. */
      readonly kind: 'backfill';
      readonly table: string;
      /** Rows that were gone through, and those of them that were changed, runs before this one included. */
      readonly rows: number;
      readonly changed: number;
      /** An estimate; absent where the database has none. */
      readonly total?: number;
      readonly rowsPerSecond: number;
      readonly secondsLeft?: number;
    }
  | { readonly kind: 'revision-skipped'; readonly revision: string; readonly direction: Direction }
  | {
      readonly kind: 'revision-finished';
      readonly revision: string;
      readonly message: string;
      readonly statements: number;
      readonly direction: Direction;
      readonly milliseconds: number;
    }
  | {
      readonly kind: 'revision-failed';
      readonly revision: string;
      readonly direction: Direction;
      readonly reason: string;
    }
  | {
      readonly kind: 'tenant-finished';
      readonly outcome: string;
      readonly milliseconds: number;
      /** How many tenants are over with this one, how many of these failed, and how many there are. */
      readonly finished: number;
      readonly failed: number;
      readonly total: number;
      /** Why it failed. */
      readonly reason?: string;
    }
  /** Somebody wants a trace, and none was made, or it did not arrive; the run is as it is. */
  | { readonly kind: 'not-traced'; readonly code: string; readonly reason: string; readonly next: string };

export type Direction = 'upgrade' | 'downgrade';
