import fc from 'fast-check';
import type { Column } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import { recordOperations } from '../../operations/recorder';
import type { Operations } from '../../operations/operations-api';
import { column, operation, operations } from '../../operations/testing/arbitrary-operations';
import { mergeDialects, type DialectOperations } from './merge-dialects';
import { renderBody } from './render-operations';
import { recordText } from './testing/record-text';

const text = (
  postgres: (op: Operations) => void,
  sqlite: (op: Operations) => void,
  normalise?: DialectOperations['normalise'],
) =>
  renderBody(
    mergeDialects([
      { dialect: 'postgres', operations: recordOperations(postgres, 'postgres') },
      { dialect: 'sqlite', operations: recordOperations(sqlite, 'sqlite'), ...(normalise && { normalise }) },
    ]),
  );

/** Two lists that share most of what they have, as those of two dialects do. */
const related: fc.Arbitrary<readonly [Operation[], Operation[]]> = fc
  .tuple(
    operations,
    fc.array(fc.constantFrom('same', 'changed', 'first', 'second', 'new'), { maxLength: 6 }),
    fc.array(column, { maxLength: 6 }),
    operations,
  )
  .map(([list, marks, columns, extra]) => {
    const first: Operation[] = [];
    const second: Operation[] = [];
    list.forEach((op, i) => {
      const mark = marks[i] ?? 'same';
      if (mark !== 'second') first.push(op);
      if (mark === 'changed') second.push(changed(op, columns[i]));
      else if (mark !== 'first') second.push(op);
      if (mark === 'new') second.push(...extra.slice(0, 2));
    });
    return [first, second] as const;
  });

function changed(op: Operation, other: Column | undefined): Operation {
  if (other === undefined) return op;
  if (op.kind === 'addColumn' || op.kind === 'dropColumn') {
    return { ...op, column: { ...other, name: op.column.name } };
  }
  if (op.kind === 'createTable' || op.kind === 'dropTable') {
    const columns = op.table.columns.map((own, i) => (i % 2 === 0 ? { ...other, name: own.name } : own));
    const { primaryKey: _primaryKey, ...table } = op.table;
    return { ...op, table: { ...table, columns, checks: [{ expression: 'x' }] } };
  }
  if (op.kind === 'alterColumn') return { ...op, to: { ...other, name: op.to.name } };
  if (op.kind === 'createIndex') return { ...op, index: { name: op.index.name, keys: ['a'], unique: true } };
  return op;
}

describe('mergeDialects', () => {
  it('writes plainly what agrees, under on what differs, under if what only one has', () => {
    expect(
      text(
        (op) => {
          op.createEnum('mood', ['ok']);
          op.createTable('users', {
            columns: [
              { name: 'id', type: 'integer' },
              { name: 'at', type: 'timestamptz', default: op.sql('now()') },
            ],
            checks: [{ name: 'CHK', expression: 'id > 0' }],
          });
          op.dropTable('old', { columns: [{ name: 'id', type: 'integer' }] });
        },
        (op) => {
          op.createTable('users', {
            columns: [
              { name: 'id', type: 'integer' },
              { name: 'at', type: 'datetime', default: op.sql("datetime('now')") },
            ],
          });
          op.dropTable('old', { columns: [{ name: 'id', type: 'integer' }] });
          op.execute('VACUUM');
        },
      ),
    ).toBe(`  if (op.dialect === 'postgres') {
    op.createEnum('mood', ['ok']);
  }
  op.createTable('users', {
    columns: [
      { name: 'id', type: 'integer' },
      {
        name: 'at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    checks: [{ name: 'CHK', expression: 'id > 0' }],
    on: { sqlite: { checks: undefined } },
  });
  op.dropTable('old', {
    columns: [{ name: 'id', type: 'integer' }],
  });
  if (op.dialect === 'sqlite') {
    op.execute('VACUUM');
  }
`);
  });

  it('leaves plain what a dialect ignores', () => {
    const ignores = (op: Operation): Operation | undefined => {
      if (op.kind === 'createEnum') return undefined;
      if (op.kind !== 'addColumn') return op;
      const { identity: _identity, comment: _comment, ...rest } = op.column;
      return { ...op, column: rest };
    };
    expect(
      text(
        (op) => {
          op.createEnum('mood', ['ok']);
          op.addColumn('users', { name: 'a', type: 'integer', identity: 'always', comment: 'x' });
          op.addColumn('users', { name: 'b', type: 'inet', comment: 'y' });
        },
        (op) => {
          op.addColumn('users', { name: 'a', type: 'integer' });
          op.addColumn('users', { name: 'b', type: 'text' });
        },
        ignores,
      ),
    ).toBe(`  op.createEnum('mood', ['ok']);
  op.addColumn('users', { name: 'a', type: 'integer', identity: 'always', comment: 'x' });
  op.addColumn('users', { name: 'b', type: 'inet', comment: 'y', on: { sqlite: { type: 'text' } } });
`);
  });

  it('keeps each order where the two differ', () => {
    const body = text(
      (op) => ['a', 'b', 'c'].forEach((sql) => op.execute(sql)),
      (op) => ['c', 'a', 'b'].forEach((sql) => op.execute(sql)),
    );
    expect(body).toBe(`  if (op.dialect === 'sqlite') {
    op.execute('c');
  }
  op.execute('a');
  op.execute('b');
  if (op.dialect === 'postgres') {
    op.execute('c');
  }
`);
  });

  it('gives each dialect exactly its own list again', () => {
    fc.assert(
      fc.property(fc.oneof(related, fc.tuple(operations, operations)), ([postgres, sqlite]) => {
        const body = renderBody(
          mergeDialects([
            { dialect: 'postgres', operations: postgres },
            { dialect: 'sqlite', operations: sqlite },
          ]),
        );
        expect(recordText(body, 'postgres')).toEqual(postgres);
        expect(recordText(body, 'sqlite')).toEqual(sqlite);
      }),
      { numRuns: 500 },
    );
  });

  it('gives each dialect the same by what it ignores', () => {
    const normalise = (op: Operation): Operation | undefined => {
      if (op.kind === 'createEnum' || op.kind === 'dropEnum') return undefined;
      if (op.kind !== 'addColumn' && op.kind !== 'dropColumn') return op;
      const { identity: _identity, comment: _comment, ...rest } = op.column;
      return { ...op, column: rest };
    };
    const spelled = (list: readonly Operation[]) => list.map(normalise).filter((op) => op !== undefined);
    fc.assert(
      fc.property(related, ([postgres, sqlite]) => {
        const body = renderBody(
          mergeDialects([
            { dialect: 'postgres', operations: postgres },
            { dialect: 'sqlite', operations: sqlite, normalise },
          ]),
        );
        expect(recordText(body, 'postgres')).toEqual(postgres);
        expect(spelled(recordText(body, 'sqlite'))).toEqual(spelled(sqlite));
      }),
      { numRuns: 300 },
    );
  });

  it('merges an operation with itself into one plain call', () => {
    fc.assert(
      fc.property(operation, (op) => {
        expect(
          mergeDialects([
            { dialect: 'sqlite', operations: [op] },
            { dialect: 'postgres', operations: [op] },
          ]),
        ).toHaveLength(1);
      }),
    );
  });
});
