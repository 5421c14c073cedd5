// What is published, and how the parts of each package are cut into files.
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * @typedef {object} PublishedPackage
 * @property {string} root its folder in the workspace
 * @property {readonly (readonly [name: string, beginnings: RegExp])[]} chunks the files that its code is cut into, in the
 *   order in which they take modules: each takes those that match, and whatever these import, as far as it is left
 * @property {Readonly<Record<string, string>>} programs modules that start a thread or a process of their own: source files by the
 *   name of what is written, without `.js`
 * @property {readonly string[]} bundled packages that become part of it, since every start of it would load them
 * @property {readonly string[]} assets files that are copied as they are
 * @property {readonly string[]} lists JSON files that Nx reads: of executors, generators and migrations, with their modules
 */

/** @type {Readonly<Record<string, PublishedPackage>>} */
export const PACKAGES = {
  engine: {
    root: 'libs/engine',
    chunks: [
      // What inference in Nx reads.
      ['command-table', /\/src\/commands\/command-spec\.ts$/],
      // What the files of a user import.
      ['api', /\/src\/(index|migration)\.ts$/],
      // `--version`, `--help`, and the beginning of every command.
      ['start', /\/src\/cli\/start\.ts$/],
      // Commands that read revision files and connect to nothing.
      ['files', /\/src\/(commands\/history|render\/[^/]+)\.ts$/],
      // What a deployment runs.
      ['run', /\/src\/commands\/(upgrade|current|status|stamp)\.ts$/],
      // What both dialects have in common, and what is left of the kernel.
      ['dialect', /\/src\/(dialect|kernel)\/[^/]+\.ts$/],
      ['postgres', /\/src\/dialects\/postgres\/postgres-dialect\.ts$/],
      ['sqlite', /\/src\/dialects\/sqlite\/sqlite-dialect\.ts$/],
      // What goes through many databases, on top of what a deployment runs.
      ['tenants', /\/src\/commands\/over-tenants\.ts$/],
      // What compares, writes and judges: a developer's commands. What only another entry reaches stays with that entry.
      ['develop', /\/src\/(cli|commands)\/[^/]+\.ts$/],
    ],
    programs: { cli: 'src/cli/start.ts', 'check-thread': 'src/verify/check-thread.ts' },
    bundled: ['commander', 'picocolors', 'valibot'],
    assets: ['README.md'],
    lists: [],
  },
  'nx-plugin': {
    root: 'tools/nx-plugin',
    chunks: [
      // What inference and executors have in common; it loads nothing of Nx.
      ['common', /\/src\/(config-file|options\/[^/]+)\.ts$/],
      // What a task loads: nothing of Nx either, whose devkit would take longer to load than most commands run.
      ['executors', /\/src\/executors\/commands\.ts$/],
      // What every Nx command loads.
      ['plugin', /\/src\/index\.ts$/],
      ['generators', /\/src\//],
    ],
    programs: {},
    bundled: [],
    assets: ['README.md', 'src'],
    lists: ['executors.json', 'generators.json', 'migrations.json'],
  },
};

/**
 * The public entries of a package: those that `tsconfig.base.json` knows.
 *
 * @returns {ReadonlyMap<string, string>} the source file of each, absolute, by its name in a package: `index`, `migration`
 */
export function publicEntries(packageName) {
  const file = join(WORKSPACE, 'tsconfig.base.json');
  const { config, error } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const paths = Object.entries(config.compilerOptions.paths);
  const own = paths.filter(([name]) => name === packageName || name.startsWith(`${packageName}/`));
  return new Map(
    own.map(([name, [source]]) => [name.slice(packageName.length + 1) || 'index', join(WORKSPACE, source)]),
  );
}

/**
 * The modules that a package's lists name for Nx, in the places where they name them.
 *
 * @param {PublishedPackage} published
 * @returns {ReadonlyMap<string, string>} the source file of each, absolute, by its name in the package
 */
export function listedModules({ root, lists }) {
  const found = new Map();
  for (const list of lists) {
    const { executors = {}, generators = {} } = JSON.parse(readFileSync(join(WORKSPACE, root, list), 'utf8'));
    for (const { implementation, factory = implementation } of [
      ...Object.values(executors),
      ...Object.values(generators),
    ]) {
      const name = posix.normalize(factory.replace(/#.*$/, ''));
      found.set(name, join(WORKSPACE, root, `${name}.ts`));
    }
  }
  return found;
}
