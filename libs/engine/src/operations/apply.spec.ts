import fc from 'fast-check';
import { isPlumblineError } from '../errors/plumbline-error';
import { EMPTY_SCHEMA, type SchemaModel } from '../model/schema';
import { applyOperation, applyOperations } from './apply';
import type { Operation } from './operation';
import type { Operations } from './operations-api';
import { recordOperations } from './recorder';
import { reverseOperation, reverseOperations } from './reverse';
import { operation } from './testing/arbitrary-operations';
import { oneOfEach } from './testing/one-of-each';

const base = applyOperations(
  EMPTY_SCHEMA,
  recordOperations((op) => {
    op.createSchema('audit');
    op.createEnum('mood', ['ok', 'bad']);
    op.createTable('orgs', {
      columns: [{ name: 'id', type: 'integer' }],
      primaryKey: { name: 'PK_orgs', columns: ['id'] },
    });
    op.createTable('users', {
      columns: [
        { name: 'id', type: 'integer' },
        { name: 'org', type: 'integer', nullable: true },
        { name: 'mood', type: { enum: 'mood' }, default: 'ok' },
        { name: 'spare', type: 'text' },
      ],
      primaryKey: { name: 'PK_users', columns: ['id'] },
      uniques: [{ name: 'UQ_users', columns: ['org', 'mood'] }],
      checks: [{ name: 'CHK_users', expression: 'id > 0' }],
      foreignKeys: [{ name: 'FK_users', columns: ['org'], references: { table: 'orgs', columns: ['id'] } }],
      comment: 'people',
    });
    op.createIndex('users', { name: 'IDX_users', columns: ['mood'], include: ['org'] });
  }, 'postgres'),
);

const after = (body: (op: Operations) => void, model: SchemaModel = base) =>
  applyOperations(model, recordOperations(body, 'postgres'), 'abc');

const spare = { name: 'spare', type: 'text' } as const;

