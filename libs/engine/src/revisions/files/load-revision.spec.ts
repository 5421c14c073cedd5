import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as migration from '../../migration';
import { isPlumblineError } from '../../errors/plumbline-error';
import { isIrreversible } from '../../operations/irreversible';
import { recordOperations } from '../../operations/recorder';
import { loadRevision } from './load-revision';
import { readRevisionFile } from './read-folder';

const HEADER = `import type { Operations } from '@plumbline/engine/migration';

export const revision = 'a1';
export const downRevision = null;
`;
const UP = 'export function upgrade(op: Operations): void {\n  op.dropSchema("x");\n}\n';
const DOWN = 'export function downgrade(op: Operations): void {}\n';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'plumbline-load-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const load = (text: string, name = 'a.ts') => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return loadRevision(readRevisionFile(path, name));
};
const problem = async (text: string, name?: string) => {
  const error: unknown = await load(text, name).catch((caught: unknown) => caught);
  if (isPlumblineError(error, 'invalid-revision-file')) return error.data;
  throw error;
};

describe('loadRevision', () => {
  it('gives the functions of a file', async () => {
    const module = await load(HEADER + UP + DOWN);
    expect(recordOperations(module.upgrade, 'postgres')).toEqual([{ kind: 'dropSchema', schema: 'x' }]);
    expect(typeof module.downgrade).toBe('function');
  });

  it.each(['a.ts', 'a.mts', 'a.cts', 'a.js'])('loads %s', async (name) => {
    const text =
      "export const revision = 'a1';\nexport const downRevision = null;\nexport const upgrade = () => {};\nexport function downgrade() {}\n";
    expect(typeof (await load(text, name)).upgrade).toBe('function');
  });

  it('loads a byte order mark and CRLF', async () => {
    const module = await load(`\uFEFF${HEADER}${UP}${DOWN}`.replaceAll('\n', '\r\n'));
    expect(typeof module.upgrade).toBe('function');
  });

  it('is the module that revisions import', async () => {
    const module = await load(
      HEADER.replace('import type { Operations }', 'import { irreversible, type Operations }') +
        UP +
        "export const downgrade = irreversible('gone');\n",
    );
    expect(isIrreversible(module.downgrade) && module.downgrade.reason).toBe('gone');
    // Whoever adds a value to the module must add it to the loader too.
    expect(Object.keys(migration)).toEqual(['irreversible']);
  });

  it('loads what is imported beside it, in TypeScript’s spellings, and packages from where it is', async () => {
    mkdirSync(join(folder, 'shared'));
    mkdirSync(join(folder, 'node_modules/pkg'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/pkg/index.js'), "exports.name = 'pkg';");
    writeFileSync(
      join(folder, '_names.ts'),
      "import { b } from './shared';\nexport const a: string = b + '!';\n",
    );
    writeFileSync(join(folder, 'shared/index.ts'), "export const b = 'b';\n");
    const text = (from: string) =>
      `import { a } from '${from}';\nimport { name } from 'pkg';\n${HEADER}export function upgrade(op: Operations) { op.createSchema(a + name); }\n${DOWN}`;
    for (const from of ['./_names', './_names.ts', './_names.js']) {
      const { upgrade } = await load(text(from));
      expect(recordOperations(upgrade, 'sqlite')).toEqual([{ kind: 'createSchema', schema: 'b!pkg' }]);
    }
  });

  it('names line, column and text of a syntax error', async () => {
    expect(
      await problem(`${HEADER}export function upgrade(op: Operations) {\n  op.dropSchema('x';\n}\n`),
    ).toMatchObject({
      line: 6,
      column: 20,
      reason: expect.stringContaining("op.dropSchema('x';"),
    });
    expect(await problem(`${HEADER}${UP}${DOWN}  const const = 1;\n`)).toMatchObject({
      line: 9,
      reason: expect.stringContaining('const const = 1;'),
    });
  });

  it('names a file that throws while it is loaded, and the line', async () => {
    expect(await problem(`${HEADER}${UP}${DOWN}nothing();\n`)).toMatchObject({
      line: 9,
      reason: 'It throws while it is loaded: nothing is not defined',
    });
    expect((await problem(`import './none';\n${HEADER}${UP}`)).reason).toContain("Cannot find './none'");
  });

  it('refuses a file without upgrade, or with one that is no function', async () => {
    expect((await problem(HEADER + DOWN)).reason).toContain("no function 'upgrade'");
    expect((await problem(`${HEADER}export const upgrade = [];`)).reason).toContain("no function 'upgrade'");
  });

  it('refuses a missing downgrade, and one that is something else', async () => {
    await expect(load(HEADER + UP)).rejects.toMatchObject({
      code: 'missing-downgrade',
      data: { revision: 'a1' },
    });
    expect((await problem(`${HEADER}${UP}export const downgrade = 'no';`)).reason).toContain('neither');
  });

  it('refuses a header that says something else when it runs', async () => {
    expect((await problem(`${HEADER}${UP}${DOWN}export const dependsOn = ['b2'];`)).reason).toBe(
      `'dependsOn' is ["b2"] when the file runs, and [] as it is read at its top.`,
    );
  });

  it('lets an asynchronous upgrade load, which recording refuses', async () => {
    const { upgrade } = await load(`${HEADER}export async function upgrade() {}\n${DOWN}`);
    expect(() => recordOperations(upgrade, 'postgres', { revision: 'a1' })).toThrow(/Revision 'a1'/);
  });
});
