import type { DataSourceOptions, EntitySchema } from 'typeorm';
import type { DialectName } from '../../../src/config/database-url';

/** A class with decorators, or an EntitySchema. */
export type EntityDefinition = EntitySchema | (new () => object);

type PerDialect<T> = Partial<Readonly<Record<DialectName, T>>>;

/** A difference from what TypeORM makes, line by line, and why it is there. */
export interface Unlike {
  readonly reason: string;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** What is known of a shape where it is not just the same. */
export interface Exceptions {
  /** A part of the message with which the engine refuses the entities. */
  readonly refused?: PerDialect<string>;
  /** A part of the message with which TypeORM's own synchronize() fails: there is nothing to compare with. */
  readonly typeormFails?: PerDialect<string>;
  readonly unlike?: PerDialect<Unlike>;
  /** A part of the message with which TypeORM's comparison fails on our database, with the reason. */
  readonly comparisonFails?: PerDialect<{ readonly reason: string; readonly message: string }>;
}

/** A set of entities that must hold the promises on each database where it exists. */
export interface Shape extends Exceptions {
  readonly name: string;
  /** Where it exists; on both without it. */
  readonly on?: readonly DialectName[];
  /** Called once for each database, so that no case knows the classes of another. */
  readonly entities: (dialect: DialectName) => readonly EntityDefinition[];
  /** More options of the data source. */
  readonly options?: Partial<DataSourceOptions>;
  /** What takes the place of the exceptions on TypeORM 0.3. */
  readonly onTypeorm03?: Exceptions;
}

/** A change of entities over rows that must survive it. */
export interface Pair {
  readonly name: string;
  readonly on?: readonly DialectName[];
  readonly before: (dialect: DialectName) => readonly EntityDefinition[];
  readonly after: (dialect: DialectName) => readonly EntityDefinition[];
  readonly options?: Partial<DataSourceOptions>;
  /** Statements that fill the old schema. */
  readonly rows: readonly string[];
  /** What is read in the new schema, and in the old one when it is back. */
  readonly read: string;
  /** What is read there where it must be something else: the new schema has other names. */
  readonly readBack?: string;
  readonly rowsAfter: readonly Row[] | PerDialect<readonly Row[]>;
  readonly rowsBack: readonly Row[] | PerDialect<readonly Row[]>;
  /** The kinds of the operations, where a case is about them. */
  readonly kinds?: PerDialect<readonly string[]>;
}

export type Row = Readonly<Record<string, unknown>>;

/** What a case says for a dialect. */
export function rowsFor(rows: Pair['rowsBack'], dialect: DialectName): readonly Row[] {
  if (Array.isArray(rows)) return rows as readonly Row[];
  const found = (rows as PerDialect<readonly Row[]>)[dialect];
  if (found === undefined) throw new Error(`no rows for ${dialect}`);
  return found;
}
