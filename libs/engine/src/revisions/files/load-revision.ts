import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, relative, resolve } from 'node:path';
import { PlumblineError } from '../../errors/plumbline-error';
import { isSame } from '../../kernel/same';
import { irreversible, isIrreversible, type Irreversible } from '../../operations/irreversible';
import type { Operations } from '../../operations/operations-api';
import { messageOf, stackOf } from '../../kernel/caught';
import type { ModuleFunction } from './compile-source';
import type { RevisionFile } from './read-folder';
import { compileWritten } from './written-source';
import { HEADER_CONSTANTS, type RevisionHeader } from './revision-header';
import { readSource } from './source-text';

export type RevisionFunction = (op: Operations) => unknown;

/** What a revision file exports, loaded. */
export interface RevisionModule {
  readonly upgrade: RevisionFunction;
  readonly downgrade: RevisionFunction | Irreversible;
}

/** What `@plumbline/engine/migration` is at run time, whichever copy of the package a file would find. */
const MIGRATION_MODULE: Readonly<Record<string, unknown>> = Object.freeze({ irreversible });

/**
 * Compiles and evaluates one revision file, and no other but what it imports itself.
 *
 * @throws PlumblineError `invalid-revision-file` for what does not compile, throws, has no `upgrade`, or says another header
 *   when it runs than the one that was read; `missing-downgrade`
 */
export async function loadRevision(file: RevisionFile): Promise<RevisionModule> {
  const written = compileWritten(file.text, file.path);
  const exported = evaluate(file.path, file.text, {
    modules: new Map(),
    ...(written === undefined
      ? // Only here: most revisions need no compiler, and loading it takes longer than such a run.
        { compile: (await import('./compile-source')).compileSource, ...(await projectRequirer(file)) }
      : { compile: () => written }),
  });
  if (typeof exported !== 'object' || exported === null) {
    throw invalid(file.path, 'It exports nothing; a revision file is an ES module.');
  }
  const values = exported as Readonly<Record<string, unknown>>;
  checkHeader(file, values);
  const { upgrade, downgrade } = values;
  if (typeof upgrade !== 'function') {
    throw invalid(file.path, "It exports no function 'upgrade'.");
  }
  if (downgrade === undefined) {
    throw new PlumblineError('missing-downgrade', { file: file.path, revision: file.header.revision });
  }
  if (typeof downgrade !== 'function' && !isIrreversible(downgrade)) {
    throw invalid(file.path, "Its 'downgrade' is neither a function nor irreversible('reason').");
  }
  return Object.freeze({
    upgrade: upgrade as RevisionFunction,
    downgrade: downgrade as RevisionFunction | Irreversible,
  });
}

/** The history was made from the header as it was read; a file that says something else when it runs is refused. */
function checkHeader({ header, path }: RevisionFile, values: Readonly<Record<string, unknown>>): void {
  const read: Record<(typeof HEADER_CONSTANTS)[number], RevisionHeader['down'] | string> = {
    revision: header.revision,
    downRevision: header.down,
    branchLabels: header.branchLabels,
    dependsOn: header.dependsOn,
    transaction: header.transaction === undefined ? [] : [header.transaction],
  };
  const other = HEADER_CONSTANTS.find((name) => {
    const value = values[name] ?? [];
    return !isSame(name === 'revision' || Array.isArray(value) ? value : [value], read[name]);
  });
  if (other === undefined) return;
  throw invalid(
    path,
    `'${other}' is ${JSON.stringify(values[other])} when the file runs, and ${JSON.stringify(read[other])} as it is read at its top.`,
  );
}

/** For a file that may import from above its folder; the loader of project code takes longer to load than most runs. */
async function projectRequirer({ path, text }: RevisionFile): Promise<Pick<Loading, 'requireProject'>> {
  if (!/['"`]\.\.\//.test(text)) return {};
  const { moduleRequirer } = await import('../../config/load-module');
  return { requireProject: await moduleRequirer(path) };
}

/** What the evaluation of a file and of those that it imports shares. */
interface Loading {
  readonly requireProject?: (path: string) => unknown;
  readonly modules: Map<string, { exports: unknown }>;
  readonly compile: (text: string, path: string) => ModuleFunction;
}

function evaluate(path: string, text: string, loading: Loading): unknown {
  const run = loading.compile(text, path);
  const module: { exports: unknown } = { exports: {} };
  loading.modules.set(path, module);
  try {
    run(module.exports as object, requireFrom(path, loading), module, path);
  } catch (cause) {
    if (cause instanceof PlumblineError) throw cause;
    throw new PlumblineError(
      'invalid-revision-file',
      {
        file: path,
        ...lineInStack(cause, path),
        reason: `It throws while it is loaded: ${messageOf(cause)}`,
      },
      { cause },
    );
  }
  return module.exports;
}

function requireFrom(from: string, loading: Loading): (specifier: string) => unknown {
  return (specifier) => {
    if (specifier === '@plumbline/engine/migration') return MIGRATION_MODULE;
    const nativeRequire = createRequire(from);
    if (!/^\.\.?(?:\/|$)/.test(specifier)) return nativeRequire(specifier) as unknown;
    const path = resolveRelative(from, specifier);
    if (!SOURCES.includes(extname(path))) return nativeRequire(path) as unknown;
    // What is not beside the revisions is the project's own code, with decorators and path mappings.
    const isBeside = !relative(dirname(from), path).startsWith('..');
    if (!isBeside && loading.requireProject !== undefined) return loading.requireProject(path);
    return loading.modules.get(path)?.exports ?? evaluate(path, readSource(path), loading);
  };
}

const SOURCES: readonly string[] = ['.ts', '.mts', '.cts', '.js', '.mjs'];

/** TypeScript's spellings of a relative import: with the ending, without it, with `.js` for `.ts`, or a folder's index. */
function resolveRelative(from: string, specifier: string): string {
  const base = resolve(dirname(from), specifier);
  const candidates = [
    base,
    base.replace(/\.([mc]?)js$/, '.$1ts'),
    ...SOURCES.map((extension) => base + extension),
    `${base}.json`,
    ...SOURCES.map((extension) => resolve(base, `index${extension}`)),
  ];
  const found = candidates.find((path) => extname(path) !== '' && existsSync(path));
  if (found === undefined) throw new Error(`Cannot find '${specifier}'`);
  return found;
}

/** The topmost frame of the stack that is in the file. */
function lineInStack(error: unknown, path: string): { line?: number; column?: number } {
  const stack = stackOf(error);
  const at = stack.indexOf(`${path}:`);
  const match = at === -1 ? null : /^(\d+):(\d+)/.exec(stack.slice(at + path.length + 1));
  return match === null ? {} : { line: Number(match[1]), column: Number(match[2]) };
}

function invalid(file: string, reason: string): PlumblineError {
  return new PlumblineError('invalid-revision-file', { file, reason });
}
