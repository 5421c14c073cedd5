import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const WORKSPACE = resolve(__dirname, '../../../..');
const BIN = join(WORKSPACE, 'libs/engine/bin/plumbline.js');

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
  /** The names of the revision files, sorted. */
  versions(): readonly string[];
  plumbline(...args: readonly string[]): Promise<Outcome>;
  /** The same, with environment variables besides those of the project. */
  plumblineWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Outcome>;
  remove(): void;
}

export interface ProjectOptions {
  /** Environment variables of the command; nothing of the test's own but PATH and HOME reaches it. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Below the workspace, where `typeorm` can be resolved; without it, anywhere. */
  readonly insideWorkspace?: boolean;
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
  write('plumbline.config.ts', CONFIG);
  mkdirSync(join(folder, 'versions'));
  return {
    folder,
    write,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    versions: () => readdirSync(join(folder, 'versions')).sort(),
    plumbline: (...args) => run(process.execPath, [BIN, ...args], folder, options.variables),
    plumblineWith: (variables, ...args) =>
      run(process.execPath, [BIN, ...args], folder, { ...options.variables, ...variables }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs a program to its end, with a clean environment. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, NO_COLOR: '1', ...variables };
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
