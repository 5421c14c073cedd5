import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { messageOf } from '../kernel/caught';
import { ENGINE, loadModule } from './load-module';
import { parseConfig, type Config } from './parse-config';
import { evaluatePlainConfig } from './plain-config';

const FILE_NAMES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `plumbline.config.${ending}`);

/**
 * Finds the configuration file: the one that is named, else the nearest one in the folder, in its `migrations`
 * folder, or in the same places of the folders above.
 *
 * @throws PlumblineError `config-not-found`
 */
export function findConfig(cwd: string, named?: string): string {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (!existsSync(file)) throw new PlumblineError('config-not-found', { searched: [file] });
    return file;
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const place of [folder, join(folder, 'migrations')]) {
      const found = FILE_NAMES.map((name) => join(place, name)).find((file) => existsSync(file));
      if (found !== undefined) return found;
    }
    if (dirname(folder) === folder) break;
  }
  throw new PlumblineError('config-not-found', {
    searched: [`${resolve(cwd)}, its migrations folder and the folders above`],
  });
}

/**
 * Loads and checks a configuration file. Runs the file, which connects to nothing and loads no entities. A plain file runs
 * once more when its data source is asked for.
 *
 * @param file absolute path
 * @throws PlumblineError `invalid-config`
 */
export async function loadConfig(file: string): Promise<Config> {
  const plain = evaluatePlainConfig(file, await ENGINE.index());
  if (plain === undefined) return loadWithImports(file);
  const config = parseConfig(plain, file);
  if (config.dataSource === undefined) return config;
  let whole: Promise<Config> | undefined;
  return Object.freeze({
    ...config,
    dataSource: async (context) => {
      whole ??= loadWithImports(file);
      return (await whole).dataSource?.(context);
    },
  } satisfies Config);
}

/**
 * The configuration of any file, with functions that can import TypeScript.
 *
 * @param file absolute path
 * @param text what the file holds once it is written; read in place of the file
 * @throws PlumblineError `invalid-config`
 */
export async function loadWithImports(file: string, text?: string): Promise<Config> {
  let module: unknown;
  try {
    module = await loadModule(file, text);
  } catch (cause) {
    if (isPlumblineError(cause)) throw cause;
    const reason = messageOf(cause);
    throw new PlumblineError(
      'invalid-config',
      { file, problems: [`It cannot be loaded: ${reason}`] },
      { cause },
    );
  }
  return parseConfig(defaultExport(module), file);
}

/** The default export of a module, through the extra level that an ES module seen from CommonJS has. */
export function defaultExport(module: unknown): unknown {
  const outer = property(module, 'default');
  const inner = property(outer, 'default');
  return inner ?? outer ?? module;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
