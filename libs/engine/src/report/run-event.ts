/** What a run tells while it goes on; renderers make lines of it. */
export type RunEvent =
  | { readonly kind: 'lock-waiting'; readonly holder: string }
  | {
      readonly kind: 'revision-started';
      readonly revision: string;
      readonly message: string;
      readonly direction: Direction;
      readonly statements: number;
    }
  | { readonly kind: 'statement'; readonly revision: string; readonly position: number; readonly sql: string }
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
