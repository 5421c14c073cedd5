// Compiles the engine as it is published: CommonJS file by file, no bundler, no specs. In the repository the command
// compiles its TypeScript at every start; measuring that would measure the compiler.
//
//   node benchmarks/support/build-engine.mjs [folder]
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../..');
const ENGINE = join(WORKSPACE, 'libs/engine');

/** What `tsconfig.base.json` says, as far as it shows in the JavaScript of one file. */
const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  isolatedModules: true,
  esModuleInterop: true,
  importHelpers: true,
};

/**
 * @param {string} folder where the package is written, below the workspace, so that its dependencies are found
 * @returns {string} the file of the command
 */
export function buildEngine(folder = join(WORKSPACE, 'tmp/benchmarks/engine')) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['package.json', 'bin']) {
    cpSync(join(ENGINE, name), join(folder, name), { recursive: true });
  }
  for (const path of readdirSync(join(ENGINE, 'src'), { recursive: true }).filter(isPublished)) {
    const source = join(ENGINE, 'src', path);
    const target = join(folder, 'src', path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, compile(source));
  }
  return join(folder, 'bin/plumbline.js');
}

function isPublished(path) {
  return path.endsWith('.ts') && !path.endsWith('.spec.ts') && !/(^|[\\/])testing[\\/]/.test(path);
}

function compile(fileName) {
  const { outputText, diagnostics = [] } = ts.transpileModule(readFileSync(fileName, 'utf8'), {
    fileName,
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
  });
  const [problem] = diagnostics;
  if (problem !== undefined) {
    throw new Error(`${fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`);
  }
  return outputText;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  process.stdout.write(`${buildEngine(folder === undefined ? undefined : resolve(folder))}\n`);
}
