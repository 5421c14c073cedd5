import type { ColumnHook, NamePatterns, ObjectFilter } from '../model/comparison';
import type { Operation } from '../operations/operation';
import type { DialectName } from './database-url';

/** A value that is read from the environment when it is needed, and not when the configuration is loaded. */
export interface EnvReference {
  readonly env: string;
  readonly default?: string;
}

/**
 * Names an environment variable, with the value that stands for it where it is not set.
 *
 * @param name the variable
 * @param defaultValue without one, a command that needs the variable ends with `missing-variable`
 */
export function env(name: string, defaultValue?: string): EnvReference {
  return defaultValue === undefined ? { env: name } : { env: name, default: defaultValue };
}

/**
 * A tenant: a schema of the environment's database (PostgreSQL), which a text names as well, or a database of its own.
 * Without a name a schema is called as it is.
 */
export type TenantConfig =
  | string
  | { readonly name?: string; readonly schema: string }
  | { readonly name: string; readonly url: string | EnvReference };

/**
 * The tenants of an environment: a list, a function that gives one, or a query on the environment's database whose rows
 * have a column `schema` or `url`, and may have a column `name`.
 */
export type TenantsConfig =
  | readonly TenantConfig[]
  | ((context: {
      readonly environment: string;
    }) => Promise<readonly TenantConfig[]> | readonly TenantConfig[])
  | { readonly query: string };

/** One database of the project. */
export interface EnvironmentConfig {
  /** `postgresql://…` or `sqlite:///…`; a relative SQLite path is relative to the configuration file. */
  readonly url: string | EnvReference;
  /** A guard against the wrong database: commands that connect refuse another one. */
  readonly expect?: { readonly database?: string; readonly host?: string };
  /** Whether what loses data needs a confirmation. Default: only of the environment that is called `production`. */
  readonly protected?: boolean;
  /** The schemas or databases that `--tenants` goes through. `docs/tenants.md` has the details. */
  readonly tenants?: TenantsConfig;
}

/** How long a run may wait, in seconds. */
export interface TimeoutConfig {
  /** For a lock that a statement needs, before it gives way and is tried again. Default: 5. `DB_LOCK_TIMEOUT` wins. */
  readonly lock?: number;
  /** For one statement, and for trying it again. Default: 600. `DB_MIGRATION_TIMEOUT` wins. */
  readonly migration?: number;
  /** For another run to end. Default: 60. `DB_RUN_LOCK_TIMEOUT` wins. */
  readonly runLock?: number;
}

/** Gives other operations for those that a comparison found. */
export type OperationRewriter = (
  operations: readonly Operation[],
  context: { readonly dialect: DialectName },
) => readonly Operation[];

/** What `plumbline.config.ts` exports. `docs/configuration.md` describes every key. */
export interface UserConfig {
  /** The folders of the revision files, relative to the configuration file. Default: `versions`. */
  readonly versions?: string | readonly string[];
  /**
   * A function that gives the module of the data source, a DataSource, its options, or a function of either (it is
   * given `{ dialect }`). Called only by commands that need the entities.
   */
  readonly dataSource?: (context: { readonly dialect: DialectName }) => unknown;
  /** The databases that each revision serves; the first is the one whose definitions are written plainly. */
  readonly dialects?: readonly DialectName[];
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  /** The environment used without `--env`. Default: `development`, or the only one. */
  readonly defaultEnvironment?: string;
  /** The folder of backups, relative to the configuration file. Default: `backups`. */
  readonly backups?: string;
  /** The schema of the version and history tables (PostgreSQL). Default: the default schema. */
  readonly versionSchema?: string;
  /** How long a run may wait. */
  readonly timeouts?: TimeoutConfig;
  /** What the comparison is about: patterns of names, or a function that is asked about each object. */
  readonly include?: NamePatterns | ObjectFilter;
  /** What the comparison leaves alone, on both sides. */
  readonly exclude?: NamePatterns;
  /** Whether a column's type, or its default, differs: `false` says no, `true` that the entities' words count. */
  readonly compareType?: ColumnHook;
  readonly compareDefault?: ColumnHook;
  /** Changes what a comparison found, before it is reported or written. */
  readonly rewrite?: OperationRewriter;
  /** How a revision file is called, without `.ts`. Default: `{year}{month}{day}-{hour}{minute}_{revision}_{slug}`. */
  readonly fileTemplate?: string;
  /**
   * Commands that are run on each new revision file, formatters above all: words, or a text that is parted into words.
   * `{file}` is its path; without it the path is the last word. No shell is involved.
   */
  readonly postWrite?: readonly (string | readonly string[])[];
  /**
   * Where the schema that the entities describe is kept, relative to the configuration file; `false` for nowhere.
   * Default: `.cache/plumbline` in the nearest `node_modules`.
   */
  readonly cacheDirectory?: string | false;
}

/** Gives a configuration back as it is, with its type checked in the editor. */
export function defineConfig(config: UserConfig): UserConfig {
  return config;
}
