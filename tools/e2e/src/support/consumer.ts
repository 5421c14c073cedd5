import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { WORKSPACE } from './packed';

export interface Run {
  readonly code: number;
  readonly output: string;
}

/** A project of somebody who has nothing but what npm installs, outside of this workspace. */
export interface Consumer {
  readonly folder: string;
  write(path: string, text: string): void;
  /** Runs a program with nothing of the test's own environment but what every program needs. */
  run(program: string, words: readonly string[], options?: RunOptions): Promise<Run>;
  remove(): void;
}

interface RunOptions {
  /** Below the project. */
  readonly cwd?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Installs packages into a new folder: tarballs, and versions that this workspace has too, from the registry or npm's
 * cache of it. Nothing is compiled: the one package that needs it, better-sqlite3, gets what was compiled here.
 *
 * @param packages as `npm install` takes them; `name` alone stands for the version of this workspace
 */
export async function createConsumer(packages: readonly string[]): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-consumer-'));
  const consumer: Consumer = {
    folder,
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    run: (program, words, options) => runIn(folder, [program, ...words], options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  consumer.write('package.json', '{ "name": "consumer", "version": "0.0.0", "private": true }\n');
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code, output } = await consumer.run('npm', ['install', ...flags, ...packages.map(pinned)]);
  if (code !== 0) throw new Error(`npm install ended with ${code}:\n${output}`);
  const binary = 'node_modules/better-sqlite3/build';
  cpSync(join(WORKSPACE, binary), join(folder, binary), { recursive: true });
  return consumer;
}

/** A package in the version that is installed here, unless another is named. */
function pinned(name: string): string {
  if (/[/\\:]|.@/.test(name)) return name;
  const manifest = join(WORKSPACE, 'node_modules', name, 'package.json');
  return `${name}@${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}`;
}

function runIn(
  folder: string,
  [program = '', ...words]: readonly string[],
  { cwd = '.', variables = {} }: RunOptions = {},
): Promise<Run> {
  // eslint-disable-next-line no-restricted-properties -- what every program needs
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, CI: '1', NO_COLOR: '1', ...variables };
  const options = { cwd: join(folder, cwd), env, timeout: 180_000, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(program, words, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, output: stripVTControlCharacters(stdout + stderr) });
    });
  });
}
