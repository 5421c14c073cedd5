import fc from 'fast-check';
import { renderHeader, type HeaderOptions } from './render-header';
import { parseHeader, type RevisionHeader } from './revision-header';
import { readWrittenHeader } from './written-header';

const id = fc.stringMatching(/^[A-Za-z0-9_.]{1,32}$/);
const header: fc.Arbitrary<RevisionHeader> = fc.record(
  {
    revision: id,
    down: fc.array(id, { maxLength: 3 }),
    branchLabels: fc.array(id, { maxLength: 2 }),
    dependsOn: fc.array(id, { maxLength: 2 }),
    message: fc
      .string({ minLength: 1, maxLength: 60 })
      .map((text) => text.trim())
      .filter((text) => text !== ''),
    transaction: fc.constantFrom('each' as const, 'none' as const),
    created: fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((d) => d.toISOString()),
  },
  { requiredKeys: ['revision', 'down', 'branchLabels', 'dependsOn', 'message'] },
);

/** What follows a header in a file ends it. */
const withBody = (value: RevisionHeader, options: HeaderOptions): string =>
  `${renderHeader(value, options)}\nexport function upgrade(op: Operations): void {}\n`;

describe('readWrittenHeader', () => {
  it('reads what the tool writes', () => {
    const value = {
      revision: 'c3',
      down: ['a1', 'b2'],
      branchLabels: ['payments'],
      dependsOn: ['d4'],
      message: "Add the users' table (again)",
      created: '2026-11-22T07:49:24.000Z',
      transaction: 'none' as const,
    };
    for (const irreversible of [true, false]) {
      expect(readWrittenHeader(withBody(value, { irreversible }))).toEqual(value);
      const root = { ...value, down: [], branchLabels: [], dependsOn: [] };
      expect(readWrittenHeader(withBody(root, { irreversible }))).toEqual(root);
      const follower = { ...root, down: ['a1'] };
      expect(readWrittenHeader(withBody(follower, { irreversible }))).toEqual(follower);
    }
  });

  it('says nothing, or what the scanner says', () => {
    let answers = 0;
    fc.assert(
      fc.property(header, fc.boolean(), (value, irreversible) => {
        const text = withBody(value, { irreversible });
        const written = readWrittenHeader(text);
        if (written === undefined) return;
        answers++;
        expect(written).toEqual(parseHeader(text, 'f.ts'));
      }),
      { numRuns: 1000 },
    );
    expect(answers).toBeGreaterThan(500);
  });

  it('says nothing, or what the scanner says, of a header that somebody changed', () => {
    const change = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 8 }),
      add: fc.constantFrom('', ' ', '*', '*/', '\n', "'", ';', 'a', '[', ']', '//', '\\', 'Created: ', '\r'),
    });
    fc.assert(
      fc.property(header, change, (value, { at, cut, add }) => {
        const text = withBody(value, { irreversible: false });
        const start = at % text.length;
        const changed = text.slice(0, start) + add + text.slice(start + cut);
        const written = readWrittenHeader(changed);
        if (written !== undefined) expect(written).toEqual(parseHeader(changed, 'f.ts'));
      }),
      { numRuns: 3000 },
    );
  });
});
