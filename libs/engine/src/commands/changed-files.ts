import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { PlumblineError } from '../errors/plumbline-error';
import { git } from './git';

/** What happened to a file since a commit. */
export type Change = 'added' | 'edited' | 'deleted';

export interface ChangedFiles {
  /** The commit that the branch left the other one at, short. */
  readonly base: string;
  /** The root of the repository, absolute. */
  readonly root: string;
  /** By absolute path. What git does not track yet counts as added. */
  readonly changes: ReadonlyMap<string, Change>;
}

const CHANGES: Readonly<Record<string, Change>> = { A: 'added', M: 'edited', T: 'edited', D: 'deleted' };

/**
 * The files in some folders that changed since a branch left another one, the working tree included.
 *
 * @param since what git knows a commit by: a branch, a tag, a hash
 * @throws PlumblineError `usage` outside of a repository, and for a name that git does not know
 */
export async function changedFiles(
  directory: string,
  folders: readonly string[],
  since: string,
): Promise<ChangedFiles> {
  const root = await git(directory, ['rev-parse', '--show-toplevel']);
  if (root === undefined) throw usage('This is no git repository.', 'Run it in a clone of the repository.');
  const base = await git(directory, ['merge-base', '--end-of-options', since, 'HEAD']);
  if (base === undefined) {
    throw usage(
      `git knows no common ancestor of '${since}' and HEAD.`,
      `Fetch it with its history (git fetch origin ${since}), or name another one: --since <branch>`,
    );
  }
  const paths = folders.map((folder) => realpathSync(folder));
  const tracked = await git(directory, ['diff', '--name-status', '--no-renames', '-z', base, '--', ...paths]);
  const listed = ['ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', ...paths];
  const untracked = (await git(directory, listed)) ?? '';
  return {
    base: base.slice(0, 12),
    root,
    changes: new Map([
      ...inPairs(fields(tracked ?? '')).map(([status, path]) =>
        entry(root, path, CHANGES[status] ?? 'edited'),
      ),
      ...fields(untracked).map((path) => entry(root, path, 'added')),
    ]),
  };
}

function entry(root: string, path: string, change: Change): readonly [string, Change] {
  return [join(root, path), change];
}

function fields(text: string): readonly string[] {
  return text.split('\0').filter((field) => field !== '');
}

function inPairs(words: readonly string[]): readonly (readonly [string, string])[] {
  return words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ''] as const] : []));
}

function usage(problem: string, hint: string): PlumblineError {
  return new PlumblineError('usage', { problem, hint });
}
