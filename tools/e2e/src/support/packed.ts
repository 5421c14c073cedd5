import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const WORKSPACE = resolve(__dirname, '../../../..');

const execute = promisify(execFile);

/** A package as `npm publish` would upload it. */
export interface Packed {
  readonly tarball: string;
  /** Of the tarball. */
  readonly bytes: number;
  /** What is in it, relative to the package. */
  readonly files: readonly string[];
}

/** A folder below the workspace, where the packages of its node_modules are found. */
export function workspaceFolder(name: string): { readonly folder: string; remove(): void } {
  const parent = join(WORKSPACE, 'tmp');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, `${name}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Builds and packs a project. Fails where publint or attw find something to say. */
export async function pack(project: string, folder: string): Promise<Packed> {
  const script = join(WORKSPACE, 'tools/publish/pack.mjs');
  const { stdout } = await execute(process.execPath, [script, folder, project]);
  const tarball = stdout.trim();
  const listed = await execute('tar', ['-tzf', basename(tarball)], { cwd: folder });
  const files = listed.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^package\//, ''));
  return { tarball, bytes: statSync(tarball).size, files: files.sort() };
}

/** Puts a package where a project would have it, without what it depends on. */
export async function unpackInto(project: string, name: string, { tarball }: Packed): Promise<string> {
  const target = join(project, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  await execute('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: target });
  return target;
}
