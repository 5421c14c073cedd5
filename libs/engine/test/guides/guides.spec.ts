import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, normaliser, PAGES, readPage, WORKSPACE_PAGES } from '@plumbline/testing/pages';
import { WORKSPACE } from '../support/project';
import { followPage, type RunBlock } from './follow-page';

/** The pages that are done from their beginning to their end, in a project of their own. */
const GUIDES = [
  'docs/coming-from-typeorm.md',
  'docs/developing-models.md',
  'docs/quick-start.md',
  'docs/reviewing.md',
  'libs/engine/README.md',
];

/** A page with what its commands printed in place of what it shows. */
function withOutputs(page: string, results: readonly RunBlock[]): string {
  return results.reduce((text, { block, output }) => {
    if (block.shown === undefined) return text;
    const commands = `\`\`\`sh\n${block.text}\`\`\`\n\n\`\`\`text\n`;
    return text.replace(`${commands}${block.shown}\`\`\``, () => `${commands}${trimmed(output)}\n\`\`\``);
  }, page);
}

/** Without empty lines around it; what the first line is indented by stays. */
function trimmed(output: string): string {
  return output.replace(/^\n+|\s+$/g, '');
}

describe('the commands of the docs', () => {
  it.each(GUIDES)('do what %s says, and print what it shows (UPDATE_DOCS=1 writes it)', async (name) => {
    const results = await followPage(readPage(name));
    expect(
      results.map(({ block, exit, output }) => (exit === block.exit ? 0 : { ...block, exit, output })),
    ).toEqual(results.map(() => 0));
    const shown = (page: readonly RunBlock[], part: (result: RunBlock) => string | undefined) => {
      const normalise = normaliser();
      return page.flatMap((result) => {
        const text = part(result);
        return text === undefined ? [] : [normalise(text)];
      });
    };
    const printed = shown(results, ({ block, output }) => (block.shown === undefined ? undefined : output));
    const inPage = (): readonly string[] => shown(results, ({ block }) => block.shown);
    if (process.env['UPDATE_DOCS'] === '1' && JSON.stringify(printed) !== JSON.stringify(inPage())) {
      writeFileSync(join(WORKSPACE, name), withOutputs(readPage(name), results));
      return;
    }
    expect(inPage()).toEqual(printed);
  });

  it('are run, or say why they are not', () => {
    const pages = PAGES.filter((name) => !GUIDES.includes(name) && !WORKSPACE_PAGES.includes(name));
    const unmarked = pages.flatMap((name) =>
      blocksOf(readPage(name))
        .filter(({ kind }) => kind === 'commands')
        .map(({ text }) => `${name}: ${text}`),
    );
    expect(unmarked).toEqual([]);
  });
});

describe('the runner of the commands', () => {
  it('takes files, commands, what they print, how they end, and reasons', () => {
    const page = [
      '<!-- file: a/b.ts -->\n\n```ts\nexport {};\n```\n',
      '```ts\nnothing();\n```\n',
      '```sh\necho one\n```\n\n```text\none\n```\n',
      '<!-- exit: 3 -->\n\n```sh\nexit 3\n```\n',
      '<!-- not run: it cannot -->\n\n```sh\nrm\n```\n',
    ].join('\n');
    expect(blocksOf(page)).toEqual([
      { kind: 'file', path: 'a/b.ts', text: 'export {};\n' },
      { kind: 'example', language: 'ts', text: 'nothing();\n' },
      { kind: 'commands', text: 'echo one\n', shown: 'one\n', exit: 0 },
      { kind: 'commands', text: 'exit 3\n', exit: 3 },
      { kind: 'not run', text: 'rm\n', why: 'it cannot' },
    ]);
  });

  it('stops a block at the first command that fails, and tells', async () => {
    const [failed] = await followPage('```sh\necho before\nfalse\necho after\n```\n');
    expect(failed).toMatchObject({ exit: 1, output: 'before\n' });
  });

  it('takes for the same what only a second run makes different, and nothing else', () => {
    const [a, b] = [normaliser(), normaliser()];
    expect(a('0123456789ab and fedcba987654 (12 ms)')).toBe(b('aaaaaaaaaaaa and bbbbbbbbbbbb (1.5 s)'));
    expect(a('0123456789ab')).not.toBe(a('fedcba987654'));
    expect(a('Applied 1 revision')).not.toBe(b('Applied 2 revisions'));
  });
});
