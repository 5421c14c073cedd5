import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPlumblineError } from '../../errors/plumbline-error';
import { revisionChecksum } from './checksum';
import { readRevisionFile, readRevisionFolders } from './read-folder';
import { writeRevision } from './write-revision';

const header = (id: string) => `export const revision = '${id}';\nexport const downRevision = null;\n`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'plumbline-read-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text);
const problem = async () => {
  const error: unknown = await readRevisionFolders([folder]).catch((caught: unknown) => caught);
  if (isPlumblineError(error, 'invalid-revision-file')) return error.data;
  throw error;
};

describe('readRevisionFolders', () => {
  it('reads the revision files of all folders in the order of their names', async () => {
    mkdirSync(join(folder, 'more'));
    mkdirSync(join(folder, 'folder.ts'));
    write('2_b.ts', header('b'));
    write('1_a.js', header('a'));
    write('more/15_c.mts', header('c'));
    for (const name of ['_x.ts', '.y.ts', 'z.d.ts', 'z.d.mts', 'README.md', 'a.ts.tmp', 'a.json'])
      write(name, 'no');
    const files = await readRevisionFolders([folder, join(folder, 'more')]);
    expect(files.map((file) => [file.fileName, file.header.revision])).toEqual([
      ['15_c.mts', 'c'],
      ['1_a.js', 'a'],
      ['2_b.ts', 'b'],
    ]);
    expect(files[1]?.path).toBe(join(folder, '1_a.js'));
  });

  it('does not take a missing folder for an empty one', async () => {
    await expect(readRevisionFolders([folder, join(folder, 'none')])).rejects.toMatchObject({
      code: 'versions-folder-missing',
      data: { folder: join(folder, 'none') },
    });
    expect(await readRevisionFolders([folder])).toEqual([]);
  });

  it('follows a symbolic link within the folder, and refuses one out of it or to nothing', async () => {
    write('_a.ts', header('a'));
    symlinkSync('_a.ts', join(folder, 'a.ts'));
    expect(await readRevisionFolders([folder])).toHaveLength(1);
    const outside = mkdtempSync(join(tmpdir(), 'plumbline-out-'));
    writeFileSync(join(outside, 'b.ts'), header('b'));
    symlinkSync(join(outside, 'b.ts'), join(folder, 'b.ts'));
    expect((await problem()).reason).toContain('out of the versions folder');
    rmSync(outside, { recursive: true });
    expect((await problem()).reason).toContain('link to nothing');
  });

  it.each<[string, string | Uint8Array, string, number?]>([
    ['what is not UTF-8', new Uint8Array([0x2f, 0x2f, 0xff, 0x0a]), 'not valid UTF-8'],
    ['a NUL', `${header('a')}\n// \0`, 'U+0000', 4],
    ['a bidi control in a comment', `${header('a')}// \u202Etxt`, 'U+202E', 3],
    ['a bidi control after a string', `${header('a')}const s = 'it\\'s'; \u2066`, 'U+2066', 3],
    ['a header that cannot be read', 'export const revision = make();', 'without executing', 1],
  ])('refuses %s', async (_, text, reason, ...line) => {
    write('a.ts', text);
    const data = await problem();
    expect(data.reason).toContain(reason);
    expect(data.file).toBe(join(folder, 'a.ts'));
    if (line[0] !== undefined) expect(data.line).toBe(line[0]);
  });

  it('lets bidi controls be in string literals', async () => {
    write('a.ts', `${header('a')}const s = ['\u202E', "\u2066", \`\u200F\n\`];`);
    expect(await readRevisionFolders([folder])).toHaveLength(1);
  });
});

describe('readRevisionFile', () => {
  const whole = `${header('a')}export const branchLabels = [];\nexport const dependsOn = ['d'];\n`;
  const read = () => readRevisionFile(join(folder, 'a.ts'), 'a.ts');

  it('finds the header wherever the first part of the file is cut', () => {
    for (let before = 860; before < 1040; before++) {
      write('a.ts', `// ${'x'.repeat(before)}\n${whole}export function upgrade() {}\n`);
      expect(read().header).toMatchObject({ revision: 'a', down: [], branchLabels: [], dependsOn: ['d'] });
    }
  });

  it('reads the text once, when it is asked for', () => {
    const text = `${whole}export function upgrade() {}\n`;
    write('a.ts', text);
    const file = Object.freeze(read());
    expect(file.text).toBe(text);
    write('a.ts', 'changed');
    expect(file.text).toBe(text);
  });

  it('refuses a text that hides something, when it is asked for', () => {
    write('a.ts', `${whole}${'// x\n'.repeat(300)}// \u202E\n`);
    expect(() => read().text).toThrow(/is not a revision file/);
  });
});

describe('writeRevision', () => {
  it('writes the file and leaves nothing else', async () => {
    const path = await writeRevision(folder, '1_a.ts', 'Größe\n');
    expect(await readFile(path, 'utf8')).toBe('Größe\n');
    expect(readdirSync(folder)).toEqual(['1_a.ts']);
  });

  it('never overwrites', async () => {
    write('1_a.ts', 'mine');
    await expect(writeRevision(folder, '1_a.ts', 'yours')).rejects.toMatchObject({ code: 'file-exists' });
    expect(await readFile(join(folder, '1_a.ts'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['1_a.ts']);
  });

  it('lets one of many win', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => writeRevision(folder, 'a.ts', `${i}`.repeat(50_000))),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(await readFile(join(folder, 'a.ts'), 'utf8')).size).toBe(1);
  });

  it.each(['../a.ts', 'x/a.ts', '..\\a.ts', '/a.ts', '.a.ts', '_a.ts', 'a.txt', '', 'a\0.ts'])(
    'refuses the name %j',
    async (name) => {
      await expect(writeRevision(folder, name, '')).rejects.toMatchObject({ code: 'invalid-revision-file' });
    },
  );

  it('needs the folder', async () => {
    await expect(writeRevision(join(folder, 'none'), 'a.ts', '')).rejects.toMatchObject({
      code: 'versions-folder-missing',
    });
  });
});

describe('revisionChecksum', () => {
  it('is the same for every line end, with and without a byte order mark', () => {
    // printf 'a\nb\n' | sha256sum
    const expected = '911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2';
    const sums = ['a\nb\n', 'a\r\nb\r\n', 'a\rb\r', '\uFEFFa\nb\n'].map(revisionChecksum);
    expect(new Set(sums)).toEqual(new Set([expected]));
    expect(revisionChecksum('a\nb')).not.toBe(expected);
  });
});
