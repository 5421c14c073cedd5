import { compileSource } from './compile-source';
import { renderRevision } from './render-revision';
import { bodyOf } from './render-operations';
import { compileWritten } from './written-source';

const HEADER = `/**
 * Add a/b * c
 *
 * Revision: a1
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = 'a1';
export const downRevision = null; // null for a root, an array for a merge
export const branchLabels: string[] = ['one', 'two'];
export const dependsOn: string[] = [];

`;
const written = (upgrade: string, downgrade = '  op.dropSchema("x");\n', header = HEADER): string =>
  `${header}export function upgrade(op: Operations): void {\n${upgrade}}\n\nexport function downgrade(op: Operations): void {\n${downgrade}}\n`;

/** What a module exports, with its functions as their bodies. */
function exportsOf(compiled: ReturnType<typeof compileSource> | undefined): unknown {
  const exported: Record<string, unknown> = {};
  compiled?.(exported, () => ({}), { exports: exported }, 'a.ts');
  return Object.fromEntries(
    Object.entries(exported).map(([name, value]) => [
      name,
      typeof value === 'function' ? String(value).replace(/^[^{]*/, '') : value,
    ]),
  );
}

describe('compileWritten', () => {
  it.each([
    ['a call', '  op.createSchema("x");\n'],
    ['nothing', ''],
    ['code', "  op.run('x', async ({ query }) => {\n    await query('SELECT 1');\n  });\n"],
    ['a text over several lines', '  op.execute(`SELECT 1\nFROM t`);\n'],
    ['code of two dialects', "  if (op.dialect === 'sqlite') {\n    op.execute('SELECT 1');\n  }\n"],
  ])('makes of a file as it is written what the compiler makes of it: %s', (_name, upgrade) => {
    const text = written(upgrade);
    expect(compileWritten(text, 'a.ts')).toBeDefined();
    expect(exportsOf(compileWritten(text, 'a.ts'))).toEqual(exportsOf(compileSource(text, 'a.ts')));
  });

  it('takes what the tool itself writes', () => {
    const header = { revision: 'a1', down: ['a0'], branchLabels: [], dependsOn: ['b'], message: 'Add it' };
    const body = bodyOf([{ kind: 'createSchema', schema: 'x' }]);
    const text = renderRevision({ header, upgrade: body, downgrade: body });
    expect(exportsOf(compileWritten(text, 'a.ts'))).toEqual(exportsOf(compileSource(text, 'a.ts')));
  });

  it.each([
    ['a type', "  const name: string = 'x';\n  op.createSchema(name);\n"],
    ['a cast', "  op.createSchema('x' as string);\n"],
    ['an assertion', "  op.createSchema('x'!);\n"],
    ['a type argument, which as JavaScript is two comparisons', "  op.createSchema(pick<string>('x'));\n"],
    ['an import', "  op.run('x', async () => {\n    await import('../x');\n  });\n"],
    ['a syntax error', '  op.createSchema(;\n'],
  ])('leaves to the compiler what has %s', (_name, upgrade) => {
    expect(compileWritten(written(upgrade), 'a.ts')).toBeUndefined();
  });

  it.each([
    ['another import', HEADER.replace('import type', "import { x } from './x';\nimport type")],
    ['a type among the constants', HEADER.replace("revision = 'a1'", "revision = 'a1' as string")],
    ['a comment that ends early', HEADER.replace('Add', 'Add */ throw new Error() /*')],
    ['other line ends', HEADER.replaceAll('\n', '\r\n')],
  ])('leaves to the compiler a file with %s', (_name, header) => {
    expect(compileWritten(written('', '', header), 'a.ts')).toBeUndefined();
  });

  it('leaves the lines where they are', () => {
    const text = written("  op.dropSchema('x');\n  throw new Error('here');\n");
    const line = text.split('\n').findIndex((one) => one.includes('here')) + 1;
    const exported: { upgrade?: (op: object) => void } = {};
    compileWritten(text, '/a.ts')?.(exported, () => ({}), {}, '/a.ts');
    expect(() => exported.upgrade?.({ dropSchema: () => undefined })).toThrow('here');
    try {
      exported.upgrade?.({ dropSchema: () => undefined });
    } catch (error) {
      expect((error as Error).stack).toContain(`/a.ts:${line}:`);
    }
  });
});
