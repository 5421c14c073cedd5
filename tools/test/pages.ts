import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const WORKSPACE = resolve(__dirname, '../..');

/** The pages for readers, as paths from the root of the workspace. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'apps/analytics-api/README.md',
  'benchmarks/README.md',
  'deploy/README.md',
  'libs/engine/README.md',
  'tools/nx-plugin/README.md',
  ...readdirSync(join(WORKSPACE, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Those whose commands want this whole workspace; `tools/e2e` follows them. */
export const WORKSPACE_PAGES: readonly string[] = ['README.md', 'apps/analytics-api/README.md'];

export const readPage = (page: string): string => readFileSync(join(WORKSPACE, page), 'utf8');

/** A part of a page that means something to the project of a reader. */
export type Block =
  /** `<!-- file: path -->` and a block of code: the file is written. */
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** A block `sh`, which is run, and what it prints where a block `text` follows. */
  | { readonly kind: 'commands'; readonly text: string; readonly shown?: string; readonly exit: number }
  /** `<!-- not run: why -->` and a block `sh`. */
  | { readonly kind: 'not run'; readonly text: string; readonly why: string }
  /** A block of another language that no mark stands before: it is for the eyes, and for the compiler where it is code. */
  | { readonly kind: 'example'; readonly language: string; readonly text: string };

const BLOCKS =
  /(?:<!-- (?<mark>file|not run|exit): (?<value>[^\n]+?) -->\n+)?```(?<language>\w+)\n(?<text>[^]*?)```\n(?:\n```text\n(?<shown>[^]*?)```\n)?/g;

/** The blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(BLOCKS)].map(({ groups = {} }): Block => {
    const { mark, value = '', language = '', text = '', shown } = groups;
    if (mark === 'file') return { kind: 'file', path: value, text };
    if (language !== 'sh') return { kind: 'example', language, text };
    if (mark === 'not run') return { kind: 'not run', text, why: value };
    const exit = mark === 'exit' ? Number(value) : 0;
    return { kind: 'commands', text, exit, ...(shown === undefined ? {} : { shown }) };
  });
}

/** Output without what differs from run to run: times, versions, and ids, which are numbered as they appear. */
export function normaliser(): (output: string) => string {
  const ids = new Map<string, string>();
  return (output) =>
    output
      .replace(/(?<![0-9a-z])[0-9a-f]{12}(?![0-9a-z])/g, (id) => {
        if (!ids.has(id)) ids.set(id, `revision-${ids.size + 1}`);
        return ids.get(id) ?? id;
      })
      .replace(/\b\d{8}-\d{4}_/g, 'time_')
      .replace(/\b\d{4}-\d{2}-\d{2}[T ][\d:.]+Z?/g, 'time')
      .replace(/\b\d+(?:\.\d+)? m?s\b/g, 'a moment')
      .replace(/\bSQLite \d[\d.]*/g, 'SQLite')
      .replace(/[ \t]+$/gm, '')
      .replace(/^\n+|\s+$/g, '');
}
