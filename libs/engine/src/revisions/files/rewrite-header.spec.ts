import fc from 'fast-check';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderRevision } from './render-revision';
import { parseHeader } from './revision-header';
import { replaceFile, rewriteParents } from './rewrite-header';

const FILE = '1_a.ts';
const rewrite = (text: string, ...down: string[]): string => rewriteParents(text, down, FILE);

const id = fc.stringMatching(/^[a-z0-9_.]{1,12}$/);
const ids = fc.uniqueArray(id, { maxLength: 3 });
const message = fc
  .string({ minLength: 1, maxLength: 40 })
  .filter((text) => text.trim() === text && /^[^\p{C}\u2028\u2029]+$/u.test(text));

describe('rewriteParents', () => {
  it('changes the constant and the comment, and nothing else', () => {
    const text = renderRevision({
      header: {
        revision: 'b',
        down: ['a'],
        branchLabels: ['x'],
        dependsOn: ['c'],
        message: 'Add users',
        created: '2026-11-22T07:49:24.000Z',
      },
      upgrade: [],
      downgrade: [],
    });
    const wanted = text
      .replace('Revises: a\n', 'Revises: d, e\n')
      .replace("downRevision = 'a';", "downRevision = ['d', 'e'];");
    expect(wanted.split('\n').filter((line, index) => line !== text.split('\n')[index])).toHaveLength(2);
    expect(rewrite(text, 'd', 'e')).toBe(wanted);
    expect(rewrite(wanted, 'a')).toBe(text);
  });

  it.each<[string, string, string]>([
    [
      'CRLF and a byte order mark',
      '\uFEFF/**\r\n * M\r\n *\r\n * Revises: a\r\n */\r\nexport const revision = "b";\r\nexport const downRevision = "a"\r\n',
      '\uFEFF/**\r\n * M\r\n *\r\n * Revises: n\r\n */\r\nexport const revision = "b";\r\nexport const downRevision = "n"\r\n',
    ],
    [
      'a comment in the value',
      "export const revision = 'b';\nexport const downRevision = [ // of two\n  'a', /* ] */ 'c',\n] as const;\n",
      "export const revision = 'b';\nexport const downRevision = 'n' as const;\n",
    ],
    [
      'the constants the other way round',
      "export const downRevision: string | null = null;\n/** M\n\nRevises: x */\nexport const revision = 'b';\n",
      "export const downRevision: string | null = 'n';\n/** M\n\nRevises: x */\nexport const revision = 'b';\n",
    ],
    [
      'a message that looks like the line',
      "/**\n * Revises: a\n *\n * Revises: a  \n */\nexport const revision = 'b';\nexport const downRevision = 'a';\n",
      "/**\n * Revises: a\n *\n * Revises: n  \n */\nexport const revision = 'b';\nexport const downRevision = 'n';\n",
    ],
    [
      'lines without a message',
      "/**\n * Revision: b\n * Revises: a\n */\nexport const revision = 'b';\nexport const downRevision = 'a';\n",
      "/**\n * Revision: b\n * Revises: n\n */\nexport const revision = 'b';\nexport const downRevision = 'n';\n",
    ],
    [
      'the same comment in another one before',
      "// /** M\n/** M\n\nRevises: a */\nexport const revision = 'b';\nexport const downRevision = `a`;\n",
      "// /** M\n/** M\n\nRevises: n */\nexport const revision = 'b';\nexport const downRevision = `n`;\n",
    ],
  ])('keeps %s', (_name, text, wanted) => {
    expect(rewrite(text, 'n')).toBe(wanted);
    expect(parseHeader(wanted, FILE).down).toEqual(['n']);
  });

  it('is read back with the new parents and all else as it was, and leads back to the same bytes', () => {
    fc.assert(
      fc.property(
        fc.tuple(id, message, ids, ids),
        ids,
        ids,
        fc.constantFrom('\n', '\r\n'),
        (rest, old, down, end) => {
          const [revision, text, branchLabels, dependsOn] = rest;
          const header = { revision, message: text, branchLabels, dependsOn, down: old };
          const before = renderRevision({ header, upgrade: [], downgrade: [] }).replaceAll('\n', end);
          const after = rewriteParents(before, down, FILE);
          expect(parseHeader(after, FILE)).toEqual({ ...parseHeader(before, FILE), down });
          expect(rewriteParents(after, old, FILE)).toBe(rewriteParents(before, old, FILE));
        },
      ),
    );
  });

  it('refuses a header without a parent', () => {
    expect(() => rewrite("export const revision = 'b';\n", 'a')).toThrow(
      expect.objectContaining({ code: 'invalid-revision-file' }),
    );
  });
});

describe('replaceFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-replace-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps the mode, follows a link, and leaves nothing beside the file', async () => {
    const file = join(folder, 'a.ts');
    writeFileSync(file, 'old');
    chmodSync(file, 0o646);
    symlinkSync('a.ts', join(folder, 'link.ts'));
    await replaceFile(join(folder, 'link.ts'), 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o646);
    expect(readdirSync(folder)).toEqual(['a.ts', 'link.ts']);
  });
});
