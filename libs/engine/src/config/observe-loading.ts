import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchVariables } from './environment';
import { ENGINE_FOLDER } from './own-package';

/** What a piece of loading depended on, by name. Nothing of it is a value: a variable may hold a password. */
export interface LoadingInputs {
  /** Environment variables that were read. */
  readonly variables: readonly string[];
  /** Whether the names of all variables were listed. */
  readonly listsVariables: boolean;
  /** Files whose content counts. */
  readonly files: readonly string[];
  /** Files of installed packages, whose size and time count. */
  readonly packages: readonly string[];
  /** Folders of modules: a module that comes may be what an import means from then on. */
  readonly homes: readonly string[];
  /** Folders whose list of names counts. */
  readonly folders: readonly string[];
  /** Paths of which it counts what they are: a file, a folder, nothing. */
  readonly probes: readonly string[];
}

/** Functions of `fs` and of its promises, by what a call makes the result depend on. */
const WATCHED = {
  files: ['readFileSync', 'readFile', 'openSync', 'open', 'createReadStream'],
  folders: ['readdirSync', 'readdir', 'opendirSync', 'opendir'],
  probes: [
    'existsSync',
    'exists',
    'statSync',
    'stat',
    'lstatSync',
    'lstat',
    'accessSync',
    'access',
    'readlinkSync',
    'readlink',
  ],
} as const;
type Kind = keyof typeof WATCHED;

/** Beside and above the files of a user: what decides where their imports lead, and which packages are installed. */
const SURROUNDINGS = [
  ...['package.json', 'tsconfig.json', 'tsconfig.base.json'],
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'],
  ...['.package-lock.json', '.modules.yaml', '.yarn-state.yml', '.yarn-integrity'].map((name) =>
    join('node_modules', name),
  ),
];

/** The packages that the engine itself may have loaded before it loads anything of the user's. */
const OWN_PACKAGES =
  /^(?:@plumbline\/engine|@inquirer|@swc|better-sqlite3|bindings|commander|file-uri-to-path|jiti|pg|pg-.*|pgpass|picocolors|postgres-.*|split2|sucrase|tslib|valibot|xtend)$/;

/** Where jiti keeps what it compiled, outside of `node_modules`: made of files that are noted themselves. */
const COMPILED = join(tmpdir(), 'jiti');
const NODE_MODULES = `${sep}node_modules${sep}`;

/**
 * Runs something that loads modules of the user's, and notes what it reads of the process and of the disk: environment
 * variables, files, folders, modules.
 *
 * @returns `inputs` is absent where they are not all of it: something of the user's was loaded before, a process was started,
 *   or something was connected to
 */
export async function observeLoading<T>(
  run: () => Promise<T>,
): Promise<{ readonly value: T; readonly inputs?: LoadingInputs }> {
  if (!isOwnProcess()) return { value: await run() };
  const seen: Readonly<Record<Kind, Set<string>>> = {
    files: new Set(),
    folders: new Set(),
    probes: new Set(),
  };
  let isDoubtful = false;
  const doubt = (): void => void (isDoubtful = true);
  // The loader of modules looks at all variables to find out where it runs, which changes nothing of what it loads.
  await import('jiti');
  const variables = watchVariables();
  const restore = [watchFiles(seen), watchDoings(doubt)];
  syncBuiltinESMExports();
  try {
    const value = await run();
    return isDoubtful ? { value } : { value, inputs: inputsOf(seen, variables.end()) };
  } finally {
    variables.end();
    for (const undo of restore) undo();
    syncBuiltinESMExports();
  }
}

/** Whether nothing but the engine was loaded; a test runner that keeps modules by itself does not tell. */
function isOwnProcess(): boolean {
  const loaded = Object.keys(require.cache);
  return loaded.includes(__filename) && !loaded.some(isForeign);
}

/** A module that is neither the engine's nor of a package that the engine needs. */
function isForeign(path: string): boolean {
  const own = packageOf(path);
  return own === undefined
    ? !isOfEngine(path)
    : !OWN_PACKAGES.test(own.name.replace(/^(@(?:swc|inquirer))\/.*$/, '$1'));
}

