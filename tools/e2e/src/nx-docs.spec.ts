import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { copyWorkspace, type WorkspaceCopy } from './support/workspace-copy';

jest.setTimeout(180_000);

const PAGE = resolve(__dirname, '../../../docs/nx.md');

interface ShownTarget {
  readonly executor: string;
  readonly cache?: boolean;
  readonly metadata?: { readonly description?: string };
}

describe('docs/nx.md', () => {
  let workspace: WorkspaceCopy;
  beforeAll(() => {
    workspace = copyWorkspace();
  });
  afterAll(() => workspace.remove());

  async function nx(...args: readonly string[]): Promise<string> {
    const { code, output } = await workspace.nx(...args);
    expect({ args, code }).toEqual({ args, code: 0 });
    return output;
  }

  it('has what Nx shows of the plugin and of the project (UPDATE_DOCS=1 writes it)', async () => {
    const blocks: Readonly<Record<string, string>> = {
      'nx list @plumbline/nx': fenced(await nx('list', '@plumbline/nx')),
      'nx show project db': targetTable(await nx('show', 'project', 'db', '--json')),
      'nx report': fenced(pluginsOf(await nx('report'))),
      'nx g @plumbline/nx:convert --help': fenced(await nx('g', '@plumbline/nx:convert', '--help')),
      'nx g @plumbline/nx:migration --help': fenced(await nx('g', '@plumbline/nx:migration', '--help')),
      'nx run db:migrate-upgrade --help': fenced(await nx('run', 'db:migrate-upgrade', '--help')),
    };
    const before = readFileSync(PAGE, 'utf8');
    const filled = Object.entries(blocks).reduce(
      (page, [name, block]) => replaceBlock(page, name, block),
      before,
    );
    const wanted = formatted(filled);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, wanted);
    expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
  });
});

/** In a process of its own: Prettier loads itself in ways that Jest does not allow. */
function formatted(page: string): string {
  const prettier = resolve(__dirname, '../../../node_modules/prettier/bin/prettier.cjs');
  const options = { cwd: dirname(PAGE), input: page, encoding: 'utf8' } as const;
  return execFileSync(process.execPath, [prettier, '--stdin-filepath', PAGE], options);
}

/** What stands between the comments `<!-- name -->` and `<!-- end -->`. */
function replaceBlock(page: string, name: string, block: string): string {
  const begin = `<!-- ${name} -->`;
  const start = page.indexOf(begin);
  const end = page.indexOf('<!-- end -->', start);
  if (start < 0 || end < 0) throw new Error(`docs/nx.md has no block '${name}'.`);
  return `${page.slice(0, start)}${begin}\n\n${block}\n\n${page.slice(end)}`;
}

/** The same on every machine: without the versions, the paths and the times of one. */
function fenced(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd().replace(/^Path: .*(?=tools\/)/, 'Path: '))
    .filter((line, index, all) => line !== '' || (all[index - 1] ?? '') !== '');
  return `\`\`\`text\n${lines.join('\n').trim()}\n\`\`\``;
}

function pluginsOf(report: string): string {
  const start = report.indexOf('Registered Plugins:');
  const end = report.indexOf('---', report.indexOf('Local workspace plugins:'));
  return report.slice(start, end);
}

function targetTable(json: string): string {
  const { targets } = JSON.parse(json.slice(json.indexOf('{'))) as {
    readonly targets: Readonly<Record<string, ShownTarget>>;
  };
  const rows = Object.entries(targets)
    .filter(([, { executor }]) => executor.startsWith('@plumbline/nx:'))
    .map(
      ([name, { cache, metadata }]) =>
        `| \`${name}\` | ${metadata?.description ?? ''} | ${cache === true ? 'cached' : ''} |`,
    );
  return ['| target | does | |', '| --- | --- | --- |', ...rows].join('\n');
}
