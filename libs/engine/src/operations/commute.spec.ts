import fc from 'fast-check';
import { EMPTY_SCHEMA, type Column, type SchemaModel, type Table } from '../model/schema';
import { applyOperations } from './apply';
import { commute, judgePair } from './commute';
import type { Operation } from './operation';
import { recordOperations } from './recorder';
import type { Operations } from './operations-api';
import type { RowValueDefinition } from './row-values';
import { oneOfEach } from './testing/one-of-each';

type Call = (op: Operations) => void;

function only(call: Call): Operation {
  const [operation, ...more] = recordOperations(call, 'postgres');
  if (operation === undefined || more.length > 0) throw new Error('one call, please');
  return operation;
}

const email = { name: 'email', type: 'varchar(100)' } as const;
const long = { name: 'email', type: 'text' } as const;
const EMAIL_INDEX = { name: 'IDX_email', columns: ['email'] };
const WIDER: Call = (op) => op.alterColumn('users', { from: email, to: long });
const DROP: Call = (op) => op.dropColumn('users', email);

describe('judgePair', () => {
  it.each<[string, Call, Call, string]>([
    ['both alter one column', WIDER, WIDER, 'both change column users.email'],
    [
      'one drops what the other alters',
      DROP,
      WIDER,
      'the first drops column users.email, and the second changes it',
    ],
    [
      'one renames what the other alters',
      (op) => op.renameColumn('users', 'email', 'mail'),
      WIDER,
      'the first renames column users.email, and the second changes it',
    ],
    [
      'one drops what the other indexes',
      DROP,
      (op) => op.createIndex('users', EMAIL_INDEX),
      'the first drops column users.email, and the second uses it',
    ],
    [
      'one drops what a new foreign key points at',
      DROP,
      (op) =>
        op.addForeignKey('orders', {
          columns: ['email'],
          references: { table: 'users', columns: ['email'] },
        }),
      'the first drops column users.email, and the second uses it',
    ],
    [
      'one drops what an expression of the other names',
      DROP,
      (op) => op.addCheck('users', { name: 'CHK', expression: "Email <> ''" }),
      'an expression names column users.email, which the other drops',
    ],
    [
      'both create a table',
      (op) => op.createTable('a', { columns: [email] }),
      (op) => op.createTable('A', { columns: [email] }),
      'both create table a',
    ],
    [
      'both create a column',
      (op) => op.addColumn('a', email),
      (op) => op.addColumn('a', long),
      'both create column a.email',
    ],
    [
      'both create an index',
      (op) => op.createIndex('a', EMAIL_INDEX),
      (op) => op.createIndex('b', EMAIL_INDEX),
      'both create index IDX_email',
    ],
    [
      'a table and an index of one name',
      (op) => op.createTable('IDX_email', { columns: [email] }),
      (op) => op.createIndex('b', EMAIL_INDEX),
      'both create the name IDX_email',
    ],
    [
      'a table and an enum of one name',
      (op) => op.createTable('mood', { columns: [email] }),
      (op) => op.createEnum('mood', ['a']),
      'both create the type name mood',
    ],
    [
      'both create a constraint',
      (op) => op.addCheck('a', { name: 'X', expression: 'true' }),
      (op) => op.addUnique('a', { name: 'X', columns: ['b'] }),
      'both create constraint X of table a',
    ],
    [
      'both add a primary key',
      (op) => op.addPrimaryKey('a', { columns: ['b'] }),
      (op) => op.addPrimaryKey('a', { columns: ['c'] }),
      'both create the primary key of table a',
    ],
    [
      'both rename a table',
      (op) => op.renameTable('a', 'b'),
      (op) => op.renameTable('a', 'c'),
      'both rename table a',
    ],
    [
      'one drops the table of the other',
      (op) => op.dropTable('users', { columns: [email] }),
      (op) => op.addColumn('users', { name: 'x', type: 'text' }),
      'the first drops table users, and the second uses it',
    ],
    [
      'both alter one enum',
      (op) => op.alterEnum('mood', { from: ['a'], to: ['a', 'b'] }),
      (op) => op.alterEnum('mood', { from: ['a'], to: ['a', 'c'] }),
      'both extend enum mood',
    ],
    [
      'one takes a value of an enum that the other uses',
      (op) => op.alterEnum('mood', { from: ['a', 'b'], to: ['a'], mapping: { b: 'a' } }),
      (op) => op.addColumn('users', { name: 'm', type: { enum: 'mood' }, default: 'b' }),
      'the first changes enum mood, and the second uses it',
    ],
    [
      'a nullable column and a primary key',
      (op) => op.alterColumn('users', { from: email, to: { ...email, nullable: true } }),
      (op) => op.addPrimaryKey('users', { columns: ['email'] }),
      'the first changes column users.email, and the second uses it',
    ],
    [
      'one drops the schema of the other',
      (op) => op.dropSchema('audit'),
      (op) => op.createTable({ schema: 'audit', name: 'a' }, { columns: [email] }),
      'the first drops schema audit, and the second uses it',
    ],
  ])('%s', (_name, first, second, reason) => {
    expect(judgePair(only(first), only(second))).toEqual({ kind: 'conflicts', reason });
    expect(judgePair(only(second), only(first)).kind).toBe('conflicts');
  });

  it.each<[string, Call, Call]>([
    [
      'two columns of one table',
      (op) => op.addColumn('users', email),
      (op) => op.addColumn('users', { name: 'age', type: 'integer' }),
    ],
    [
      'two tables',
      (op) => op.createTable('a', { columns: [email] }),
      (op) => op.createTable('b', { columns: [email] }),
    ],
    [
      'two foreign keys to one table',
      (op) =>
        op.addForeignKey('a', {
          name: 'F1',
          columns: ['u'],
          references: { table: 'users', columns: ['id'] },
        }),
      (op) =>
        op.addForeignKey('b', {
          name: 'F2',
          columns: ['u'],
          references: { table: 'users', columns: ['id'] },
        }),
    ],
    ['a column of one table, an index of another', DROP, (op) => op.createIndex('orders', EMAIL_INDEX)],
    [
      'a default and an index',
      (op) => op.alterColumn('users', { from: email, to: { ...email, default: '' } }),
      (op) => op.createIndex('users', EMAIL_INDEX),
    ],
    [
      'a further value of an enum, and a column that has it',
      (op) => op.alterEnum('mood', { from: ['a', 'b'], to: ['a', 'c', 'b'] }),
      (op) => op.addColumn('users', { name: 'm', type: { enum: 'mood' } }),
    ],
    [
      'tables of one name in two schemas',
      (op) => op.createTable({ schema: 'x', name: 'a' }, { columns: [email] }),
      (op) => op.createTable({ schema: 'y', name: 'a' }, { columns: [email] }),
    ],
    [
      'a column, and an expression that names another',
      DROP,
      (op) => op.addCheck('users', { name: 'CHK', expression: "email_2 <> ''" }),
    ],
  ])('lets change places: %s', (_name, first, second) => {
    expect(judgePair(only(first), only(second))).toEqual({ kind: 'commutes' });
    expect(judgePair(only(second), only(first))).toEqual({ kind: 'commutes' });
  });

  it('says of SQL and code that it does not know', () => {
    for (const call of [
      (op: Operations) => op.execute('SELECT 1'),
      (op: Operations) => op.run('x', () => undefined),
    ]) {
      expect(judgePair(only(call), only(DROP))).toEqual({ kind: 'unknown' });
      expect(judgePair(only(DROP), only(call))).toEqual({ kind: 'unknown' });
    }
  });

  it('lets rows rely on the columns that they give values to', () => {
    const rows = (value: RowValueDefinition) => only((op) => op.bulkInsert('users', [{ name: value }]));
    const drop = only((op) => op.dropColumn('users', { name: 'name', type: 'text' }));
    const add = only((op) => op.addColumn('users', { name: 'other', type: 'text', nullable: true }));
    const dropOther = only((op) => op.dropColumn('users', { name: 'other', type: 'text' }));
    expect(judgePair(rows('x'), drop).kind).toBe('conflicts');
    expect(judgePair(rows('x'), add).kind).toBe('commutes');
    expect(judgePair(rows({ sql: 'upper(other)' }), dropOther).kind).toBe('conflicts');
    expect(judgePair(rows({ sql: '(SELECT max(a) FROM t)' }), add).kind).toBe('unknown');
  });

  it('knows no operation that commutes with itself but rows, and an extension that two branches need', () => {
    const both = oneOfEach.filter(([, operation]) => judgePair(operation, operation).kind === 'commutes');
    expect(both.map(([kind]) => kind)).toEqual(['createExtension', 'bulkInsert', 'backfill']);
  });
});

