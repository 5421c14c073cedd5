import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { blocksOf, type Block } from '@plumbline/testing/pages';
import { BIN, WORKSPACE } from '../support/project';

/** Where the pages say that their project is. */
const SHOWN_FOLDER = '/home/ada/shop';

/** A block that was run, with what it printed and how it ended. */
export interface RunBlock {
  readonly block: Extract<Block, { readonly kind: 'commands' }>;
  readonly output: string;
  readonly exit: number;
}

/** Does what a page says, in a fresh project in which the packages are installed. */
export async function followPage(page: string): Promise<readonly RunBlock[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-guide-')));
  try {
    const project = join(folder, 'shop');
    mkdirSync(project);
    symlinkSync(join(WORKSPACE, 'node_modules'), join(project, 'node_modules'), 'dir');
    writeNpx(join(folder, 'bin'));
    const results: RunBlock[] = [];
    for (const block of blocksOf(page)) {
      if (block.kind === 'file') {
        mkdirSync(dirname(join(project, block.path)), { recursive: true });
        writeFileSync(join(project, block.path), block.text);
      } else if (block.kind === 'commands') {
        results.push({ block, ...(await runShell(block.text, project, join(folder, 'bin'))) });
      }
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** npm's own takes a second to find out where the command is. */
function writeNpx(folder: string): void {
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'npx'),
    `#!/bin/sh
program=$1; shift
[ "$program" = plumbline ] && exec "${process.execPath}" "${BIN}" "$@"
exec "node_modules/.bin/$program" "$@"
`,
  );
  chmodSync(join(folder, 'npx'), 0o755);
}

function runShell(text: string, cwd: string, bin: string): Promise<Pick<RunBlock, 'output' | 'exit'>> {
  const { PATH = '', HOME = '' } = process.env;
  const git = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' };
  const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' };
  const env = { PATH: `${bin}:${PATH}`, HOME, NO_COLOR: '1', ...git, ...committer };
  return new Promise((resolve) => {
    // What goes wrong is printed where it happens.
    execFile('sh', ['-c', `exec 2>&1\nset -e\n${text}`], { cwd, env, timeout: 60_000 }, (error, stdout) => {
      const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exit, output: stdout.replaceAll(cwd, SHOWN_FOLDER) });
    });
  });
}
