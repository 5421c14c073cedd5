import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { packageOf } from './bundle.mjs';
import { WORKSPACE } from './packages.mjs';

/**
 * Writes the declarations of the public entries, and of what they refer to, below `types`; an entry is a file of its own
 * beside its JavaScript, so that it is found by every way of resolving modules.
 *
 * @param {object} request
 * @param {ReadonlyMap<string, string>} request.entries source files by name
 * @param {string} request.source the folder of the sources, absolute
 * @param {string} request.folder
 * @returns {ReadonlySet<string>} the packages whose types they import
 */
export function writeDeclarations({ entries, source, folder }) {
  const emitted = emit([...entries.values()]);
  const external = new Set();
  const todo = [...entries.values()];
  const done = new Set(todo);
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    const text = emitted.get(file);
    if (text === undefined) throw new Error(`The compiler wrote no declarations for ${file}`);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      const next = fileName.startsWith('.') ? sourceOf(join(dirname(file), fileName), emitted) : undefined;
      if (next === undefined) external.add(packageOf(fileName));
      else if (!done.has(next)) todo.push(next);
      if (next !== undefined) done.add(next);
    }
    const target = join(folder, 'types', relative(source, file).replace(/\.ts$/, '.d.ts'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  for (const [name, file] of entries) {
    const from = `./types/${relative(source, file).split(sep).join('/').replace(/\.ts$/, '')}`;
    writeFileSync(join(folder, `${name}.d.ts`), `export * from '${from}';\n`);
  }
  return external;
}

/** The declarations of every source file that the entries reach, by source file. */
function emit(files) {
  const { config } = ts.readConfigFile(join(WORKSPACE, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    {
      ...config,
      compilerOptions: {
        ...config.compilerOptions,
        emitDeclarationOnly: true,
        sourceMap: false,
        // The target `typecheck` does that.
        noCheck: true,
      },
      files: [],
    },
    ts.sys,
    WORKSPACE,
  );
  const program = ts.createProgram(files, options);
  const emitted = new Map();
  const { diagnostics } = program.emit(undefined, (_name, text, _bom, _error, [from]) => {
    if (from !== undefined) emitted.set(join(from.fileName), text);
  });
  if (diagnostics.length > 0) {
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => WORKSPACE,
        getNewLine: () => '\n',
      }),
    );
  }
  return emitted;
}

/** A relative import has no ending in the sources. */
function sourceOf(path, emitted) {
  const found = [`${path}.ts`, join(path, 'index.ts')].find((file) => emitted.has(file));
  if (found === undefined) throw new Error(`No declarations for ${path}`);
  return found;
}
