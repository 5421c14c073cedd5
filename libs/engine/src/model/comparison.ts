import type { Column, QualifiedName } from './schema';

/** Something that is compared. */
export type ComparedObject =
  | { readonly kind: 'schema' | 'extension'; readonly name: string }
  | ({ readonly kind: 'table' | 'view' | 'enum' } & QualifiedName)
  | {
      readonly kind: 'column' | 'index' | 'constraint';
      readonly table: QualifiedName;
      /** Absent for a constraint without a name. */
      readonly name?: string;
    };

/** Whether an object takes part in the comparison. */
export type ObjectFilter = (object: ComparedObject) => boolean;

/** Patterns of names, in which `*` stands for any text: `audit.*`, `tmp_*`, `users.legacy_*`. */
export interface NamePatterns {
  readonly schemas?: readonly string[];
  /** Tables and views, with the schema before a dot where it is not the default one. */
  readonly tables?: readonly string[];
  /** With the table before a dot. */
  readonly columns?: readonly string[];
}

/** A column before and after, for a hook to judge. */
export interface ComparedColumn {
  readonly table: QualifiedName;
  /** As it is in the database, or as the revisions made it. */
  readonly from: Column;
  /** As the entities describe it. */
  readonly to: Column;
}

/**
 * Whether something of a column differs: `false` says that it does not, `true` that the words of the entities count,
 * `undefined` leaves it to the comparison (Alembic's protocol of `compare_type`).
 */
export type ColumnHook = (column: ComparedColumn) => boolean | undefined;
