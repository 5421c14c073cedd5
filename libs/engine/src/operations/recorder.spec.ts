import { isPlumblineError } from '../errors/plumbline-error';
import type { Operations } from './operations-api';
import { recordOperations } from './recorder';

function refusal(body: (op: Operations) => unknown, dialect: 'postgres' | 'sqlite' = 'postgres'): string {
  try {
    recordOperations(body, dialect, { revision: 'abc', direction: 'upgrade' });
  } catch (error) {
    if (isPlumblineError(error, 'invalid-operation')) return error.why;
    throw error;
  }
  return 'nothing was refused';
}

/** What a person without the types may write. */
const untyped = (op: Operations) => op as unknown as Record<string, (...args: unknown[]) => void>;

const users = {
  columns: [
    { name: 'id', type: 'integer', identity: 'by default' },
    {
      name: 'created_at',
      type: 'timestamptz',
      default: { sql: 'now()' },
      nullable: false,
      on: { sqlite: { type: 'datetime', default: undefined, nullable: true } },
    },
  ],
  primaryKey: { name: 'PK_users', columns: ['id'], on: { sqlite: { name: undefined } } },
  on: { sqlite: { strict: true } },
} as const;

describe('recordOperations', () => {
  it('applies what on says for the dialect, and nothing of the other one', () => {
    const record = (dialect: 'postgres' | 'sqlite') =>
      recordOperations((op) => op.createTable('users', users), dialect);
    const lists = { uniques: [], checks: [], exclusions: [], foreignKeys: [], indexes: [] };
    const id = { name: 'id', type: 'integer', identity: 'by default' };
    expect(record('postgres')).toEqual([
      {
        kind: 'createTable',
        table: {
          name: 'users',
          columns: [id, { name: 'created_at', type: 'timestamptz', default: { sql: 'now()' } }],
          primaryKey: { name: 'PK_users', columns: ['id'] },
          ...lists,
        },
      },
    ]);
    expect(record('sqlite')).toEqual([
      {
        kind: 'createTable',
        table: {
          name: 'users',
          columns: [id, { name: 'created_at', type: 'datetime', nullable: true }],
          primaryKey: { columns: ['id'] },
          ...lists,
          strict: true,
        },
      },
    ]);
  });

  it('tells the function its dialect', () => {
    const body = (op: Operations) => {
      if (op.dialect === 'postgres') op.createEnum('mood', ['ok']);
    };
    expect(recordOperations(body, 'postgres')).toHaveLength(1);
    expect(recordOperations(body, 'sqlite')).toEqual([]);
  });

  it('leaves out what is the default anyway', () => {
    const [first, second] = recordOperations((op) => {
      op.createIndex('users', { name: 'i', columns: ['a'], unique: false, method: 'btree', include: [] });
      op.addForeignKey('users', {
        columns: ['a'],
        references: { table: 't', columns: ['b'] },
        onDelete: 'no action',
      });
    }, 'postgres');
    expect(first).toEqual({
      kind: 'createIndex',
      table: { name: 'users' },
      index: { name: 'i', keys: ['a'] },
    });
    expect(second).toEqual({
      kind: 'addForeignKey',
      table: { name: 'users' },
      foreignKey: { columns: ['a'], references: { table: 't', columns: ['b'] } },
    });
  });

  it('takes what is written in as it is at the call, and freezes it', () => {
    const columns = ['a'];
    const operations = recordOperations((op) => {
      op.addUnique({ schema: 'audit', name: 'log' }, { columns });
      columns.push('b');
    }, 'sqlite');
    expect(operations).toEqual([
      { kind: 'addUnique', table: { schema: 'audit', name: 'log' }, unique: { columns: ['a'] } },
    ]);
    const [op] = operations;
    expect(Object.isFrozen(operations)).toBe(true);
    expect(op?.kind === 'addUnique' && Object.isFrozen(op.unique.columns)).toBe(true);
  });

  it('keeps the function of a run', () => {
    const action = async () => undefined;
    expect(recordOperations((op) => op.run('fill', action), 'sqlite')).toEqual([
      { kind: 'run', name: 'fill', action },
    ]);
  });

  it.each<[string, (op: Operations) => unknown, string]>([
    [
      'an unknown key',
      (op) => op.addColumn('users', { name: 'a', type: 'text', null: true } as never),
      "op.addColumn('users'): null is not known here; known are name, type,",
    ],
    [
      'an unknown key of a column of a table',
      (op) => op.createTable('t', { columns: [{ name: 'a', type: 'text', x: 1 } as never] }),
      'columns[0].x is not known here',
    ],
    [
      'indexes in a table',
      (op) => op.createTable('t', { columns: [], indexes: [] } as never),
      'write op.createIndex()',
    ],
    [
      'an unknown dialect in on',
      (op) => op.addColumn('t', { name: 'a', type: 'text', on: { mysql: {} } } as never),
      'on.mysql is not a dialect',
    ],
    [
      'an unknown key for the other dialect',
      (op) => op.addColumn('t', { name: 'a', type: 'text', on: { sqlite: { typ: 'x' } } } as never),
      'on.sqlite.typ is not known here',
    ],
    [
      'an inherited key',
      (op) => op.addColumn('t', JSON.parse('{"name":"a","type":"text","__proto__":1}') as never),
      '__proto__ is not known here',
    ],
    ['a missing key', (op) => op.addColumn('t', { name: 'a' } as never), 'type is missing'],
    [
      'a wrong type',
      (op) => op.addColumn('t', { name: 1, type: 'text' } as never),
      'name must be a string, not a number',
    ],
    [
      'a string for a flag',
      (op) => op.addColumn('t', { name: 'a', type: 'text', nullable: 'yes' } as never),
      'nullable must be true or false',
    ],
    ['an empty name', (op) => op.addColumn('t', { name: ' ', type: 'text' }), 'name is empty'],
    ['an empty table name', (op) => op.addColumn('', { name: 'a', type: 'text' }), 'table is empty'],
    ['a NUL in a name', (op) => op.renameTable('a\0', 'b'), 'holds a NUL character'],
    ['half a character', (op) => op.execute('\ud800'), 'half of a surrogate pair'],
    [
      'a null default',
      (op) => op.addColumn('t', { name: 'a', type: 'text', default: null } as never),
      'default is null',
    ],
    [
      'an infinite default',
      (op) => op.addColumn('t', { name: 'a', type: 'float', default: Infinity }),
      'must be a finite number',
    ],
    [
      'a default of a generated column',
      (op) =>
        op.addColumn('t', {
          name: 'a',
          type: 'text',
          default: 'x',
          generated: { expression: 'b', stored: true },
        }),
      'is generated',
    ],
    [
      'an unknown action',
      (op) =>
        op.addForeignKey('t', {
          columns: ['a'],
          references: { table: 'u', columns: ['b'] },
          onDelete: 'explode',
        } as never),
      "onDelete must be one of 'no action', 'restrict'",
    ],
    [
      'unequal lists of a foreign key',
      (op) => op.addForeignKey('t', { columns: ['a'], references: { table: 'u', columns: ['b', 'c'] } }),
      'has 1 column(s) and references 2',
    ],
    ['no columns', (op) => op.addUnique('t', { columns: [] }), 'columns is empty'],
    ['a column twice', (op) => op.addPrimaryKey('t', { columns: ['a', 'a'] }), "columns has 'a' twice"],
    [
      'a table with a column twice',
      (op) =>
        op.createTable('t', {
          columns: [
            { name: 'a', type: 'x' },
            { name: 'a', type: 'y' },
          ],
        }),
      "columns has 'a' twice",
    ],
    [
      'a constraint on a column that is not there',
      (op) => op.createTable('t', { columns: [], primaryKey: { columns: ['id'] } }),
      "constraint on 'id'",
    ],
    [
      'an index key that is neither',
      (op) => op.createIndex('t', { name: 'i', columns: [{}] }),
      "columns[0] must have either 'column' or 'expression'",
    ],
    [
      'keys in place of columns',
      (op) => op.createIndex('t', { name: 'i', keys: ['a'] } as never),
      'keys is not known here',
    ],
    [
      'a new name as a change',
      (op) => op.alterColumn('t', { from: { name: 'a', type: 'x' }, to: { name: 'b', type: 'x' } }),
      'op.renameColumn()',
    ],
    [
      'a mapping of what is not a value',
      (op) => op.alterEnum('e', { from: ['a'], to: ['b'], mapping: { c: 'b' } }),
      "mapping.c is not among the values of 'from'",
    ],
    ['an action that is no function', (op) => untyped(op)['run']?.('x', 'y'), 'action must be a function'],
    [
      'one argument too many',
      (op) => untyped(op)['dropSchema']?.('a', { cascade: true }),
      'takes 1 argument(s), not 2',
    ],
    ['one argument too few', (op) => untyped(op)['dropTable']?.('users'), 'must be an object, not undefined'],
    [
      'a promise as an argument',
      (op) => untyped(op)['dropTable']?.('users', Promise.resolve()),
      'not a promise',
    ],
    [
      'a hole in a list',
      (op) => op.addUnique('t', { columns: Object.assign(['a'], { length: 2 }) }),
      'columns[1] must be a string, not undefined',
    ],
    ['empty SQL text', (op) => op.sql(''), 'op.sql(): is empty'],
  ])('refuses %s', (_, body, reason) => {
    expect(refusal(body)).toContain(reason);
  });

  it('refuses an asynchronous function', () => {
    expect(refusal(async (op) => op.execute('SELECT 1'))).toContain('upgrade() is asynchronous');
  });

  it('refuses a call after the function returned', () => {
    let later: Operations | undefined;
    recordOperations((op) => void (later = op), 'postgres');
    expect(() => later?.execute('SELECT 1')).toThrow(/asks for something that cannot be/);
    expect(refusal(() => later?.execute('SELECT 1'))).toContain('after the function returned');
  });

  it('passes on what the function throws', () => {
    expect(() =>
      recordOperations(() => {
        throw new RangeError('mine');
      }, 'postgres'),
    ).toThrow(new RangeError('mine'));
  });
});

