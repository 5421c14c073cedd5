import type { Column, Table } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import { postgres } from './postgres-dialect';
import { creation, model, table, useDatabase } from './testing/harness';

const db = useDatabase();

let counter = 0;
/** A table that no other case has. */
function fresh(columns: readonly Column[], rest: Partial<Table> = {}): Table {
  counter += 1;
  return table(`case_${counter}`, columns, rest);
}

async function create(...tables: readonly Table[]): Promise<void> {
  await db.apply(...creation(model({ tables })));
}

/** The rows as JSON text, in order. */
async function rows(name: string): Promise<readonly string[]> {
  const found = await db.session.query<{ row: string }>(
    `SELECT row_to_json(t)::text AS row FROM "${name}" t ORDER BY row_to_json(t)::text`,
  );
  return found.map(({ row }) => row);
}

describe('what runs by itself', () => {
  const sql = (...operations: readonly Operation[]) =>
    postgres.compile(operations).map((step) => step.kind === 'sql' && [step.sql, step.autocommit]);
  const index = { name: 'i', keys: ['a'], unique: true } as const;

  it('is an index that is built or dropped concurrently, and all of a block', () => {
    const create: Operation = { kind: 'createIndex', table: { name: 't' }, index };
    expect(sql(create, { ...create, concurrently: true })).toEqual([
      ['CREATE UNIQUE INDEX "i" ON "t" ("a")', undefined],
      ['CREATE UNIQUE INDEX CONCURRENTLY "i" ON "t" ("a")', true],
    ]);
    expect(sql({ ...create, kind: 'dropIndex', concurrently: true })).toEqual([
      ['DROP INDEX CONCURRENTLY "i"', true],
    ]);
    const read: Operation = { kind: 'execute', sql: 'SELECT 1' };
    expect(sql(read, { kind: 'autocommit', operations: [read, create] })).toEqual([
      ['SELECT 1', undefined],
      ['SELECT 1', true],
      ['CREATE UNIQUE INDEX "i" ON "t" ("a")', true],
    ]);
  });

  it('is what PostgreSQL takes in no transaction, also where it was written by hand', () => {
    expect(sql({ kind: 'execute', sql: 'VACUUM' })).toEqual([['VACUUM', true]]);
  });

  it('is a new value of an enum type that something in a later block uses', () => {
    const use: Operation = { kind: 'execute', sql: 'SELECT 1' };
    const change: Operation = {
      kind: 'alterEnum',
      name: { name: 'e' },
      from: ['a'],
      to: ['a', 'b'],
      usedBy: [],
    };
    const after = (operation: Operation) => postgres.compile([change, operation])[0];
    expect(after({ kind: 'autocommit', operations: [use] })).toEqual(after(use));
  });
});

