import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const WORKSPACE = resolve(__dirname, '../../../..');

/** What a process printed, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** A copy of this workspace in a folder of its own, as a clone would be after `npm ci`. */
export interface WorkspaceCopy {
  readonly folder: string;
  nx(...args: readonly string[]): Promise<Outcome>;
  /** Runs a script of the repository with variables besides those of the copy. */
  script(file: string, variables: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Runs what somebody types in the workspace, with `nx` and `plumbline` at hand; what it prints is in the order of its printing. */
  shell(text: string): Promise<Outcome>;
  /** Begins such a command, in a group of its own, whose output goes into pipes. */
  begin(text: string): ChildProcess;
  /** Replaces a text in a file; it must be there. */
  edit(path: string, from: string | RegExp, to: string): void;
  write(path: string, text: string): void;
  read(path: string): string;
  delete(path: string): void;
  revisions(): readonly string[];
  git(...args: readonly string[]): string;
  remove(): void;
}

/** Copies what git knows, committed or not, links node_modules and commits it all. */
export function copyWorkspace(variables: Readonly<Record<string, string>> = {}): WorkspaceCopy {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-workspace-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: WORKSPACE,
  });
  for (const path of listed
    .toString()
    .split('\0')
    .filter((name) => name !== '')) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(WORKSPACE, path), join(folder, path));
  }
  symlinkSync(join(WORKSPACE, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const path = (name: string): string => join(folder, name);
  // eslint-disable-next-line no-restricted-properties -- what every program needs
  const programs = `${path('node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid', ...args], {
      cwd: folder,
    }).toString();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'copy');
  return {
    folder,
    nx: (...args) =>
      runIn(folder, process.execPath, [path('node_modules/nx/dist/bin/nx.js'), ...args], variables),
    script: (file, more) => runIn(folder, 'bash', [path(file)], { ...variables, ...more }),
    shell: (text) => runIn(folder, 'sh', ['-c', `${SHELL}${text}`], { ...variables, PATH: programs }),
    begin: (text) =>
      spawn('sh', ['-c', `${SHELL}${text}`], {
        cwd: folder,
        env: environment({ ...variables, PATH: programs }),
        detached: true,
      }),
    edit: (name, from, to) => {
      const text = readFileSync(path(name), 'utf8');
      const edited = text.replace(from, to);
      if (edited === text) throw new Error(`${name} does not hold ${String(from)}`);
      writeFileSync(path(name), edited);
    },
    write: (name, text) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
    delete: (name) => rmSync(path(name)),
    read: (name) => readFileSync(path(name), 'utf8'),
    revisions: () => readdirSync(path('migrations/versions')).sort(),
    git,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Errors are printed where they happen, and end it. */
const SHELL = 'exec 2>&1\nset -e\n';

function environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  // eslint-disable-next-line no-restricted-properties -- what every program needs
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', CI: '1', ...variables };
}

function runIn(
  folder: string,
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return new Promise((resolveOutcome) => {
    const options = {
      cwd: folder,
      env: environment(variables),
      timeout: 180_000,
      maxBuffer: 16 * 1024 * 1024,
    };
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolveOutcome({ code, output: stripVTControlCharacters(stdout + stderr) });
    });
  });
}
