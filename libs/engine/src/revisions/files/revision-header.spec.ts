import fc from 'fast-check';
import { isPlumblineError } from '../../errors/plumbline-error';
import { renderHeader } from './render-header';
import { parseHeader, type RevisionHeader } from './revision-header';

const HEADER: RevisionHeader = {
  revision: '3f2a9c1d7b4e',
  down: ['a1b2c3d4e5f6'],
  branchLabels: [],
  dependsOn: [],
  message: 'Add users',
  created: '2026-11-22T07:49:24.000Z',
};

const TEXT = `/**
 * Add users
 *
 * Revision: 3f2a9c1d7b4e
 * Revises: a1b2c3d4e5f6
 * Created: 2026-11-22T07:49:24.000Z
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = '3f2a9c1d7b4e';
export const downRevision = 'a1b2c3d4e5f6'; // null for a root, an array for a merge
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];
`;

const id = fc.stringMatching(/^[A-Za-z0-9_.]{1,32}$/);
const message = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc
      .array(fc.constantFrom('*', '/', '\\', 'a', ' ', '* ', 'Created: ', 'Revision: x'), { minLength: 1 })
      .map((a) => a.join('')),
  )
  .map((s) =>
    s.replace(/[\p{Cc}\p{Surrogate}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim(),
  )
  .filter((s) => s !== '' && s.length <= 500);
const header: fc.Arbitrary<RevisionHeader> = fc.record(
  {
    revision: id,
    down: fc.array(id, { maxLength: 8 }),
    branchLabels: fc.array(id, { maxLength: 3 }),
    dependsOn: fc.array(id, { maxLength: 3 }),
    message,
    created: fc
      .date({
        min: new Date('1970-01-01T00:00:00Z'),
        max: new Date('2999-12-31T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((d) => d.toISOString()),
  },
  { requiredKeys: ['revision', 'down', 'branchLabels', 'dependsOn', 'message'] },
);

function problem(text: string) {
  try {
    parseHeader(text, 'f.ts');
  } catch (error) {
    if (isPlumblineError(error, 'invalid-revision-file')) return error.data;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('renderHeader', () => {
  it('writes the format byte for byte', () => {
    expect(renderHeader(HEADER, { irreversible: false })).toBe(TEXT);
  });

  it('writes null for a root and an array for a merge', () => {
    const text = (down: string[]) => renderHeader({ ...HEADER, down }, { irreversible: true });
    expect(text([])).toContain('export const downRevision = null; //');
    expect(text([])).toContain(' * Revises: <base>\n');
    expect(text(['a', 'b'])).toContain("export const downRevision = ['a', 'b']; //");
    expect(text([])).toContain(
      "import { irreversible, type Operations } from '@plumbline/engine/migration';",
    );
  });

  it.each(['', ' ', ' a', 'a\nb', 'a\u2028b', 'a\u0007', 'gpj\u202Eexe', '\ud800', 'x'.repeat(501)])(
    'refuses the message %j',
    (text) => {
      expect(() => renderHeader({ ...HEADER, message: text }, { irreversible: false })).toThrow(
        /cannot be used/,
      );
    },
  );

  it('is read back as the same header', () => {
    fc.assert(
      fc.property(header, fc.boolean(), (value, irreversible) => {
        expect(parseHeader(renderHeader(value, { irreversible }), 'f.ts')).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseHeader', () => {
  it.each<[string, string, Partial<RevisionHeader>]>([
    [
      'double quotes and no semicolons',
      'export const revision = "a"\nexport const downRevision = "b"\n',
      { down: ['b'] },
    ],
    ['a template without parts', 'export const revision = `a`; export const downRevision = null;', {}],
    [
      'annotations',
      "export const revision: string = 'a'; export const downRevision: string | null = 'b';",
      { down: ['b'] },
    ],
    [
      'annotations with literals',
      "export const revision: 'a' = 'a'; export const downRevision: 'b' | null = 'b';",
      { down: ['b'] },
    ],
    [
      'annotations with generics',
      "export const revision = 'a'; export const downRevision: ReadonlyArray<string> = ['b'];",
      { down: ['b'] },
    ],
    [
      'as const, satisfies, as',
      "export const revision = 'a' as const;\nexport const downRevision = ['b', 'c',] as const satisfies readonly string[];\nexport const dependsOn = [] as string[];\nexport const branchLabels = 'x' as string | null\n",
      { down: ['b', 'c'], branchLabels: ['x'] },
    ],
    [
      'comments between everything',
      "/* licence */ // x\nexport /*a*/ const /*b*/ revision /*c*/ = /*d*/ 'a' /*e*/; // f\nexport const downRevision = [ // first\n 'b', /* second */ 'c' // last\n];",
      { down: ['b', 'c'] },
    ],
    [
      'a byte order mark and CRLF',
      "\uFEFF/**\r\n * Say\r\n *\r\n * Created: 2026-11-22T07:49:24Z\r\n */\r\nexport const revision = 'a';\r\nexport const downRevision = null;\r\n",
      { message: 'Say', created: '2026-11-22T07:49:24Z' },
    ],
    [
      'another order',
      "export const dependsOn = ['d'];\nexport const downRevision = null;\nexport const revision = 'a';",
      { dependsOn: ['d'] },
    ],
    [
      'Alembic’s null for no labels',
      "export const branchLabels = null; export const dependsOn: string | null = null; export const revision = 'a'; export const downRevision = null;",
      {},
    ],
    [
      'directives and imports',
      "'use strict';\nimport a, { b as c } from 'x';\nimport * as y from \"y\"\nimport 'z';\nimport j from './j.json' with { type: 'json' };\nexport const revision = 'a'; export const downRevision = null;",
      {},
    ],
    [
      'escapes',
      "export const revision = '\\x61'; export const downRevision = '\\u0062\\u{63}';",
      { down: ['bc'] },
    ],
    [
      'a wrapped message',
      "/**\n * One\n * two.\n *\n * More.\n */\nexport const revision = 'a'; export const downRevision = null;",
      { message: 'One two.' },
    ],
    [
      'a comment of one line',
      "/** Say it */\nexport const revision = 'a'; export const downRevision = null;",
      { message: 'Say it' },
    ],
    [
      'a comment of fields alone',
      "/**\n * Revision: a\n * Created: 2026-11-22T07:49:24.000Z\n */\nexport const revision = 'a'; export const downRevision = null;",
      { created: '2026-11-22T07:49:24.000Z' },
    ],
    [
      'a time that is none',
      "/**\n * A\n *\n * Created: yesterday\n */\nexport const revision = 'a'; export const downRevision = null;",
      { message: 'A' },
    ],
    ['an empty comment', "/**/export const revision = 'a'; export const downRevision = null;", {}],
    [
      'an export in a comment',
      "/* export const revision = 'x'; */ export const revision = 'a'; export const downRevision = null;",
      {},
    ],
    ['an end of file after the value', "export const downRevision = null\nexport const revision = 'a'", {}],
    [
      'nothing of what follows the header',
      "export const revision = 'a'; export const downRevision = null;\nexport function upgrade(op) { const revision = `${ { ]'\n",
      {},
    ],
  ])('reads %s', (_, text, expected) => {
    expect(parseHeader(text, 'f.ts')).toEqual({
      revision: 'a',
      down: [],
      branchLabels: [],
      dependsOn: [],
      message: '',
      ...expected,
    });
  });

  const rest = '; export const downRevision = null;';
  it.each<[string, string, string, number?, number?]>([
    ['a call', `export const revision = make()${rest}`, 'cannot be read without executing', 1, 25],
    [
      'a concatenation',
      `export const revision = 'a' + 'b'${rest}`,
      'cannot be read without executing',
      1,
      29,
    ],
    [
      'a concatenation on the next line',
      `export const revision = 'a'\n + 'b'${rest}`,
      'cannot be read without executing',
      2,
      2,
    ],
    [
      'a method on the next line',
      `export const revision = 'a'\n .trim()${rest}`,
      'cannot be read without executing',
      2,
      2,
    ],
    ['a template with parts', `export const revision = \`a\${1}\`${rest}`, 'has a ${…}', 1, 25],
    [
      'a spread',
      `export const revision = 'a';\nexport const downRevision = [...x];`,
      'cannot be read',
      2,
      30,
    ],
    ['a hole', `export const revision = 'a'; export const downRevision = ['b',,'c'];`, 'cannot be read'],
    ['a number', `export const revision = 1${rest}`, 'cannot be read'],
    ['undefined', `export const revision = 'a'; export const downRevision = undefined;`, 'cannot be read'],
    ['let', `export let revision = 'a'${rest}`, 'must be a constant'],
    [
      'a second declaration',
      `export const revision = 'a'; export const revision = 'b'${rest}`,
      'declared twice',
    ],
    ['several in one statement', `export const revision = 'a', downRevision = null;`, 'cannot be read'],
    ['a list for the revision', `export const revision = ['a']${rest}`, 'revision is not a string'],
    [
      'an empty list of parents',
      `export const revision = 'a'; export const downRevision = [];`,
      'a root has null',
    ],
    ['an id that is too long', `export const revision = '${'a'.repeat(33)}'${rest}`, 'is not an id', 1, 25],
    ['an id with other characters', `export const revision = 'a@head'${rest}`, 'is not an id'],
    [
      'a parent with other characters',
      `export const revision = 'a';\nexport const downRevision = 'a:b';`,
      'is not an id',
      2,
      29,
    ],
    ['an empty id', `export const revision = ''${rest}`, 'is not an id'],
    ['no revision', 'export function upgrade() {}', "no 'revision'", 1, 1],
    ['an empty file', '', "no 'revision'", 1, 1],
    [
      'no down revision',
      "\nexport const revision = 'a';\nexport function upgrade() {}",
      "no 'downRevision'",
      3,
      1,
    ],
    ['a header below other code', `const x = 1;\nexport const revision = 'a'${rest}`, "no 'revision'", 1, 1],
    ['a string without an end', "export const revision = 'a\n", 'does not end on its line', 1, 25],
    ['a comment without an end', '\n  /* export', 'comment does not end', 2, 3],
    ['an import without an end', 'import { a', 'import does not end'],
    ['an octal escape', `export const revision = '\\1'${rest}`, 'escape that is not valid'],
  ])('refuses %s', (_, text, reason, ...position) => {
    const data = problem(text);
    expect(data.reason).toContain(reason);
    expect(data.line).toBeGreaterThan(0);
    if (position.length > 0) expect([data.line, data.column]).toEqual(position);
  });

  it('ends with a header or with a coded error for any text', () => {
    const pieces = fc.constantFrom(
      'export ',
      'const ',
      'revision',
      ' = ',
      "'a'",
      ';',
      '\n',
      '/*',
      '*/',
      '//',
      '[',
      ']',
      ',',
      'null',
      '`',
      '${',
      '\\',
      'as const',
      ': string',
      'import ',
      ' from ',
      '"',
      '{',
      '}',
      'downRevision',
      'satisfies x',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 40 }).map((a) => a.join('')),
        (text) => {
          try {
            parseHeader(text, 'f.ts');
          } catch (error) {
            if (!isPlumblineError(error, 'invalid-revision-file')) throw error;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
