/**
 * The schema model: what a database holds, as readonly values. The words are PostgreSQL's. A model is in the
 * terms of one dialect; the same entities give one model for each.
 */

/** SQL text, as against a literal value. */
export interface SqlText {
  readonly sql: string;
}

/** A default: a literal, or SQL text. `null` as a literal is the same as no default and is not used. */
export type DefaultValue = string | number | boolean | SqlText;

/** A reference to an enum type, as the type of a column. */
export interface EnumRef {
  readonly enum: string;
  readonly schema?: string;
  readonly array?: true;
}

/** A type in the dialect's own words (`varchar(255)`, `timestamptz`, `text[]`), or an enum type. */
export type ColumnType = string | EnumRef;

export interface GeneratedColumn {
  readonly expression: string;
  readonly stored: boolean;
}

/** Columns are NOT NULL unless `nullable`. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable?: true;
  readonly default?: DefaultValue;
  /** PostgreSQL: `GENERATED … AS IDENTITY`. */
  readonly identity?: 'always' | 'by default';
  /** PostgreSQL: a `serial` (an owned sequence); SQLite: `AUTOINCREMENT` on the single INTEGER primary key. */
  readonly autoIncrement?: true;
  readonly generated?: GeneratedColumn;
  readonly collation?: string;
  readonly comment?: string;
}

export type Deferrable = 'initially immediate' | 'initially deferred';

/**
 * PostgreSQL: set where the rows that were there before the constraint have not been checked yet; new ones are (manual,
 * ALTER TABLE, under NOT VALID).
 */
export type NotValid = true;

export interface PrimaryKey {
  /** Absent on SQLite where the constraint has no name. */
  readonly name?: string;
  readonly columns: readonly string[];
}

export interface Unique {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly deferrable?: Deferrable;
  readonly nullsNotDistinct?: true;
}

export interface Check {
  readonly name?: string;
  /** Without the outer `CHECK ( … )`. */
  readonly expression: string;
  readonly notValid?: NotValid;
}

/** PostgreSQL only. */
export interface Exclusion {
  readonly name: string;
  /** What follows the word EXCLUDE, as in `USING gist (room WITH =, during WITH &&)`. */
  readonly expression: string;
  readonly deferrable?: Deferrable;
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface ForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references: {
    readonly schema?: string;
    readonly table: string;
    readonly columns: readonly string[];
  };
  /** `no action` is the default and is left out. */
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  readonly deferrable?: Deferrable;
  readonly notValid?: NotValid;
}

/** A column's name, or an expression or a column with what differs from the index method's default. */
export type IndexKey =
  | string
  | {
      readonly column?: string;
      readonly expression?: string;
      readonly order?: 'desc';
      readonly nulls?: 'first' | 'last';
      readonly opclass?: string;
      readonly collation?: string;
    };

export interface Index {
  readonly name: string;
  readonly keys: readonly IndexKey[];
  readonly unique?: true;
  readonly where?: string;
  /** `btree` is the default and is left out. */
  readonly method?: string;
  readonly include?: readonly string[];
  readonly nullsNotDistinct?: true;
}

/** The schema that every PostgreSQL database has from its beginning, and the default one unless something else is said. */
export const PUBLIC_SCHEMA = 'public';

/** A schema-qualified name; without `schema` it is in the default schema. */
export interface QualifiedName {
  readonly schema?: string;
  readonly name: string;
}

export interface Table extends QualifiedName {
  readonly columns: readonly Column[];
  readonly primaryKey?: PrimaryKey;
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  readonly exclusions: readonly Exclusion[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  readonly comment?: string;
  /** SQLite only. */
  readonly withoutRowid?: true;
  /** SQLite only. */
  readonly strict?: true;
}

/** What a table is beside its columns and constraints; SQLite only. */
export type TableOptions = Pick<Table, 'withoutRowid' | 'strict'>;

/** The options of a table, without the rest. */
export function optionsOf({ withoutRowid, strict }: TableOptions): TableOptions {
  return { ...(withoutRowid ? { withoutRowid } : {}), ...(strict ? { strict } : {}) };
}

/** PostgreSQL only. */
export interface EnumType extends QualifiedName {
  readonly values: readonly string[];
}

export interface View extends QualifiedName {
  /** The query, as in `SELECT id FROM users`: what follows AS, without a semicolon. */
  readonly definition: string;
  /** PostgreSQL only: what the query gave is stored until it is refreshed. */
  readonly materialized?: true;
  /** Of a materialized view. */
  readonly indexes: readonly Index[];
}

export interface SchemaModel {
  /** Named schemas beside the default one. */
  readonly schemas: readonly string[];
  /** PostgreSQL only: the extensions that are installed, or needed. */
  readonly extensions: readonly string[];
  readonly enums: readonly EnumType[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
}

export const EMPTY_SCHEMA: SchemaModel = Object.freeze({
  schemas: Object.freeze([]),
  extensions: Object.freeze([]),
  enums: Object.freeze([]),
  tables: Object.freeze([]),
  views: Object.freeze([]),
});

/** The constraint as it is once all rows have been checked. */
export function validated<T extends Check | ForeignKey>(constraint: T): T {
  if (constraint.notValid === undefined) return constraint;
  const { notValid: _notValid, ...rest } = constraint;
  return rest as T;
}

export function isSqlText(value: unknown): value is SqlText {
  return typeof value === 'object' && value !== null && 'sql' in value;
}

export function isEnumRef(type: ColumnType): type is EnumRef {
  return typeof type !== 'string';
}

/** A name for people and for map keys: `users`, `audit.users`. */
export function displayName(name: QualifiedName): string {
  return name.schema === undefined ? name.name : `${name.schema}.${name.name}`;
}

export function isSameName(a: QualifiedName, b: QualifiedName): boolean {
  return a.name === b.name && a.schema === b.schema;
}

/** The `{ schema?, name }` of anything that has one, without the rest. */
export function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return schema === undefined ? { name } : { schema, name };
}
