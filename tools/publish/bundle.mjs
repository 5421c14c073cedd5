import { isBuiltin } from 'node:module';
import { rolldown } from 'rolldown';

/**
 * Compiles TypeScript to few CommonJS files: what a command needs is read from the disk in a handful of pieces, and what
 * it does not need is not read. All entries share their chunks, so that a module is never there twice.
 *
 * @param {object} request
 * @param {Readonly<Record<string, string>>} request.entries source files by the name of what is written, without `.js`
 * @param {import('./packages.mjs').PublishedPackage} request.published
 * @param {string} request.folder
 * @returns {Promise<{ external: ReadonlySet<string>, bundled: ReadonlySet<string> }>} the packages that are imported, and
 *   the folders of those that became part of the code
 */
export async function bundle({ entries, published, folder }) {
  const build = await rolldown({
    cwd: folder,
    platform: 'node',
    input: entries,
    external: (name) => isExternal(name, published.bundled),
    tsconfig: false,
    // Chunks are cut by who needs them, wherever the sources wait with an import.
    checks: { ineffectiveDynamicImport: false },
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`The bundler warns: ${log.message}`);
    },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    exports: 'named',
    // Where a test runner loads the package, Jest above all, there is no import().
    dynamicImportInCjs: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    // Docstrings are in the declarations.
    comments: { legal: true, annotation: false, jsdoc: false },
    codeSplitting: {
      groups: published.chunks.map(([name, test], index) => ({
        name,
        test,
        priority: published.chunks.length - index,
      })),
    },
  });
  await build.close();
  return packagesOf(output);
}

/** Neither a file nor a package that is bundled. */
function isExternal(name, bundled) {
  if (/^[./\0]/.test(name) || /^[A-Za-z]:[\\/]/.test(name)) return false;
  return !bundled.includes(packageOf(name));
}

function packagesOf(output) {
  const imported = output.flatMap((chunk) => [
    ...(chunk.imports ?? []),
    ...(chunk.dynamicImports ?? []),
    // What is required in the middle of code, the bundler does not list.
    ...Array.from((chunk.code ?? '').matchAll(/\brequire\("([^"]+)"\)/g), ([, name]) => name),
  ]);
  const external = imported.filter((name) => !/^\.|\.js$/.test(name) && !isBuiltin(name)).map(packageOf);
  const modules = output.flatMap((chunk) => Object.keys(chunk.modules ?? {}));
  const bundled = modules.flatMap(
    (id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id) ?? [],
  );
  return { external: new Set(external), bundled: new Set(bundled) };
}

/** `@nx/devkit/testing` -> `@nx/devkit`. */
export function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
