import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const WORKSPACE = resolve(__dirname, '../../../..');
export const BIN = join(WORKSPACE, 'libs/engine/bin/plumbline.js');

/** What a process printed, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a folder of its own, with the real command run in it. */
export interface TestProject {
  readonly folder: string;
  /** Writes a file below the folder. */
  write(path: string, text: string): void;
  read(path: string): string;
  delete(path: string): void;
  /** The names of the revision files, sorted. */
  versions(): readonly string[];
  plumbline(...args: readonly string[]): Promise<Outcome>;
  /** The standard output of a command that has to end with 0. */
  succeed(...args: readonly string[]): Promise<string>;
  /** The same, with environment variables besides those of the project. */
  plumblineWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Outcome>;
  /** Begins a command, to be looked at and disturbed while it runs. */
  begin(...args: readonly string[]): RunningCommand;
  remove(): void;
}

/** A command that runs. */
export interface RunningCommand {
  readonly process: ChildProcess;
  /** How it ended; after a signal the code is that of a shell, 128 and the signal's number. */
  readonly outcome: Promise<Outcome>;
  /** Resolves when the output so far matches; rejects when the command ends before. */
  printed(pattern: RegExp): Promise<void>;
}

export interface ProjectOptions {
  /** Environment variables of the command; nothing of the test's own but PATH and HOME reaches it. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Below the workspace, where `typeorm` can be resolved; without it, anywhere. */
  readonly insideWorkspace?: boolean;
  /** Runs commands in the process of the test, where none is about the process, nor begun: it saves a second for each. */
  readonly inProcess?: boolean;
}

export const CONFIG = `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source'),
  dialects: ['postgres', 'sqlite'],
  environments: {
    development: { url: env('DATABASE_URL', 'sqlite:///./development.db') },
    production: { url: env('DATABASE_URL'), expect: { database: 'analytics' } },
  },
});
`;

/** Creates a project with the configuration file and an empty versions folder. */
export function createProject(options: ProjectOptions = {}): TestProject {
  const parent = options.insideWorkspace ? join(WORKSPACE, 'tmp') : tmpdir();
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'plumbline-project-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const runWith = async (variables: Readonly<Record<string, string>>, args: readonly string[]) => {
    if (options.inProcess !== true) return run(process.execPath, [BIN, ...args], folder, variables);
    const { runInProcess } = await import('./in-process');
    return runInProcess({ folder }, cleanWith(variables), args);
  };
  const plumbline: TestProject['plumbline'] = (...args) => runWith(options.variables ?? {}, args);
  write('plumbline.config.ts', CONFIG);
  mkdirSync(join(folder, 'versions'));
  return {
    folder,
    write,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    delete: (path) => rmSync(join(folder, path)),
    versions: () => readdirSync(join(folder, 'versions')).sort(),
    plumbline,
    succeed: async (...args) => {
      const { code, stdout, stderr } = await plumbline(...args);
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
      return stdout;
    },
    plumblineWith: (variables, ...args) => runWith({ ...options.variables, ...variables }, args),
    begin: (...args) => begin([BIN, ...args], folder, options.variables),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function begin(
  words: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawn(process.execPath, [...words], { cwd, env: cleanWith(variables) });
  let stdout = '';
  let stderr = '';
  let check = (): void => undefined;
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
    check();
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
    check();
  });
  const outcome = new Promise<Outcome>((resolveOutcome) => {
    child.once('close', (code, signal) => {
      const ended = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      resolveOutcome({ code: ended, stdout, stderr });
    });
  });
  const printed = (pattern: RegExp): Promise<void> =>
    new Promise((resolvePrinted, reject) => {
      check = () => {
        if (pattern.test(stdout + stderr)) resolvePrinted();
      };
      check();
      void outcome.then(() => reject(new Error(`ended without ${pattern.source}:\n${stdout}${stderr}`)));
    });
  return { process: child, outcome, printed };
}

/** Nothing of the test's own environment but where programs are. */
function cleanWith(variables: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NO_COLOR: '1', ...variables };
}

/** Runs a program to its end, with a clean environment. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const env = cleanWith(variables);
  return new Promise((resolveOutcome) => {
    execFile(
      program,
      [...args],
      { cwd, env, timeout: 120_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolveOutcome({ code, stdout, stderr });
      },
    );
  });
}

/** A revision file by hand. */
export function revisionFile(id: string, down: string | null, upgrade: string, downgrade = ''): string {
  return `/**
 * Revision ${id}
 *
 * Revision: ${id}
 * Revises: ${down ?? 'nothing'}
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = '${id}';
export const downRevision = ${down === null ? 'null' : `'${down}'`};
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export function upgrade(op: Operations): void {
  ${upgrade}
}

export function downgrade(op: Operations): void {
  ${downgrade}
}
`;
}
