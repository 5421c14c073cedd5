import type { Column } from '../../model/schema';
import { applyOperation } from '../../operations/apply';
import type { Operation } from '../../operations/operation';
import { reverseOperation } from '../../operations/reverse';
import { sqlite } from './sqlite-dialect';
import { apply, creating, leftovers, openFile, table, type TestFile } from './testing/harness';

const T = { name: 'items' };
const ITEMS = table('items', {
  columns: [
    { name: 'id', type: 'integer', autoIncrement: true },
    { name: 'name', type: 'varchar(20)' },
    { name: 'amount', type: 'integer', nullable: true },
    { name: 'owner', type: 'integer', nullable: true },
  ],
  primaryKey: { columns: ['id'] },
  uniques: [{ name: 'UQ_name', columns: ['name'] }],
  checks: [{ name: 'CHK_amount', expression: 'amount > 0' }],
  foreignKeys: [
    {
      name: 'FK_owner',
      columns: ['owner'],
      references: { table: 'owners', columns: ['id'] },
      onDelete: 'cascade',
    },
  ],
  indexes: [{ name: 'IDX_name', keys: ['name', { column: 'amount', order: 'desc' }] }],
});
const OWNERS = table('owners', {
  columns: [{ name: 'id', type: 'integer' }],
  primaryKey: { columns: ['id'] },
});
const PAIRS = table('pairs', {
  columns: [
    { name: 'a', type: 'integer' },
    { name: 'b', type: 'text' },
  ],
});

const NAME: Column = { name: 'name', type: 'varchar(20)' };
const AMOUNT: Column = { name: 'amount', type: 'integer', nullable: true };

function alter(from: Column, to: Partial<Column>): Operation {
  return { kind: 'alterColumn', table: T, from, to: { ...from, ...to } };
}
function add(column: Column): Operation {
  return { kind: 'addColumn', table: T, column };
}

/** Each change as it is asked for, with how SQLite is to do it. */
const CHANGES: readonly (readonly [string, Operation, 'native' | 'rebuild'])[] = [
  ['adds a column that may be NULL', add({ name: 'note', type: 'text', nullable: true }), 'native'],
  ['adds a column with a constant', add({ name: 'note', type: 'text', default: "it's" }), 'native'],
  [
    'adds a column with an expression',
    add({ name: 'at', type: 'datetime', default: { sql: "datetime('now')" } }),
    'rebuild',
  ],
  [
    'adds a virtual column',
    add({
      name: 'up',
      type: 'text',
      nullable: true,
      generated: { expression: 'upper(name)', stored: false },
    }),
    'native',
  ],
  [
    'adds a stored column',
    add({ name: 'up', type: 'text', generated: { expression: 'name', stored: true } }),
    'rebuild',
  ],
  ['adds a collated column', add({ name: 'n', type: 'text', nullable: true, collation: 'NOCASE' }), 'native'],
  ['changes a type', alter(NAME, { type: 'varchar(40)' }), 'rebuild'],
  ['changes an affinity', alter(AMOUNT, { type: 'text' }), 'rebuild'],
  ['allows NULL', alter(NAME, { nullable: true }), 'rebuild'],
  ['sets a default', alter(NAME, { default: 'x' }), 'rebuild'],
  ['sets a default of SQL', alter(NAME, { default: { sql: "'a' || 'b'" } }), 'rebuild'],
  ['sets a collation', alter(NAME, { collation: 'NOCASE' }), 'rebuild'],
  ['renames a column', { kind: 'renameColumn', table: T, from: 'name', to: 'full name' }, 'native'],
  ['renames an index', { kind: 'renameIndex', table: T, from: 'IDX_name', to: 'I "2"' }, 'native'],
  ['renames a unique', { kind: 'renameConstraint', table: T, from: 'UQ_name', to: 'UQ2' }, 'rebuild'],
  ['renames a check', { kind: 'renameConstraint', table: T, from: 'CHK_amount', to: 'C 2' }, 'rebuild'],
  ['renames a foreign key', { kind: 'renameConstraint', table: T, from: 'FK_owner', to: 'F2' }, 'rebuild'],
  [
    'adds a unique',
    { kind: 'addUnique', table: T, unique: { name: 'U', columns: ['name', 'owner'] } },
    'rebuild',
  ],
  [
    'adds a check',
    { kind: 'addCheck', table: T, check: { name: 'C', expression: 'id > 0 -- c' } },
    'rebuild',
  ],
  [
    'adds a check without a name',
    { kind: 'addCheck', table: T, check: { expression: "name <> ')'" } },
    'rebuild',
  ],
  [
    'adds a foreign key',
    {
      kind: 'addForeignKey',
      table: T,
      foreignKey: {
        name: 'F',
        columns: ['amount'],
        references: { table: 'items', columns: ['id'] },
        onUpdate: 'restrict',
        deferrable: 'initially deferred',
      },
    },
    'rebuild',
  ],
  [
    'adds a primary key',
    { kind: 'addPrimaryKey', table: { name: 'pairs' }, primaryKey: { name: 'PK', columns: ['a', 'b'] } },
    'rebuild',
  ],
  [
    'adds a primary key of one column',
    { kind: 'addPrimaryKey', table: { name: 'pairs' }, primaryKey: { columns: ['a'] } },
    'rebuild',
  ],
  ['renames a table', { kind: 'renameTable', from: T, to: { name: 'things' } }, 'native'],
];