describe('autocommit', () => {
  it('holds what is called within, and nothing else', () => {
    const operations = recordOperations((op) => {
      op.execute('a');
      op.autocommit(() => {
        op.execute('b');
        op.execute('c');
      });
      op.execute('d');
    }, 'postgres');
    const execute = (sql: string) => ({ kind: 'execute', sql });
    expect(operations).toEqual([
      execute('a'),
      { kind: 'autocommit', operations: [execute('b'), execute('c')] },
      execute('d'),
    ]);
    expect(Object.isFrozen(operations[1])).toBe(true);
  });

  it.each<[(op: Operations) => void, string]>([
    [
      (op) => op.autocommit(() => op.autocommit(() => undefined)),
      'op.autocommit(): is called within another one',
    ],
    [(op) => untyped(op)['autocommit']?.('VACUUM'), 'op.autocommit(): takes a function'],
    [
      (op) => op.autocommit(async () => undefined),
      'op.autocommit(): takes an ordinary function, not an asynchronous one',
    ],
    [
      (op) => op.autocommit(() => op.run('x', () => undefined)),
      'op.run(): has no place within op.autocommit()',
    ],
  ])('refuses %s', (body, reason) => {
    expect(refusal(body)).toContain(reason);
  });

  it('is closed again when what is called within throws', () => {
    const operations = recordOperations((op) => {
      expect(() =>
        op.autocommit(() => {
          op.execute('lost');
          throw new Error('mine');
        }),
      ).toThrow('mine');
      op.autocommit(() => op.execute('kept'));
    }, 'sqlite');
    expect(operations).toEqual([{ kind: 'autocommit', operations: [{ kind: 'execute', sql: 'kept' }] }]);
  });
});