function isOfEngine(path: string): boolean {
  return path.startsWith(ENGINE_FOLDER + sep) && !path.slice(ENGINE_FOLDER.length).includes(NODE_MODULES);
}

/** The innermost package that a file is installed in. */
function packageOf(path: string): { readonly name: string; readonly folder: string } | undefined {
  const at = path.lastIndexOf(NODE_MODULES);
  if (at === -1) return undefined;
  const start = at + NODE_MODULES.length;
  const [scope = '', inner = ''] = path.slice(start).split(sep);
  const name = scope.startsWith('@') ? `${scope}/${inner}` : scope;
  return { name, folder: path.slice(0, start + name.length) };
}

type Wrapped = (...args: unknown[]) => unknown;

/** Puts a function in the place of a method, which sees each call first. */
function watchMethod(owner: object, name: string, before: (args: readonly unknown[]) => void): () => void {
  const methods = owner as Record<string, unknown>;
  const original = methods[name];
  if (typeof original !== 'function') return () => undefined;
  const watching = function (this: unknown, ...args: unknown[]): unknown {
    before(args);
    return (original as Wrapped).apply(this, args);
  };
  methods[name] = Object.assign(watching, original);
  return () => void (methods[name] = original);
}

function watchFiles(seen: Readonly<Record<Kind, Set<string>>>): () => void {
  const undo = [fs, fs.promises].flatMap((owner) =>
    (Object.keys(WATCHED) as Kind[]).flatMap((kind) =>
      WATCHED[kind].map((name) =>
        watchMethod(owner, name, ([path]) => {
          const text = pathOf(path);
          if (text !== undefined) seen[kind].add(text);
        }),
      ),
    ),
  );
  return () => undo.forEach((each) => each());
}

/** What nobody can say again: the output of a process, the answer of a server. */
function watchDoings(doubt: () => void): () => void {
  const undo = [
    ...['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'].map((name) =>
      watchMethod(childProcess, name, doubt),
    ),
    watchMethod(Socket.prototype, 'connect', doubt),
  ];
  return () => undo.forEach((each) => each());
}

/** A descriptor was opened by its path before. */
function pathOf(path: unknown): string | undefined {
  if (typeof path === 'string') return resolve(path);
  if (path instanceof URL) return path.protocol === 'file:' ? fileURLToPath(path) : undefined;
  return Buffer.isBuffer(path) ? resolve(path.toString()) : undefined;
}

function inputsOf(
  seen: Readonly<Record<Kind, ReadonlySet<string>>>,
  variables: Pick<LoadingInputs, 'variables' | 'listsVariables'>,
): LoadingInputs {
  const loaded = Object.keys(require.cache).filter((path) => !isOfEngine(path));
  const modules = loaded.filter(isUsers);
  const packages = loaded.filter((path) => !isUsers(path));
  const near = modules.map((path) => dirname(path));
  return {
    ...variables,
    files: sorted([
      ...modules,
      ...[...seen.files].filter(isUsers),
      ...aboveAll(near).flatMap((folder) => SURROUNDINGS.map((name) => join(folder, name))),
      ...packages
        .flatMap((path) => packageOf(path)?.folder ?? [])
        .map((folder) => join(folder, 'package.json')),
    ]),
    packages: sorted(packages),
    homes: sorted(near),
    folders: sorted([...seen.folders].filter(isUsers)),
    probes: sorted([...seen.probes].filter(isUsers)),
  };
}

function isUsers(path: string): boolean {
  return !path.includes(NODE_MODULES) && !isOfEngine(path) && !path.startsWith(COMPILED);
}

function aboveAll(folders: readonly string[]): readonly string[] {
  const all = new Set<string>();
  for (const each of folders) {
    for (let folder = each; !all.has(folder); folder = dirname(folder)) all.add(folder);
  }
  return [...all];
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort();
}