const integer = (name: string): Column => ({ name, type: 'integer' });

function tableOf(name: string): Table {
  return {
    name,
    columns: [integer('a'), integer('b'), { name: 'm', type: { enum: 'mood' }, default: 'low' }],
    uniques: [{ name: `UQ_${name}`, columns: ['a'] }],
    checks: [{ name: `CHK_${name}`, expression: 'b > 0' }],
    exclusions: [],
    foreignKeys: [],
    indexes: [],
  };
}

const BASE: SchemaModel = {
  ...EMPTY_SCHEMA,
  enums: [{ name: 'mood', values: ['low', 'high'] }],
  tables: [tableOf('t'), tableOf('u')],
};
const COLUMNS = ['a', 'b', 'm', 'n'];

/** What can be done to a table, and what perhaps cannot: applying says which. */
function onTable(table: Table): Operation[] {
  const name = { name: table.name };
  return [
    { kind: 'dropTable', table: { ...table, indexes: [] } },
    ...['u', 'v'].map((to): Operation => ({ kind: 'renameTable', from: name, to: { name: to } })),
    { kind: 'setTableComment', table: name, to: 'x' },
    ...COLUMNS.map((column): Operation => ({ kind: 'addColumn', table: name, column: integer(column) })),
    { kind: 'addColumn', table: name, column: { name: 'n', type: { enum: 'mood' }, default: 'high' } },
    ...table.columns.flatMap((column): Operation[] => [
      { kind: 'dropColumn', table: name, column },
      { kind: 'alterColumn', table: name, from: column, to: { ...column, type: 'text' } },
      { kind: 'alterColumn', table: name, from: column, to: { ...column, nullable: true } },
      { kind: 'renameColumn', table: name, from: column.name, to: 'n' },
      { kind: 'addUnique', table: name, unique: { columns: [column.name] } },
      { kind: 'addPrimaryKey', table: name, primaryKey: { columns: [column.name] } },
      { kind: 'createIndex', table: name, index: { name: `IDX_${column.name}`, keys: [column.name] } },
      {
        kind: 'addForeignKey',
        table: name,
        foreignKey: { name: 'FK', columns: [column.name], references: { table: 'u', columns: ['a'] } },
      },
    ]),
    ...table.uniques.map((unique): Operation => ({ kind: 'dropUnique', table: name, unique })),
    ...table.uniques.flatMap(({ name: from }): Operation[] =>
      from === undefined ? [] : [{ kind: 'renameConstraint', table: name, from, to: 'UQ' }],
    ),
    ...table.checks.map((check): Operation => ({ kind: 'dropCheck', table: name, check })),
    ...table.indexes.flatMap((index): Operation[] => [
      { kind: 'dropIndex', table: name, index },
      { kind: 'renameIndex', table: name, from: index.name, to: 'IDX_n' },
    ]),
  ];
}

