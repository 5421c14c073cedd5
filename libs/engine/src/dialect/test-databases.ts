import type { DatabaseTarget } from '../config/database-url';
import type { Variables } from '../config/variables';
import type { Session } from './dialect';

/** A database that is there for a test: empty, or a copy of what a template made. */
export interface CreatedDatabase {
  /** With its password, for whoever connects to it. */
  readonly url: string;
  readonly target: DatabaseTarget;
  /** What TypeORM's data source takes to connect to it. */
  readonly typeorm: TypeormConnection;
  /** Ends every connection to it and removes it; what is removed already is none of its business. */
  drop(): Promise<void>;
}

/** Options of a TypeORM data source that say where the database is. */
export type TypeormConnection =
  | { readonly type: 'postgres'; readonly url: string }
  | { readonly type: 'better-sqlite3'; readonly database: string };

/** What many databases begin as: made once, and copied. */
export interface Template {
  /** Of everything that decides what is in it. */
  readonly digest: string;
  /** Where templates that are files are kept; absolute. */
  readonly folder: string;
  /** Fills an empty database, and leaves no connection to it. */
  readonly fill: (url: string) => Promise<void>;
}

export interface CreateRequest {
  /** The URL of a server, and any database on it that one may connect to. */
  readonly server?: string;
  /** What the URL leaves out of a connection: libpq's variables. */
  readonly variables: Variables;
  readonly template?: Template;
}

/** How a dialect makes databases for tests, and what it knows of them. One module a dialect, loaded by tests alone. */
export interface TestDatabases {
  /** Whether they are on a server, which somebody has to name. */
  readonly needsServer: boolean;
  /**
   * Creates a database of its own, after it has removed those that killed runs left behind.
   *
   * @throws PlumblineError those of connecting; `database-error`, above all where the user may not create databases
   */
  create(request: CreateRequest): Promise<CreatedDatabase>;
  /** What the catalogue says, in its own words: a line for each thing, sorted. Whoever made it, whatever it is. */
  catalogueLines(session: Session, options?: CatalogueOptions): Promise<readonly string[]>;
}

export interface CatalogueOptions {
  /** Tables that are left out, by name. */
  readonly without?: readonly string[];
}