describe('every other operation, there and back', () => {
  const base = () =>
    fresh(
      [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'int4range', nullable: true },
        { name: 'C "c"', type: 'text', nullable: true },
      ],
      { primaryKey: { name: `PK_${counter + 1}`, columns: ['a'] } },
    );
  type Pair = (start: Table) => readonly [Operation, Operation];
  const on = (start: Table) => ({ name: start.name });
  const pairs: readonly (readonly [string, Pair])[] = [
    [
      'column',
      (t) => {
        const column: Column = { name: 'new', type: 'text', default: "it's", comment: 'n', collation: 'C' };
        return [
          { kind: 'addColumn', table: on(t), column },
          { kind: 'dropColumn', table: on(t), column },
        ];
      },
    ],
    [
      'serial column',
      (t) => {
        const column: Column = { name: 'new', type: 'bigint', autoIncrement: true };
        return [
          { kind: 'addColumn', table: on(t), column },
          { kind: 'dropColumn', table: on(t), column },
        ];
      },
    ],
    [
      'primary key',
      (t) => {
        const primaryKey = { columns: ['a'], name: `PK_${counter}` };
        return [
          { kind: 'dropPrimaryKey', table: on(t), primaryKey },
          { kind: 'addPrimaryKey', table: on(t), primaryKey },
        ];
      },
    ],
    [
      'unique',
      (t) => {
        const unique = {
          columns: ['C "c"', 'a'],
          deferrable: 'initially deferred',
          nullsNotDistinct: true,
        } as const;
        return [
          { kind: 'addUnique', table: on(t), unique },
          { kind: 'dropUnique', table: on(t), unique },
        ];
      },
    ],
    [
      'check',
      (t) => {
        const check = { name: "it's %", expression: 'a > 0' };
        return [
          { kind: 'addCheck', table: on(t), check },
          { kind: 'dropCheck', table: on(t), check },
        ];
      },
    ],
    [
      'exclusion',
      (t) => {
        const exclusion = { name: `XC_${counter}`, expression: 'USING gist (b WITH &&)' };
        return [
          { kind: 'addExclusion', table: on(t), exclusion },
          { kind: 'dropExclusion', table: on(t), exclusion },
        ];
      },
    ],
    [
      'foreign key',
      (t) => {
        const foreignKey = {
          columns: ['a'],
          references: { table: t.name, columns: ['a'] },
          onUpdate: 'cascade',
        } as const;
        return [
          { kind: 'addForeignKey', table: on(t), foreignKey },
          { kind: 'dropForeignKey', table: on(t), foreignKey },
        ];
      },
    ],
    [
      'index',
      (t) => {
        const index = { name: `IX "${counter}"`, keys: [{ expression: 'lower("C ""c""")' }], where: 'a > 0' };
        return [
          { kind: 'createIndex', table: on(t), index },
          { kind: 'dropIndex', table: on(t), index },
        ];
      },
    ],
    [
      'renamed column',
      (t) => [
        { kind: 'renameColumn', table: on(t), from: 'a', to: 'Größe' },
        { kind: 'renameColumn', table: on(t), from: 'Größe', to: 'a' },
      ],
    ],
    [
      'renamed constraint',
      (t) => [
        { kind: 'renameConstraint', table: on(t), from: `PK_${counter}`, to: `pk "${counter}"` },
        { kind: 'renameConstraint', table: on(t), from: `pk "${counter}"`, to: `PK_${counter}` },
      ],
    ],
    [
      'renamed index',
      (t) => [
        { kind: 'renameIndex', table: on(t), from: `PK_${counter}`, to: `pk "${counter}"` },
        { kind: 'renameIndex', table: on(t), from: `pk "${counter}"`, to: `PK_${counter}` },
      ],
    ],
    [
      'comment',
      (t) => [
        { kind: 'setTableComment', table: on(t), to: "a\\b'c" },
        { kind: 'setTableComment', table: on(t), from: "a\\b'c" },
      ],
    ],
    [
      'schema',
      () => [
        { kind: 'createSchema', schema: 'Other "one"' },
        { kind: 'dropSchema', schema: 'Other "one"' },
      ],
    ],
    [
      'table',
      (t) => [
        { kind: 'dropTable', table: t },
        { kind: 'createTable', table: t },
      ],
    ],
    [
      'renamed table',
      (t) => [
        { kind: 'renameTable', from: on(t), to: { name: `order "${counter}" 50%` } },
        { kind: 'renameTable', from: { name: `order "${counter}" 50%` }, to: on(t) },
      ],
    ],
  ];
  test.each(pairs)('%s', async (_name, make) => {
    const start = base();
    await create(start);
    const [there, back] = make({ ...start });
    const before = await db.read();

    await db.apply(there);
    expect(await db.read()).not.toEqual(before);
    await db.apply(back);
    expect(await db.read()).toEqual(before);
  });

  it('moves a table to another schema and back to the default one', async () => {
    const start = base();
    await create(start);
    await db.session.query(`INSERT INTO "${start.name}" VALUES (1)`);
    const before = await db.readTable(start.name);
    const there = { schema: 'far', name: 'moved 100%' };
    await db.apply({ kind: 'createSchema', schema: 'far' }, { kind: 'renameTable', from: start, to: there });
    expect((await db.read()).tables.find(({ schema }) => schema === 'far')?.name).toBe(there.name);
    await db.apply(
      {
        kind: 'createIndex',
        table: { schema: 'far', name: there.name },
        index: { name: 'far index', keys: ['a'] },
      },
      { kind: 'renameIndex', table: there, from: 'far index', to: 'far too' },
      { kind: 'dropIndex', table: there, index: { name: 'far too', keys: ['a'] } },
      { kind: 'renameTable', from: there, to: { name: there.name } },
      { kind: 'renameTable', from: { name: there.name }, to: start },
    );

    expect(await db.readTable(start.name)).toEqual(before);
    expect(await rows(start.name)).toHaveLength(1);
  });

  it('runs SQL as it stands, and hands code on as a step', async () => {
    const run: Operation = { kind: 'run', name: 'fill', action: () => undefined };
    const execute: Operation = { kind: 'execute', sql: "SELECT 1; SELECT ';'" };
    expect(postgres.compile([execute, run])).toEqual([
      { kind: 'sql', sql: "SELECT 1; SELECT ';'", operations: [execute] },
      { kind: 'run', run, operations: [run] },
    ]);
    expect(await db.session.query("SELECT 1 AS a; SELECT ';' AS b")).toEqual([{ b: ';' }]);
  });

  it('cannot drop a check without a name, and says so', () => {
    const check = { expression: 'a > 0' };
    expect(() => postgres.compile([{ kind: 'dropCheck', table: { name: 't' }, check }])).toThrow(
      'has no name',
    );
  });
});
