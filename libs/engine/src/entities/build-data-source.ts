import { createRequire } from 'node:module';
import type { EntityMetadata } from 'typeorm';
import { PlumblineError } from '../errors/plumbline-error';
import { withEntityFiles } from './entity-files';
import type { EntityTerms, SourceFacts } from './entity-terms';

export interface ReadEntitiesOptions {
  /** The file that gave the data source: named in errors, and where `typeorm` is looked for. An absolute path. */
  readonly resolveFrom: string;
  /** The schema that is meant where none is named, and which has no name in the model; `public` without it. */
  readonly defaultSchema?: string;
}

/** A data source whose metadata has been built, and which never connects. */
export interface BuiltDataSource extends SourceFacts {
  readonly entityMetadatas: readonly EntityMetadata[];
}

type Options = Readonly<Record<string, unknown>>;
type Constructor = new (options: Options) => SourceFacts & { buildMetadatas(): Promise<void> };

interface GivenSource {
  readonly construct: Constructor;
  readonly options: Options;
}

/** Where a database is and how it is reached, in any dialect. None of it matters: nothing connects. */
const CONNECTION_OPTIONS = [
  ...[
    'url',
    'host',
    'hostname',
    'port',
    'username',
    'user',
    'password',
    'database',
    'socketPath',
    'ssl',
    'sid',
  ],
  ...[
    'extra',
    'replication',
    'poolSize',
    'connectTimeoutMS',
    'applicationName',
    'poolErrorHandler',
    'driver',
  ],
  ...[
    'nativeDriver',
    'nativeBinding',
    'key',
    'prepareDatabase',
    'verbose',
    'statementVerboseLog',
    'readonly',
  ],
  ...[
    'fileMustExist',
    'enableWAL',
    'timeout',
    'busyTimeout',
    'busyErrorRetry',
    'flags',
    'location',
    'autoSave',
  ],
  ...[
    'autoSaveCallback',
    'useLocalForage',
    'logger',
    'isolationLevel',
    'uuidExtension',
    'schema',
    'parseInt8',
  ],
  ...['useUTC', 'installExtensions', 'extensions', 'baseDirectory', 'sqlJsConfig', 'charset', 'timezone'],
];

/** What a data source does beside describing entities, and is not to do. */
const QUIET: Options = {
  subscribers: [],
  migrations: [],
  migrationsRun: false,
  synchronize: false,
  dropSchema: false,
  logging: false,
  cache: false,
};

/**
 * Builds the metadata of the entities for a dialect in a new data source, made by the user's own class, so that
 * one that adapts itself to the dialect does so. Nothing connects, and no subscriber or migration is loaded.
 *
 * @throws PlumblineError `invalid-data-source`, `typeorm-missing`, `driver-missing`, `no-entity-files`, `entities-refused`
 */
export async function buildDataSource(
  source: unknown,
  terms: EntityTerms,
  { resolveFrom }: ReadEntitiesOptions,
): Promise<BuiltDataSource> {
  try {
    const built = await newDataSource(source, terms, { resolveFrom });
    await built.buildMetadatas();
    return built as unknown as BuiltDataSource;
  } catch (cause) {
    throw refusal(cause, terms);
  } finally {
    keepActiveRecords(source);
  }
}

/**
 * A data source of the user's own class, with the user's options for the dialect, and with others in place of some.
 *
 * @throws PlumblineError `invalid-data-source`, `typeorm-missing`, `no-entity-files`, and what TypeORM or a file of entities throws
 */
export async function newDataSource(
  source: unknown,
  terms: EntityTerms,
  { resolveFrom, replaced = {} }: ReadEntitiesOptions & { readonly replaced?: Options },
): Promise<InstanceType<Constructor>> {
  const { construct, options } = readSource(source, resolveFrom);
  const own = await withEntityFiles(optionsFor(terms, options), resolveFrom);
  return new construct({ ...own, ...replaced });
}

function readSource(source: unknown, file: string): GivenSource {
  if (isRecord(source)) {
    const { options, constructor: construct } = source;
    if (isRecord(options) && typeof source['buildMetadatas'] === 'function') {
      return { construct: construct as unknown as Constructor, options };
    }
    if (typeof source['type'] === 'string') return { construct: loadDataSourceClass(file), options: source };
  }
  const reason = 'It gives neither a DataSource nor the options of one.';
  throw new PlumblineError('invalid-data-source', { file, reason });
}

/** The class out of the user's own copy of TypeORM. */
function loadDataSourceClass(file: string): Constructor {
  const require = createRequire(file);
  let path: string;
  try {
    path = require.resolve('typeorm');
  } catch (cause) {
    throw new PlumblineError('typeorm-missing', { from: file }, { cause });
  }
  return (require(path) as { DataSource: Constructor }).DataSource;
}

function optionsFor(terms: EntityTerms, given: Options): Options {
  const type = String(given['type']);
  const isOfDialect = terms.dataSourceTypes.includes(type);
  const left = new Set(CONNECTION_OPTIONS.filter((key) => !(isOfDialect && terms.ownOptions.includes(key))));
  const kept = Object.entries(given).filter(([key]) => !left.has(key));
  return {
    ...terms.defaultOptions,
    ...Object.fromEntries(kept),
    ...QUIET,
    type: isOfDialect ? type : terms.dataSourceTypes[0],
  };
}

/** What TypeORM says against the entities, as an error of the catalogue. */
export function refusal(cause: unknown, { dialect, driverPackage }: EntityTerms): PlumblineError {
  if (cause instanceof PlumblineError) return cause;
  const reason =
    cause instanceof Error || isRecord(cause) ? String(cause['message' as never]) : String(cause);
  if (cause instanceof Error && cause.constructor.name === 'DriverPackageNotInstalledError') {
    const driver = /npm install ([^\s"]+)/.exec(reason)?.[1] ?? driverPackage;
    return new PlumblineError('driver-missing', { driver }, { cause });
  }
  return new PlumblineError('entities-refused', { dialect, reason }, { cause });
}

/** Building metadata binds active records to the new data source; those of one in use go back to it. */
export function keepActiveRecords(source: unknown): void {
  if (isRecord(source) && source['isInitialized'] === true) bindActiveRecords(source as unknown as Described);
}

interface Described {
  readonly entityMetadatas: readonly { readonly target: unknown }[];
}

/** Lets the active records among the entities of a data source work with it. */
export function bindActiveRecords(source: Described): void {
  for (const { target } of source.entityMetadatas) {
    const bind = (target as { useDataSource?: unknown } | undefined)?.useDataSource;
    if (typeof bind === 'function') bind.call(target, source);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