describe('backfill', () => {
  const backfill = (definition: unknown) => refusal((op) => untyped(op)['backfill']?.('t', definition));

  it.each([
    [{}, 'set is missing'],
    [{ set: {} }, 'set names no column'],
    [{ set: { a: undefined } }, 'set.a is undefined, which is no value; null is NULL'],
    [{ set: { a: 1 }, where: ' ' }, 'where is empty'],
    [{ set: { a: 1 }, batchSize: 0 }, 'batchSize must be a whole number from 1 to 100000'],
    [{ set: { a: 1 }, pause: 0.5 }, 'pause must be a whole number of at least 0'],
    [{ set: { a: 1 }, batch: 5 }, 'batch is not known here; known are set, where, batchSize, pause'],
  ])('is refused with the way to the value: %j', (definition, reason) => {
    expect(backfill(definition)).toContain(`op.backfill('t'): ${reason}`);
  });
});

describe('rows', () => {
  const insert = (rows: unknown) => refusal((op) => untyped(op)['bulkInsert']?.('t', rows));

  it.each([
    [[], 'rows has no rows'],
    ['x', 'rows must be an array, not a string'],
    [[{}], 'rows[0] names no column'],
    [[{ a: 1 }, { b: 1 }], "rows[1] names 'b', which the first row does not"],
    [[{ a: 1, b: 2 }, { a: 1 }], "rows[1] does not name 'b', as the first row does"],
    [[{ a: undefined }], 'rows[0].a is undefined, which is no value; null is NULL'],
    [[{ a: Number.NaN }], 'rows[0].a must be a finite number'],
    [[{ a: new Date('x') }], 'rows[0].a is a date that does not exist'],
    [[{ a: { b: [1, () => 1] } }], 'rows[0].a.b[1] is function, which JSON does not have'],
    [[{ a: new Map() }], 'rows[0].a must be an object, not a map'],
    [[{ a: 'x\0' }], 'rows[0].a holds a NUL character'],
    [[{ a: { sql: ' ' } }], 'rows[0].a.sql is empty'],
  ])('are refused with the way to the value: %j', (rows, reason) => {
    expect(insert(rows)).toContain(`op.bulkInsert('t'): ${reason}`);
  });

  it('are kept as they were at the call', () => {
    const bytes = Uint8Array.of(1, 2);
    const doc = { list: [1] };
    const operations = recordOperations((op) => {
      op.bulkInsert('t', [{ bytes, doc, at: new Date(0), zero: -0, sql: op.sql('now()'), large: 2n ** 70n }]);
      bytes[0] = 9;
      doc.list.push(2);
    }, 'sqlite');
    expect(operations).toEqual([
      {
        kind: 'bulkInsert',
        table: { name: 't' },
        columns: ['bytes', 'doc', 'at', 'zero', 'sql', 'large'],
        rows: [
          [
            { bytes: '0102' },
            { json: { list: [1] } },
            { date: '1970-01-01T00:00:00.000Z' },
            0,
            { sql: 'now()' },
            { integer: '1180591620717411303424' },
          ],
        ],
      },
    ]);
  });
});