describe('applyOperation', () => {
  it.each<[string, (op: Operations) => void]>([
    ['a schema', (op) => op.createSchema('other')],
    ['a dropped schema', (op) => op.dropSchema('audit')],
    ['an enum', (op) => op.createEnum({ schema: 'audit', name: 'mood' }, ['x'])],
    ['an added value', (op) => op.alterEnum('mood', { from: ['ok', 'bad'], to: ['ok', 'so', 'bad'] })],
    [
      'a renamed value that is a default',
      (op) => op.alterEnum('mood', { from: ['ok', 'bad'], to: ['fine', 'bad'], mapping: { ok: 'fine' } }),
    ],
    ['a table', (op) => op.createTable({ schema: 'audit', name: 'log' }, { columns: [] })],
    ['a renamed table that is referenced', (op) => op.renameTable('orgs', 'companies')],
    ['a table in another schema', (op) => op.renameTable('orgs', { schema: 'audit', name: 'orgs' })],
    ['a comment', (op) => op.setTableComment('users', { from: 'people', to: 'all' })],
    ['a removed comment', (op) => op.setTableComment('users', { from: 'people' })],
    ['a column', (op) => op.addColumn('orgs', spare)],
    ['a dropped column', (op) => op.dropColumn('users', spare)],
    [
      'a changed column',
      (op) =>
        op.alterColumn('users', {
          from: spare,
          to: { ...spare, type: 'varchar(9)' },
          using: 'a',
          usingReverse: 'b',
        }),
    ],
    ['a renamed column that is used', (op) => op.renameColumn('users', 'mood', 'state')],
    ['a renamed column that is referenced', (op) => op.renameColumn('orgs', 'id', 'org_id')],
    ['a dropped primary key', (op) => op.dropPrimaryKey('users', { name: 'PK_users', columns: ['id'] })],
    ['a unique', (op) => op.addUnique('users', { name: 'A', columns: ['spare'], nullsNotDistinct: true })],
    ['a dropped unique', (op) => op.dropUnique('users', { name: 'UQ_users', columns: ['org', 'mood'] })],
    ['a check without a name', (op) => op.addCheck('users', { expression: 'true' })],
    ['a dropped check', (op) => op.dropCheck('users', { name: 'CHK_users', expression: 'id > 0' })],
    ['an exclusion', (op) => op.addExclusion('users', { name: 'EX', expression: 'USING gist (id WITH =)' })],
    [
      'a foreign key',
      (op) =>
        op.addForeignKey('orgs', {
          name: 'F',
          columns: ['id'],
          references: { table: 'users', columns: ['id'] },
        }),
    ],
    [
      'a dropped foreign key',
      (op) =>
        op.dropForeignKey('users', {
          name: 'FK_users',
          columns: ['org'],
          references: { table: 'orgs', columns: ['id'] },
        }),
    ],
    ['an index', (op) => op.createIndex('users', { name: 'A', columns: ['spare'] })],
    [
      'a dropped index',
      (op) => op.dropIndex('users', { name: 'IDX_users', columns: ['mood'], include: ['org'] }),
    ],
    ['a renamed constraint', (op) => op.renameConstraint('users', 'CHK_users', 'A')],
    ['a renamed primary key', (op) => op.renameConstraint('users', 'PK_users', 'A')],
    ['a renamed index', (op) => op.renameIndex('users', 'IDX_users', 'A')],
  ])('is undone by its reverse: %s', (_, body) => {
    const operations = recordOperations(body, 'postgres');
    const changed = applyOperations(base, operations);
    expect(changed).not.toEqual(base);
    expect(applyOperations(changed, reverseOperations(operations) ?? [])).toEqual(base);
    expect(reverseOperations(reverseOperations(operations) ?? [])).toEqual(operations);
  });

  it('knows a constraint whose rows were checked afterwards', () => {
    const unchecked = after((op) => {
      op.addCheck('users', { name: 'C', expression: 'org > 0', notValid: true });
    });
    const check = (model: SchemaModel) =>
      model.tables.flatMap(({ checks }) => checks).find(({ name }) => name === 'C');
    expect(check(unchecked)).toEqual({ name: 'C', expression: 'org > 0', notValid: true });
    const table = { name: 'users' };
    const validated = applyOperation(unchecked, { kind: 'validateConstraint', table, name: 'C' });
    expect(check(validated)).toEqual({ name: 'C', expression: 'org > 0' });
    expect(() => applyOperation(base, { kind: 'validateConstraint', table, name: 'C' })).toThrow(
      expect.objectContaining({ why: expect.stringContaining('no such check or foreign key') as string }),
    );
  });

  it('makes a key of an index, and an index of the key again', () => {
    const operations = recordOperations((op) => {
      op.createIndex('users', { name: 'I', columns: ['spare', 'org'], unique: true, concurrently: true });
      op.addUnique('users', { name: 'U', columns: ['spare', 'org'], usingIndex: 'I' });
    }, 'postgres');
    const changed = applyOperations(base, operations);
    const users = changed.tables.find(({ name }) => name === 'users');
    expect(users?.uniques).toContainEqual({ name: 'U', columns: ['spare', 'org'] });
    expect(users?.indexes.map(({ name }) => name)).not.toContain('I');
    const [, add] = operations;
    const reverse = add && reverseOperation(add);
    expect(reverse?.map(({ kind }) => kind)).toEqual(['dropUnique', 'createIndex']);
    expect(applyOperations(changed, reverseOperations(operations) ?? [])).toEqual(base);
    // The index would only be built to be dropped.
    expect(reverseOperations(operations)?.map(({ kind }) => kind)).toEqual(['dropUnique']);
  });

  it.each<[string, (op: Operations) => void, string]>([
    ['is not there', () => undefined, 'there is no index I'],
    [
      'is over other columns',
      (op) => op.createIndex('users', { name: 'I', columns: ['spare'], unique: true }),
      'the index I is not a plain unique one over (org)',
    ],
    [
      'is partial',
      (op) => op.createIndex('users', { name: 'I', columns: ['org'], unique: true, where: 'org > 0' }),
      'the index I is not a plain unique one over (org)',
    ],
  ])('refuses a key of an index that %s', (_, create, reason) => {
    const operations = recordOperations((op) => {
      create(op);
      op.addUnique('users', { columns: ['org'], usingIndex: 'I' });
    }, 'postgres');
    expect(() => applyOperations(base, operations)).toThrow(
      expect.objectContaining({ why: expect.stringContaining(reason) as string }),
    );
  });

  it('names the operation within a block that cannot be', () => {
    const operations = recordOperations(
      (op) => op.autocommit(() => op.dropColumn('users', { name: 'x', type: 'text' })),
      'postgres',
    );
    expect(() => applyOperations(base, operations, 'abc')).toThrow(
      expect.objectContaining({ why: 'Cannot drop column users.x: there is no such column.' }),
    );
  });

  it('undoes what any operation does, wherever it can be done', () => {
    const add = operation.filter((op) => /^(create|add)/.test(op.kind));
    let done = 0;
    fc.assert(
      fc.property(add, (op: Operation) => {
        const model = withRoomFor(op);
        let changed: SchemaModel;
        try {
          changed = applyOperation(model, op);
        } catch (error) {
          if (isPlumblineError(error, 'invalid-operation')) return;
          throw error;
        }
        done++;
        expect(applyOperations(changed, reverseOperation(op) ?? [])).toEqual(model);
      }),
      { numRuns: 500 },
    );
    expect(done).toBeGreaterThan(100);
  });

  it('renames a column wherever it is named', () => {
    const users = after((op) => op.renameColumn('users', 'org', 'company')).tables.find(
      (t) => t.name === 'users',
    );
    expect(users).toMatchObject({
      uniques: [{ columns: ['company', 'mood'] }],
      foreignKeys: [{ columns: ['company'] }],
      indexes: [{ include: ['company'] }],
    });
  });

  it.each<[string, (op: Operations) => void, string]>([
    [
      'a column to drop that is not there',
      (op) => op.dropColumn('users', { name: 'x', type: 'text' }),
      'Cannot drop column users.x: there is no such column.',
    ],
    ['a table that is not there', (op) => op.addColumn('people', spare), 'there is no table people'],
    ['a column that is there', (op) => op.addColumn('users', spare), 'there is one already'],
    [
      'a table that is there',
      (op) => op.createTable('users', { columns: [] }),
      'there is a table users already',
    ],
    ['a name that is taken', (op) => op.renameTable('users', 'orgs'), 'there is a table orgs already'],
    [
      'a column that is in a key',
      (op) => op.dropColumn('orgs', { name: 'id', type: 'integer' }),
      'primary key PK_orgs still needs it',
    ],
    [
      'a column that is referenced',
      (op) => {
        op.dropPrimaryKey('orgs', { columns: ['id'] });
        op.dropColumn('orgs', { name: 'id', type: 'integer' });
      },
      'foreign key FK_users of users still needs it',
    ],
    ['a second primary key', (op) => op.addPrimaryKey('users', { columns: ['org'] }), 'there is one already'],
    ['a constraint on no column', (op) => op.addUnique('users', { columns: ['x'] }), 'there is no column x'],
    [
      'an index of a name that is taken',
      (op) => op.createIndex('orgs', { name: 'IDX_users', columns: ['id'] }),
      'there is an index of that name already',
    ],
    [
      'an index to drop that is not there',
      (op) => op.dropIndex('users', { name: 'x', columns: ['id'] }),
      'there is none',
    ],
    [
      'a schema with something in it',
      (op) => {
        op.createTable({ schema: 'audit', name: 'x' }, { columns: [] });
        op.dropSchema('audit');
      },
      'audit.x is still in it',
    ],
    [
      'a schema that is not there',
      (op) => op.createTable({ schema: 'no', name: 'x' }, { columns: [] }),
      'there is no schema no',
    ],
    ['an enum in use', (op) => op.dropEnum('mood', ['ok', 'bad']), 'users.mood still has that type'],
    [
      'an enum with other values',
      (op) => op.alterEnum('mood', { from: ['ok'], to: ['ok', 'x'] }),
      'its values are ok, bad, not ok',
    ],
  ])('refuses %s', (_, body, reason) => {
    try {
      after(body);
    } catch (error) {
      expect(isPlumblineError(error, 'invalid-operation') && error.why).toContain(reason);
      return;
    }
    throw new Error('nothing was refused');
  });

  it('leaves the model it is given as it is, and freezes the one it gives', () => {
    const copy = structuredClone(base);
    const changed = after((op) => op.addColumn('users', { name: 'x', type: 'text' }));
    expect(base).toEqual(copy);
    expect(Object.isFrozen(changed.tables[1]?.columns)).toBe(true);
  });
});

