import fc from 'fast-check';
import { dialectName, operations } from '../../operations/testing/arbitrary-operations';
import { oneOfEach } from '../../operations/testing/one-of-each';
import { bodyOf, renderBody } from './render-operations';
import { recordText } from './testing/record-text';

const render = (...kinds: string[]) =>
  renderBody(bodyOf(oneOfEach.filter(([kind]) => kinds.includes(kind)).map(([, op]) => op)));

describe('renderBody', () => {
  it('writes calls as Prettier lays them out', () => {
    expect(render('createTable', 'addColumn', 'alterColumn', 'createIndex')).toBe(
      `  op.createTable('users', {
    columns: [
      { name: 'id', type: 'integer', identity: 'by default' },
      { name: 'name', type: 'varchar(50)' },
    ],
  });
  op.addColumn('users', { name: 'name', type: 'varchar(50)' });
  op.alterColumn('users', {
    from: { name: 'name', type: 'varchar(50)' },
    to: { name: 'name', type: 'varchar(100)', nullable: true, default: 'x' },
  });
  op.createIndex('users', {
    name: 'IDX',
    columns: ['a', { expression: 'lower(b)' }, { column: 'c', order: 'desc' }],
    unique: true,
  });
`,
    );
  });

  it('writes a comment where there is nothing to do', () => {
    expect(renderBody([])).toBe('  // Nothing to do.\n');
  });

  it('has keys in one order, whatever order they come in', () => {
    const unique = { deferrable: 'initially deferred', columns: ['a'], name: 'UQ' } as const;
    const index = { keys: [{ nulls: 'last', order: 'desc', column: 'a' }], name: 'IDX' } as const;
    const table = { name: 't' };
    expect(
      renderBody(
        bodyOf([
          { kind: 'addUnique', table, unique },
          { kind: 'createIndex', table, index },
        ]),
      ),
    ).toBe(`  op.addUnique('t', { name: 'UQ', columns: ['a'], deferrable: 'initially deferred' });
  op.createIndex('t', { name: 'IDX', columns: [{ column: 'a', order: 'desc', nulls: 'last' }] });
`);
  });

  it('cannot write a function', () => {
    expect(() => render('run')).toThrow(/asks for something that cannot be/);
  });

  it('is read back as the same operations, whatever is in them', () => {
    fc.assert(
      fc.property(operations, dialectName, (list, dialect) => {
        expect(recordText(renderBody(bodyOf(list)), dialect)).toEqual(list);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same text for the same operations', () => {
    fc.assert(
      fc.property(operations, dialectName, (list, dialect) => {
        const text = renderBody(bodyOf(list));
        expect(renderBody(bodyOf(recordText(text, dialect)))).toBe(text);
      }),
    );
  });

  it('writes nothing that hides or turns text', () => {
    fc.assert(
      fc.property(operations, (list) => {
        expect(renderBody(bodyOf(list))).not.toMatch(/(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('records one operation of each kind back', () => {
    const list = oneOfEach.filter(([kind]) => kind !== 'run').map(([, op]) => op);
    expect(recordText(renderBody(bodyOf(list)), 'postgres')).toEqual(list);
  });
});
