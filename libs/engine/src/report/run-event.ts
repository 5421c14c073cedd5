/** What a run tells while it goes on; renderers make lines of it. */
export type RunEvent =
  | { readonly kind: 'lock-waiting'; readonly holder: string }
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
  | { readonly kind: 'statement'; readonly revision: string; readonly position: number; readonly sql: string }
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
    };

export type Direction = 'upgrade' | 'downgrade';