describe('reverseOperation', () => {
  it('undoes its own undoing for every kind, and cannot undo SQL, code and rows', () => {
    for (const [kind, op] of oneOfEach) {
      const reverse = reverseOperation(op);
      if (/^(execute|run|bulkInsert|backfill|autocommit)$/.test(kind)) expect(reverse).toBeUndefined();
      else if (kind === 'validateConstraint') expect(reverse).toEqual([]);
      else if (kind !== 'alterEnum') expect(reverseOperations(reverse ?? [])).toEqual([op]);
    }
  });

  it('goes back last first, or not at all', () => {
    const list = recordOperations((op) => {
      op.createSchema('a');
      op.createSchema('b');
    }, 'postgres');
    expect(reverseOperations(list)?.map((op) => op.kind === 'dropSchema' && op.schema)).toEqual(['b', 'a']);
    expect(reverseOperations([...list, { kind: 'execute', sql: 'SELECT 1' }])).toBeUndefined();
  });

  it('gives a renamed enum value its name back, and a removed one back without rows', () => {
    const [op] = recordOperations(
      (ops) =>
        ops.alterEnum('e', {
          from: ['a', 'b', 'c'],
          to: ['x', 'c'],
          mapping: { a: 'x', b: 'c' },
          usedBy: [{ table: 't', column: { name: 'e', type: { enum: 'e' }, default: 'a' } }],
        }),
      'postgres',
    );
    expect(op && reverseOperation(op)).toEqual([
      {
        kind: 'alterEnum',
        name: { name: 'e' },
        from: ['x', 'c'],
        to: ['a', 'b', 'c'],
        mapping: { x: 'a' },
        usedBy: [{ table: { name: 't' }, column: { name: 'e', type: { enum: 'e' }, default: 'x' } }],
      },
    ]);
  });
});

/** A model in which the operation finds its schema, its table and its columns. */
function withRoomFor(op: Operation): SchemaModel {
  const name = 'table' in op ? op.table : 'enum' in op ? op.enum : undefined;
  const schemas = name?.schema === undefined ? [] : [name.schema];
  if (op.kind === 'createTable' || name === undefined || !('table' in op))
    return { ...EMPTY_SCHEMA, schemas };
  const part: object =
    'unique' in op ? op.unique : 'primaryKey' in op ? op.primaryKey : 'foreignKey' in op ? op.foreignKey : {};
  const columns = ('columns' in part ? (part.columns as string[]) : []).map((column) => ({
    name: column,
    type: 'text',
  }));
  const { schema, name: table } = name;
  const qualified = schema === undefined ? { name: table } : { schema, name: table };
  const lists = { uniques: [], checks: [], exclusions: [], foreignKeys: [], indexes: [] };
  return { ...EMPTY_SCHEMA, schemas, tables: [{ ...qualified, columns, ...lists }] };
}
