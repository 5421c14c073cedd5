import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Jiti, JitiOptions, TransformOptions } from 'jiti';

/** The engine as the files that it loads shall see it: the copy that runs, never a second one. */
export const ENGINE: Readonly<Record<'index' | 'migration', () => Promise<unknown>>> = {
  index: () => import('../index'),
  migration: () => import('../migration'),
};

/**
 * Loads a module of the user's, TypeScript or JavaScript, CommonJS or ES module, with the path mappings of the
 * nearest `tsconfig.base.json` or `tsconfig.json`. Files with decorators are compiled by the project's own
 * TypeScript where there is one, so that entities are what they are in the project's build.
 *
 * @param file absolute path
 * @param text what the file holds once it is written; read in place of the file
 * @returns the module's exports
 */
export async function loadModule(file: string, text?: string): Promise<unknown> {
  const jiti = await createLoader(file);
  return text === undefined ? jiti.import(file) : jiti.evalModule(text, { filename: file, async: true });
}

/**
 * Loads several modules in the same way, each when it is asked for.
 *
 * @param from the file that the modules are loaded for, absolute
 * @returns gives the exports of the file with an absolute path
 */
export async function moduleImporter(from: string): Promise<(file: string) => Promise<unknown>> {
  const jiti = await createLoader(from);
  return (file) => jiti.import(file);
}

/**
 * Loads modules in the same way, but at once: for what is required in the middle of other code. A module that awaits at
 * its top cannot be.
 *
 * @param from the file that the modules are loaded for, absolute
 * @returns gives the exports of the file with an absolute path
 */
export async function moduleRequirer(from: string): Promise<(file: string) => unknown> {
  const jiti = await createLoader(from);
  return (file) => jiti(file);
}

async function createLoader(file: string): Promise<Jiti> {
  const { createJiti } = await import('jiti');
  const tsconfig = findTsconfig(dirname(file));
  const plain = createJiti(file);
  const options: JitiOptions = {
    interopDefault: false,
    sourceMaps: true,
    // Part of the cache's key: what one compiler made must not be taken for the other's.
    cacheVersion: 'decorators-by-typescript',
    ...(tsconfig === undefined ? {} : { tsconfigPaths: tsconfig }),
    virtualModules: {
      '@plumbline/engine': await ENGINE.index(),
      '@plumbline/engine/migration': await ENGINE.migration(),
    },
    transform: (source) => ({ code: compileDecorated(source, file) ?? plain.transform(source) }),
  };
  return createJiti(file, options);
}

/**
 * What `tsc` makes of a file with decorators: Babel, which jiti brings, refuses fields that are declared with `!`.
 *
 * @param resolveFrom the file from which the project's TypeScript is looked for
 * @returns `undefined` where there are no decorators, or no TypeScript with an API (7.0 has none)
 */
function compileDecorated({ source, filename }: TransformOptions, resolveFrom: string): string | undefined {
  if (filename === undefined || !/\.[cm]?tsx?$/.test(filename) || !/^\s*@[A-Za-z_$]/m.test(source))
    return undefined;
  const ts = projectTypeScript(resolveFrom);
  if (ts === undefined) return undefined;
  const { outputText } = ts.transpileModule(source, {
    fileName: filename,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: false,
      esModuleInterop: true,
      inlineSourceMap: true,
    },
  });
  return outputText;
}

function projectTypeScript(resolveFrom: string): typeof import('typescript') | undefined {
  const require = createRequire(resolveFrom);
  let path: string;
  try {
    path = require.resolve('typescript');
  } catch {
    return undefined;
  }
  const ts = require(path) as Partial<typeof import('typescript')>;
  return ts.transpileModule === undefined ? undefined : (ts as typeof import('typescript'));
}

function findTsconfig(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    for (const name of ['tsconfig.base.json', 'tsconfig.json']) {
      const candidate = join(folder, name);
      if (existsSync(candidate)) return candidate;
    }
    if (dirname(folder) === folder) return undefined;
  }
}
