import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The engine as the files that it loads shall see it: the copy that runs, never a second one. */
const engine = (entry: 'index' | 'migration'): unknown => require(`../${entry}`) as unknown;

/**
 * Loads a module of the user's, TypeScript or JavaScript, CommonJS or ES module, with the path mappings of the
 * nearest `tsconfig.base.json` or `tsconfig.json`. TypeScript goes through jiti, whose emit leaves the exports of a
 * module live, so that entities may import each other in a circle.
 *
 * @param file absolute path
 * @returns the module's exports
 */
export async function loadModule(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const tsconfig = findTsconfig(dirname(file));
  const jiti = createJiti(file, {
    interopDefault: false,
    sourceMaps: true,
    ...(tsconfig === undefined ? {} : { tsconfigPaths: tsconfig }),
    virtualModules: {
      '@plumbline/engine': engine('index'),
      '@plumbline/engine/migration': engine('migration'),
    },
  });
  return jiti.import(file);
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
