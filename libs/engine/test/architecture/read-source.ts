import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import ts from 'typescript';
import { ENTRIES, LEVELS, LIMITS } from './levels';

/** A source file, with its path below the root in POSIX spelling. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every source file below a folder, tests left out. */
export function readSources(root: string): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The folder of the table that a path is in; an entry is its own. */
export function folderOf(path: string): string | undefined {
  if (ENTRIES.includes(path)) return path;
  return Object.keys(LEVELS).find((folder) => path.startsWith(`${folder}/`));
}

/** What a file imports from this package, type imports and dynamic ones included, as paths without an ending. */
export function localImports({ path, text }: SourceFile): readonly string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.normalize(posix.join(posix.dirname(path), name)))
    .filter((name) => !name.startsWith('..'));
}

/** Imports that the table of levels forbids, one line each. */
export function levelViolations(file: SourceFile, selfReferences: readonly string[]): readonly string[] {
  const from = folderOf(file.path);
  if (from === undefined) return [`${file.path} is in no folder of the table`];
  return localImports(file).flatMap((name) => {
    const to = folderOf(name) ?? folderOf(`${name}.ts`);
    if (to === undefined) return [`${file.path} imports ${name}, which is in no folder of the table`];
    if (to === from || ENTRIES.includes(from)) return [];
    if (ENTRIES.includes(to))
      return selfReferences.includes(file.path) ? [] : [`${file.path} imports the entry ${to}`];
    const allowed = (LEVELS[to] ?? 0) < (LEVELS[from] ?? 0);
    return allowed ? [] : [`${file.path} (level ${LEVELS[from]}) imports ${name} (level ${LEVELS[to]})`];
  });
}

/** Files and functions that are too long, and functions with too many parameters, one line each. */
export function sizeViolations(file: SourceFile): readonly string[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const lines = codeLines(file.text);
  if (lines > LIMITS.fileLines) found.push(`${file.path} has ${lines} lines of code`);
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const name = node.name?.getText(source) ?? 'function';
      const length = codeLines(node.getText(source));
      const at = `${file.path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
      if (length > LIMITS.functionLines) found.push(`${at} ${name} has ${length} lines`);
      if (node.parameters.length > LIMITS.parameters)
        found.push(`${at} ${name} has ${node.parameters.length} parameters`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Lines that hold code: neither blank nor only a comment. */
function codeLines(text: string): number {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}
