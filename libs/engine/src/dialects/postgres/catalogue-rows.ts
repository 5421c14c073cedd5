/** The rows that the catalogue queries give, as the session's type parsers make them. OIDs are text. */

/** The schemas that are read, by OID, and what the model calls them: `undefined` is the default schema. */
export type SchemaNames = ReadonlyMap<string, string | undefined>;

export interface SchemaRow {
  readonly current: string | null;
  readonly extensions: readonly string[] | null;
  readonly oid: string;
  readonly name: string;
}

export interface TableRow {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly comment: string | null;
}

export interface ColumnRow {
  readonly table: string;
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** The default, or what a generated column is generated from. */
  readonly expression: string | null;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly enum: string | null;
  readonly enumSchema: string | null;
  readonly isEnumArray: boolean | null;
  readonly collation: string | null;
  readonly comment: string | null;
  readonly sequences: readonly string[] | null;
}

/** `pg_constraint.confdeltype`: no action, restrict, cascade, set null, set default; a space for none. */
export type ActionCode = 'a' | 'r' | 'c' | 'n' | 'd' | ' ';

export interface ConstraintRow {
  readonly table: string;
  readonly name: string;
  readonly kind: 'p' | 'u' | 'c' | 'x' | 'f';
  readonly columns: readonly number[] | null;
  readonly deferrable: 'initially deferred' | 'initially immediate' | null;
  readonly expression: string | null;
  readonly notValid: boolean;
  readonly foreignName: string | null;
  readonly foreignSchema: string | null;
  readonly foreignColumns: readonly string[] | null;
  readonly onDelete: ActionCode;
  readonly onUpdate: ActionCode;
  readonly nullsNotDistinct: boolean | null;
}

export interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly where: string | null;
  readonly nullsNotDistinct: boolean | null;
  /** JSON of {@link IndexKeyRow}s. */
  readonly keys: string;
}

export interface IndexKeyRow {
  readonly number: number;
  readonly flags: number | null;
  readonly expression: string | null;
  readonly opclass: string | null;
  readonly collation: string | null;
}

export interface ViewRow {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly materialized: boolean;
  readonly definition: string;
}

export interface EnumRow {
  readonly schema: string;
  readonly name: string;
  readonly values: readonly (string | null)[];
}
