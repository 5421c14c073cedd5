import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { PlumblineError } from '../errors/plumbline-error';
import type { ColumnHook, ObjectFilter } from '../model/comparison';
import { deepFreeze } from '../kernel/freeze';
import { splitWords } from '../kernel/words';
import { DIALECT_NAMES, type DialectName } from './database-url';
import type { EnvironmentConfig, OperationRewriter, TimeoutConfig, UserConfig } from './define-config';
import { DEFAULT_FILE_TEMPLATE, problemOfTemplate } from './file-template';
import { problemOf } from './problem-of';
import { tenantsSchema, text, urlSchema } from './tenant-entries';

/** A configuration that has been checked, with every default filled in and every path absolute. */
export interface Config {
  /** The configuration file, absolute. */
  readonly file: string;
  /** Its folder: what relative paths are relative to. */
  readonly directory: string;
  readonly versions: readonly string[];
  readonly dataSource?: NonNullable<UserConfig['dataSource']>;
  readonly dialects: readonly DialectName[];
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  readonly defaultEnvironment: string;
  /** The folder of backups, absolute. */
  readonly backups: string;
  readonly versionSchema?: string;
  readonly timeouts?: TimeoutConfig;
  readonly include?: NonNullable<UserConfig['include']>;
  readonly exclude?: NonNullable<UserConfig['exclude']>;
  readonly compareType?: NonNullable<UserConfig['compareType']>;
  readonly compareDefault?: NonNullable<UserConfig['compareDefault']>;
  readonly rewrite?: NonNullable<UserConfig['rewrite']>;
  readonly fileTemplate: string;
  /** Commands as words, each at least the program. */
  readonly postWrite: readonly (readonly string[])[];
  /** Absolute; absent where nothing is to be kept. */
  readonly cacheDirectory?: string;
}

const environment = v.strictObject({
  url: urlSchema,
  expect: v.optional(v.strictObject({ database: v.optional(text), host: v.optional(text) })),
  protected: v.optional(v.boolean('must be true or false')),
  tenants: v.optional(tenantsSchema),
});

const names = v.optional(v.array(text, 'must be a list of patterns'));
const patterns = v.strictObject({ schemas: names, tables: names, columns: names });
const fileTemplate = v.pipe(
  text,
  v.check(
    (template) => problemOfTemplate(template) === undefined,
    ({ input }) => problemOfTemplate(input) ?? '',
  ),
);
const command = v.pipe(
  v.union([v.string(), v.array(v.string())], 'must be a text or a list of words'),
  v.check((words) => (wordsOf(words)[0] ?? '') !== '', 'must name a program'),
);
const functionOf = <F>() => v.custom<F>((x) => typeof x === 'function', 'must be a function');

const seconds = v.optional(
  v.pipe(v.number('must be a number of seconds'), v.minValue(0.001, 'must be above 0')),
);

const schema = v.strictObject({
  versions: v.optional(
    v.union([text, v.pipe(v.array(text), v.minLength(1))], 'must be a folder or a list of folders'),
  ),
  dataSource: v.optional(
    v.custom<NonNullable<UserConfig['dataSource']>>((x) => typeof x === 'function', 'must be a function'),
  ),
  dialects: v.optional(
    v.pipe(
      v.array(v.picklist(DIALECT_NAMES, `must be one of ${DIALECT_NAMES.join(', ')}`)),
      v.minLength(1, 'must name at least one dialect'),
      v.check((all) => new Set(all).size === all.length, 'names a dialect twice'),
    ),
  ),
  environments: v.pipe(
    v.record(
      v.pipe(v.string(), v.regex(/^[A-Za-z][\w-]*$/, 'is not a name for an environment')),
      environment,
    ),
    v.check((all) => Object.keys(all).length > 0, 'must name at least one environment'),
  ),
  defaultEnvironment: v.optional(text),
  backups: v.optional(text),
  versionSchema: v.optional(text),
  timeouts: v.optional(v.strictObject({ lock: seconds, migration: seconds, runLock: seconds })),
  include: v.optional(v.union([patterns, functionOf<ObjectFilter>()], 'must be patterns or a function')),
  exclude: v.optional(patterns),
  compareType: v.optional(functionOf<ColumnHook>()),
  compareDefault: v.optional(functionOf<ColumnHook>()),
  rewrite: v.optional(functionOf<OperationRewriter>()),
  fileTemplate: v.optional(fileTemplate),
  postWrite: v.optional(v.array(command, 'must be a list of commands')),
  cacheDirectory: v.optional(v.union([text, v.literal(false)], 'must be a folder or false')),
});

/**
 * Checks what a configuration file exports: every problem at once, unknown keys included.
 *
 * @param value the default export of the file
 * @param file its path, absolute
 * @throws PlumblineError `invalid-config` with a line for each problem
 */
export function parseConfig(value: unknown, file: string): Config {
  const result = v.safeParse(schema, value);
  if (!result.success)
    throw new PlumblineError('invalid-config', { file, problems: result.issues.map(problemOf) });
  const given = result.output as UserConfig;
  const names = Object.keys(given.environments);
  const defaultEnvironment =
    given.defaultEnvironment ?? (names.length === 1 ? names[0] : undefined) ?? 'development';
  if (given.defaultEnvironment !== undefined && !names.includes(given.defaultEnvironment)) {
    const problem = `defaultEnvironment: '${given.defaultEnvironment}' is not one of ${names.join(', ')}`;
    throw new PlumblineError('invalid-config', { file, problems: [problem] });
  }
  const directory = dirname(file);
  const cacheDirectory = cacheOf(given, directory);
  const versions = typeof given.versions === 'string' ? [given.versions] : (given.versions ?? ['versions']);
  return deepFreeze({
    file,
    directory,
    versions: versions.map((folder) => resolve(directory, folder)),
    ...(given.dataSource === undefined ? {} : { dataSource: given.dataSource }),
    dialects: given.dialects ?? ['postgres'],
    environments: given.environments,
    defaultEnvironment,
    backups: resolve(directory, given.backups ?? 'backups'),
    ...(given.versionSchema === undefined ? {} : { versionSchema: given.versionSchema }),
    fileTemplate: given.fileTemplate ?? DEFAULT_FILE_TEMPLATE,
    postWrite: (given.postWrite ?? []).map(wordsOf),
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    ...present(given, ['timeouts', 'include', 'exclude', 'compareType', 'compareDefault', 'rewrite']),
  });
}

function cacheOf({ cacheDirectory }: UserConfig, directory: string): string | undefined {
  if (cacheDirectory === false) return undefined;
  return cacheDirectory === undefined ? defaultCacheFolder(directory) : resolve(directory, cacheDirectory);
}

/** Where a project keeps what it can make again: the nearest `node_modules`; nowhere without one. */
function defaultCacheFolder(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules', '.cache', 'plumbline');
    if (dirname(folder) === folder) return undefined;
  }
}

function wordsOf(command: string | readonly string[]): readonly string[] {
  return typeof command === 'string' ? splitWords(command) : command;
}

/** The keys that are there, as they are. */
function present<K extends keyof UserConfig>(given: UserConfig, keys: readonly K[]): Pick<UserConfig, K> {
  return Object.fromEntries(
    keys.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])),
  ) as Pick<UserConfig, K>;
}
