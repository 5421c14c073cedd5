import { EMPTY_SCHEMA } from '../model/schema';
import { applyOperations } from './apply';
import type { Operations } from './operations-api';
import { recordOperations } from './recorder';
import { withoutBlocking } from './without-blocking';

const rewritten = (body: (op: Operations) => void) =>
  withoutBlocking(recordOperations(body, 'postgres')).map((op) => {
    const flag = 'concurrently' in op && op.concurrently ? ' concurrently' : '';
    return op.kind === 'autocommit'
      ? `autocommit: ${op.operations.map(({ kind }) => kind).join(', ')}`
      : `${op.kind}${flag}`;
  });
const email = { name: 'email', type: 'text' } as const;
const CHECK = { name: 'C', expression: 'id > 0' };
const KEY = { name: 'F', columns: ['id'], references: { table: 'orgs', columns: ['id'] } };
const NOT_NULL = 'autocommit: addCheck, validateConstraint, alterColumn, dropCheck';

describe('withoutBlocking', () => {
  it.each<[string, (op: Operations) => void, readonly string[]]>([
    ['an index', (op) => op.createIndex('t', { name: 'I', columns: ['id'] }), ['createIndex concurrently']],
    [
      'an index that goes',
      (op) => op.dropIndex('t', { name: 'I', columns: ['id'] }),
      ['dropIndex concurrently'],
    ],
    [
      'a unique',
      (op) => op.addUnique('t', { name: 'U', columns: ['id'] }),
      ['createIndex concurrently', 'addUnique'],
    ],
    [
      'constraints, whose rows are checked when all the rest is committed',
      (op) => {
        op.addCheck('t', CHECK);
        op.addForeignKey('t', KEY);
        op.addColumn('t', { ...email, nullable: true });
      },
      ['addCheck', 'addForeignKey', 'addColumn', 'autocommit: validateConstraint, validateConstraint'],
    ],
    [
      'a column that becomes NOT NULL',
      (op) => op.alterColumn('t', { from: { ...email, nullable: true }, to: email }),
      [NOT_NULL],
    ],
    [
      'a column that becomes NOT NULL and something else',
      (op) => op.alterColumn('t', { from: { ...email, nullable: true }, to: { ...email, default: 'x' } }),
      ['alterColumn', NOT_NULL],
    ],
    [
      'what is safe as it is',
      (op) => op.alterColumn('t', { from: email, to: { ...email, nullable: true } }),
      ['alterColumn'],
    ],
    [
      'a table of the same revision',
      (op) => {
        op.createTable('t', { columns: [{ name: 'id', type: 'integer' }] });
        op.createIndex('t', { name: 'I', columns: ['id'] });
        op.addCheck('t', CHECK);
      },
      ['createTable', 'createIndex', 'addCheck'],
    ],
  ])('changes the form of %s', (_name, body, kinds) => {
    expect(rewritten(body)).toEqual(kinds);
  });

  it('leads to the same schema', () => {
    const base = applyOperations(
      EMPTY_SCHEMA,
      recordOperations((op) => {
        op.createTable('orgs', { columns: [{ name: 'id', type: 'integer' }] });
        op.createTable('t', {
          columns: [
            { name: 'id', type: 'integer' },
            { ...email, nullable: true },
          ],
        });
      }, 'postgres'),
    );
    const operations = recordOperations((op) => {
      op.addPrimaryKey('t', { name: 'P', columns: ['id'] });
      op.addUnique('t', { name: 'U', columns: ['email'], nullsNotDistinct: true });
      op.addCheck('t', CHECK);
      op.addForeignKey('t', KEY);
      op.createIndex('t', { name: 'I', columns: ['id'] });
      op.alterColumn('t', { from: { ...email, nullable: true }, to: { ...email, default: 'x' } });
    }, 'postgres');
    expect(applyOperations(base, withoutBlocking(operations))).toEqual(applyOperations(base, operations));
  });
});
