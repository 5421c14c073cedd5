import { dirname, join, relative } from 'node:path';
import { blocksOf } from '@plumbline/testing/pages';
import ts from 'typescript';
import { WORKSPACE } from '../support/project';

const FOLDER = join(WORKSPACE, 'tmp/pages');

/** Files by their paths from a folder in which the packages are found; they are nowhere but here. */
export type Files = ReadonlyMap<string, string>;

/**
 * The TypeScript of a page as files in a folder of its own. A path that comes again is an edit: the project as it is then
 * is another folder, with what the page did not change. What stands behind no path is a file by itself.
 */
export function typescriptOf(page: string, text: string): Files {
  const files = new Map<string, string>();
  let project = new Map<string, string>();
  let version = 0;
  const folder = (): string => join(page, String(version));
  const add = (path: string, code: string): void => {
    project.set(path, code);
    files.set(join(folder(), path), code);
  };
  for (const block of blocksOf(text)) {
    if (block.kind === 'file' && /\.[jt]s$/.test(block.path)) {
      if (project.has(block.path)) {
        version += 1;
        project = new Map(project);
        for (const [path, code] of project) add(path, code);
      }
      add(block.path, block.text);
    } else if (block.kind === 'example' && block.language === 'ts') {
      add(`example-${project.size}.ts`, whole(block.text));
    }
  }
  return files;
}

/** A part of a revision or of a configuration, in what it is a part of. */
function whole(text: string): string {
  if (/^(?:import|export) /m.test(text)) return text;
  if (/^\w+:/.test(text)) {
    return `import { defineConfig } from '@plumbline/engine';\nexport default defineConfig({ environments: {}, ${text} });\n`;
  }
  return `import type { Operations } from '@plumbline/engine/migration';\nexport function upgrade(op: Operations): void {\n${text}}\n`;
}

/** What the compiler finds wrong in files, with the options and the paths of this workspace; each as `path: message`. */
export function mistakesIn(files: Files): readonly string[] {
  const options: ts.CompilerOptions = {
    ...workspaceOptions(),
    noEmit: true,
    allowJs: true,
    types: ['node', 'jest'],
  };
  const placed = new Map([...files].map(([path, text]) => [join(FOLDER, path), text]));
  const program = ts.createProgram([...placed.keys()], options, hostWith(placed, options));
  return [...placed.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(
      ({ messageText }) => `${relative(FOLDER, path)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}

function workspaceOptions(): ts.CompilerOptions {
  const { config, error } = ts.readConfigFile(join(WORKSPACE, 'tsconfig.base.json'), ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, WORKSPACE).options;
}

function hostWith(files: Files, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const folders = new Set([...files.keys()].map(dirname));
  return {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
    getSourceFile: (path, language, ...more) => {
      const text = files.get(path);
      if (text === undefined) return host.getSourceFile(path, language, ...more);
      return ts.createSourceFile(path, text, language, true);
    },
  };
}
