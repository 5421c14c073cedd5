import type { EntityMetadata } from 'typeorm';
import type { DialectName } from '../config/database-url';
import type {
  Check,
  Column,
  ColumnType,
  DefaultValue,
  EnumType,
  Exclusion,
  Table,
  View,
} from '../model/schema';

/** TypeORM's description of a column; its package does not export the type by a name. */
export type EntityColumn = EntityMetadata['columns'][number];

/** The part of TypeORM's driver that knows what the types of entities mean. */
export interface TypeNormaliser {
  /** The database of the data source, or its file. */
  readonly database?: string;
  normalizeType(column: EntityColumn): string;
  normalizeDefault(column: Pick<EntityColumn, 'default'>): string | undefined;
}

/** What is known of a data source beside its entities. */
export interface SourceFacts {
  readonly driver: TypeNormaliser;
  readonly namingStrategy: { primaryKeyName(table: string, columns: string[]): string };
  /** The options that the data source was built with. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The schema that has no name in the model; `public` without it. */
  readonly defaultSchema?: string;
}

/** How the value of a column comes about. */
export type Generation = Pick<Column, 'identity' | 'autoIncrement' | 'default'> & { readonly type?: string };

/** The type of a column, and the enum type that it needs. */
export interface TypeUse {
  readonly type: ColumnType;
  readonly enumType?: EnumType;
}

/**
 * What entities mean in the words of one dialect. One file a dialect; the rest of the folder knows no dialect's
 * name.
 */
export interface EntityTerms {
  readonly dialect: DialectName;
  /** The npm package that TypeORM loads for it. */
  readonly driverPackage: string;
  /** The `type` of data sources of this dialect; the first is taken where the given one has another. */
  readonly dataSourceTypes: readonly [string, ...string[]];
  /** Options that a data source gets whose own are for another database. */
  readonly defaultOptions: Readonly<Record<string, unknown>>;
  /** Options of a data source that works on a connection that is there. */
  readonly connectedOptions: Readonly<Record<string, unknown>>;
  /** Options that only this dialect has a meaning for. */
  readonly ownOptions: readonly string[];

  identifier(name: string): string;
  /** `undefined` for the default schema. */
  schemaOf(entity: EntityMetadata, facts: SourceFacts): string | undefined;
  typeOf(column: EntityColumn, facts: SourceFacts): TypeUse;
  /** `undefined` where no value is generated. */
  generationOf(column: EntityColumn, facts: SourceFacts): Generation | undefined;
  defaultOf(column: EntityColumn, type: ColumnType, facts: SourceFacts): DefaultValue | undefined;
  collationOf(column: EntityColumn): string | undefined;
  comment(text: string | undefined): string | undefined;
  /** The name of a primary key; `undefined` where it has none. */
  primaryKeyName(entity: EntityMetadata, facts: SourceFacts): string | undefined;
  /** Checks that stand for the values of a column. */
  valueChecks(column: EntityColumn): readonly Check[];
  exclusionsOf(entity: EntityMetadata): readonly Exclusion[];
  /** Whether constraints other than foreign keys can be deferred. */
  readonly defersUniques: boolean;
  /** The method of an index; `undefined` for the usual one. */
  indexMethod(index: { readonly type?: string; readonly isSpatial?: boolean }): string | undefined;
  isWithoutRowid(entity: EntityMetadata): boolean;
  /** Whether a view can store its rows, and have indexes on them. */
  readonly storesViews: boolean;
  /** The extensions that the schema needs, in any order. */
  extensionsOf(objects: readonly (Table | View)[], facts: SourceFacts): readonly string[];
}