function candidates(model: SchemaModel): Operation[] {
  return [
    ...model.tables.flatMap(onTable),
    ...['t', 'v', 'w'].map((name): Operation => ({ kind: 'createTable', table: tableOf(name) })),
    ...['mood', 'size'].map((name): Operation => ({ kind: 'createEnum', enum: { name, values: ['low'] } })),
    ...model.enums.flatMap(({ name, values }): Operation[] => [
      { kind: 'dropEnum', enum: { name, values } },
      { kind: 'alterEnum', name: { name }, from: values, to: [...values, 'more'], usedBy: [] },
      {
        kind: 'alterEnum',
        name: { name },
        from: values,
        to: ['none', ...values.slice(1)],
        mapping: { low: 'none' },
        usedBy: [],
      },
    ]),
  ];
}

/** Operations that can be applied to the model one after another, chosen by numbers. */
const operations = fc.array(fc.nat(), { minLength: 1, maxLength: 3 }).map((choices) => {
  const chosen: Operation[] = [];
  let model = BASE;
  for (const choice of choices) {
    const possible = candidates(model);
    const operation = possible[choice % possible.length];
    if (operation === undefined) continue;
    try {
      model = applyOperations(model, [operation]);
      chosen.push(operation);
    } catch {
      // What cannot be applied is no history.
    }
  }
  return chosen;
});

/** Without the order of columns, and of parts that have no name to be sorted by. */
function unordered(model: SchemaModel): SchemaModel {
  const byText = <T>(all: readonly T[]): readonly T[] =>
    [...all].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const tables = model.tables.map((table) => ({
    ...table,
    columns: byText(table.columns),
    uniques: byText(table.uniques),
    foreignKeys: byText(table.foreignKeys),
  }));
  return { ...model, tables };
}

describe('commute', () => {
  it('is true only of lists that give the same schema in either order', () => {
    let commuting = 0;
    let conflicting = 0;
    fc.assert(
      fc.property(operations, operations, (first, second) => {
        if (!commute(first, second)) {
          conflicting += 1;
          return;
        }
        commuting += first.length > 0 && second.length > 0 ? 1 : 0;
        const there = applyOperations(applyOperations(BASE, first), second);
        const back = applyOperations(applyOperations(BASE, second), first);
        expect(unordered(there)).toEqual(unordered(back));
      }),
      { numRuns: 3000 },
    );
    // The property would hold of a function that is always false.
    expect(commuting).toBeGreaterThan(300);
    expect(conflicting).toBeGreaterThan(300);
  });
});