describe('a change and its way back', () => {
  let file: TestFile;
  beforeEach(async () => {
    file = await openFile();
    await apply(file.session, ...creating(OWNERS), ...creating(ITEMS), ...creating(PAIRS));
    await file.session.query('INSERT INTO owners VALUES (1)');
    await file.session.query("INSERT INTO items VALUES (1, 'a', 7, 1), (7, 'b', NULL, NULL)");
    await file.session.query("INSERT INTO pairs VALUES (1, 'x'), (2, 'y')");
  });
  afterEach(() => file.close());

  it.each(CHANGES)('%s', async (_name, operation, how) => {
    const { session } = file;
    const start = await sqlite.introspect(session);
    const rows = async () => [
      await session.query('SELECT * FROM items ORDER BY 1'),
      await session.query('SELECT * FROM pairs ORDER BY 1'),
    ];
    const before = await rows();
    const back = reverseOperation(operation);
    if (back === undefined) throw new Error('The change has a way back.');
    const statements = await apply(session, operation);
    expect(statements.some((sql) => sql.startsWith('DROP TABLE "'))).toBe(how === 'rebuild');
    expect(await sqlite.introspect(session)).toEqual(sqlite.normalise(applyOperation(start, operation)));
    await apply(session, ...back);
    expect(await sqlite.introspect(session)).toEqual(start);
    expect(await rows()).toEqual(before);
    expect(await leftovers(session)).toEqual([]);
  });

  it('makes several changes of one table in one rebuild', async () => {
    const statements = await apply(
      file.session,
      alter(NAME, { type: 'text' }),
      { kind: 'addCheck', table: T, check: { name: 'C', expression: 'id > 0' } },
      add({ name: 'note', type: 'text', default: 'n' }),
      {
        kind: 'dropForeignKey',
        table: T,
        foreignKey: { name: 'FK_owner', columns: [], references: { table: '', columns: [] } },
      },
      { kind: 'dropColumn', table: T, column: { name: 'owner', type: 'integer' } },
    );
    expect(statements.filter((sql) => sql.startsWith('CREATE TABLE'))).toHaveLength(1);
    expect(await file.session.query('SELECT * FROM items WHERE id = 1')).toEqual([
      { id: 1, name: 'a', amount: 7, note: 'n' },
    ]);
  });

  it('takes AUTOINCREMENT away and gives it back, alone and with the key', async () => {
    const { session } = file;
    const start = await sqlite.introspect(session);
    const id: Column = { name: 'id', type: 'integer', autoIncrement: true };
    const plain: Column = { name: 'id', type: 'integer' };
    const off: Operation = { kind: 'alterColumn', table: T, from: id, to: plain };
    const on: Operation = { kind: 'alterColumn', table: T, from: plain, to: id };
    const key = { columns: ['id'] };
    await apply(session, off);
    expect((await sqlite.introspect(session)).tables[0]?.columns[0]).toEqual(plain);
    await apply(session, on);
    expect(await sqlite.introspect(session)).toEqual(start);
    await apply(session, { kind: 'dropPrimaryKey', table: T, primaryKey: key }, off);
    expect((await sqlite.introspect(session)).tables[0]?.primaryKey).toBeUndefined();
    await apply(session, on, { kind: 'addPrimaryKey', table: T, primaryKey: key });
    expect(await sqlite.introspect(session)).toEqual(start);
    expect(await session.query('SELECT id FROM items ORDER BY id')).toEqual([{ id: 1 }, { id: 7 }]);
  });

  it('refuses what the table has not', async () => {
    const operations: readonly Operation[] = [
      { kind: 'dropUnique', table: T, unique: { name: 'nope', columns: ['name'] } },
      { kind: 'renameColumn', table: T, from: 'nope', to: 'x' },
      { kind: 'renameIndex', table: T, from: 'nope', to: 'x' },
      { kind: 'renameConstraint', table: T, from: 'nope', to: 'x' },
      alter({ name: 'nope', type: 'int' }, { type: 'text' }),
      { kind: 'addCheck', table: { name: 'nope' }, check: { expression: '1' } },
    ];
    for (const operation of operations) {
      await expect(apply(file.session, operation)).rejects.toMatchObject({ code: 'rebuild-refused' });
    }
    expect(await leftovers(file.session)).toEqual([]);
  });

  it('compiles to nothing what SQLite has not', () => {
    const table = { name: 't' };
    expect(
      sqlite.compile([
        { kind: 'createSchema', schema: 's' },
        { kind: 'createEnum', enum: { name: 'e', values: [] } },
        { kind: 'setTableComment', table, to: 'c' },
        { kind: 'addExclusion', table, exclusion: { name: 'x', expression: '' } },
        alter(NAME, { comment: 'c' }),
        alter({ ...NAME, type: 'VARCHAR (20)' }, { type: 'varchar(20)' }),
      ]),
    ).toEqual([]);
  });
});
