import type { Column, Index, Table } from '../../model/schema';
import { postgres } from './postgres-dialect';
import { creation, model, table, useDatabase } from './testing/harness';

/** Every one reads back as `normalise` says, when it has been created. */
const COLUMNS: readonly Column[] = [
  { name: 'small', type: 'int2', default: -1 },
  { name: 'whole', type: 'int', default: 5 },
  { name: 'big', type: 'int8', default: '9223372036854775807' },
  { name: 'exact', type: 'decimal(10,2)', default: 0.5 },
  { name: 'rounded', type: 'numeric(8)', default: '1' },
  { name: 'any_number', type: 'numeric', nullable: true },
  { name: 'half', type: 'float4' },
  { name: 'whole_float', type: 'float', default: 1.5 },
  { name: 'yes', type: 'bool', default: true },
  { name: 'no', type: 'boolean', default: 'false' },
  { name: 'short', type: 'character varying(20)', default: "it's" },
  { name: 'slashed', type: 'varchar', default: 'a\\b' },
  { name: 'number_text', type: 'text', default: 5 },
  { name: 'fixed', type: 'char(3)', default: 'abc' },
  { name: 'one', type: 'char' },
  { name: 'moment', type: 'timestamp with time zone', default: { sql: 'now()' } },
  { name: 'milli', type: 'timestamp(3) with time zone' },
  { name: 'local', type: 'timestamp(6)', default: { sql: 'CURRENT_TIMESTAMP' } },
  { name: 'local_milli', type: 'timestamp(3) without time zone' },
  { name: 'day', type: 'date', default: '2020-01-01' },
  { name: 'clock', type: 'time(0)' },
  { name: 'zone_clock', type: 'time with time zone' },
  { name: 'span', type: 'interval', default: '1 day' },
  { name: 'bytes', type: 'bytea' },
  { name: 'id', type: 'uuid', default: { sql: 'gen_random_uuid()' } },
  { name: 'document', type: 'jsonb', default: '{}' },
  { name: 'old_document', type: 'json', nullable: true },
  { name: 'tags', type: 'text[]', default: '{}' },
  { name: 'grid', type: 'int4[3][3]', nullable: true },
  { name: 'names', type: 'varchar(20)[]', nullable: true },
  { name: 'flags', type: 'bit(3)' },
  { name: 'flag', type: 'bit' },
  { name: 'more_flags', type: 'bit varying(8)' },
  { name: 'address', type: 'inet', nullable: true },
  { name: 'range', type: 'int4range', nullable: true },
  { name: 'collated', type: 'text', collation: 'C' },
  { name: 'noted', type: 'text', comment: "It's a \\ note" },
  { name: 'none', type: 'varchar(5)', nullable: true, default: { sql: 'NULL' } },
  { name: 'mood', type: { enum: 'Mood' }, default: 'sad' },
  { name: 'moods', type: { enum: 'Mood', array: true }, default: '{sad,"so so"}' },
  { name: 'level', type: { enum: 'level', schema: 'audit' }, default: 'low' },
  { name: 'select', type: 'integer', nullable: true },
  { name: 'ünïcödé "quoted"', type: 'integer', nullable: true },
];

const INDEXES: readonly Index[] = [
  { name: 'plain', keys: ['b', 'a'] },
  { name: 'only_one', keys: ['a'], unique: true },
  { name: 'part', keys: ['a'], where: '(a > 0)' },
  {
    name: 'order',
    keys: [
      { column: 'a', order: 'desc' },
      { column: 'b', nulls: 'first' },
    ],
  },
  { name: 'late', keys: [{ column: 'a', order: 'desc', nulls: 'last' }] },
  {
    name: 'usual',
    keys: [
      { column: 'a', order: 'desc', nulls: 'first' },
      { column: 'b', nulls: 'last' },
    ],
  },
  { name: 'lower', keys: [{ expression: 'lower(name)' }, 'a'] },
  { name: 'sum', keys: [{ expression: '(a + b)', order: 'desc' }] },
  { name: 'pattern', keys: [{ column: 'name', opclass: 'text_pattern_ops' }] },
  { name: 'c_order', keys: [{ column: 'name', collation: 'C' }] },
  { name: 'covering', keys: ['a'], include: ['name', 'b'] },
  { name: 'hashed', keys: ['name'], method: 'hash' },
  { name: 'json', keys: ['document'], method: 'GIN' },
  { name: 'json_path', keys: [{ column: 'document', opclass: 'jsonb_path_ops' }], method: 'gin' },
  { name: 'no_nulls', keys: ['b'], unique: true, nullsNotDistinct: true },
];

const indexed = table(
  'indexed',
  [
    { name: 'a', type: 'integer' },
    { name: 'b', type: 'integer', nullable: true },
    { name: 'name', type: 'text' },
    { name: 'document', type: 'jsonb' },
  ],
  { indexes: INDEXES },
);

const parent = table(
  'parent',
  [
    { name: 'x', type: 'integer' },
    { name: 'y', type: 'integer', nullable: true },
    { name: 'during', type: 'int4range', nullable: true },
  ],
  {
    primaryKey: { columns: ['y', 'x'] },
    uniques: [
      { columns: ['x'] },
      { name: 'reversed', columns: ['y', 'x'], deferrable: 'initially deferred' },
      { name: 'later', columns: ['y'], deferrable: 'initially immediate' },
      { name: 'null_once', columns: ['during'], nullsNotDistinct: true },
    ],
    checks: [
      { name: 'positive', expression: '((x > 0))' },
      { name: 'both', expression: '(x > 0) AND (y > 0)' },
    ],
    exclusions: [
      { name: 'apart', expression: 'USING gist (during WITH &&)' },
      {
        name: 'apart_later',
        expression: 'USING gist (during WITH &&) WHERE ((x > 0))',
        deferrable: 'initially deferred',
      },
    ],
    comment: 'Parents',
  },
);

const child = table(
  'child',
  [
    { name: 'id', type: 'serial' },
    { name: 'big_id', type: 'bigint', autoIncrement: true },
    { name: 'small_id', type: 'smallint', autoIncrement: true },
    { name: 'number', type: 'integer', identity: 'always' },
    { name: 'x', type: 'integer', nullable: true },
    { name: 'y', type: 'integer', nullable: true },
    { name: 'self', type: 'integer', nullable: true },
    { name: 'stored', type: 'integer', nullable: true, generated: { expression: '(x + y)', stored: true } },
    { name: 'computed', type: 'integer', nullable: true, generated: { expression: 'x * 2', stored: false } },
  ],
  {
    primaryKey: { name: 'PK of child', columns: ['id'] },
    foreignKeys: [
      { columns: ['y', 'x'], references: { table: 'parent', columns: ['y', 'x'] }, onDelete: 'cascade' },
      {
        name: 'self',
        columns: ['self'],
        references: { table: 'child', columns: ['id'] },
        onDelete: 'set null',
        onUpdate: 'restrict',
        deferrable: 'initially deferred',
      },
      {
        name: 'usual',
        columns: ['x'],
        references: { table: 'parent', columns: ['x'] },
        onDelete: 'no action',
      },
    ],
  },
);

const elsewhere = table('child', [{ name: 'id', type: 'bigint', identity: 'by default' }], {
  schema: 'audit',
  primaryKey: { name: 'PK', columns: ['id'] },
  foreignKeys: [{ name: 'FK', columns: ['id'], references: { table: 'child', columns: ['id'] } }],
  indexes: [{ name: 'over there', keys: ['id'] }],
});

const LONG = 'a_rather_long_name_that_goes_on_until_it_is_longer_than_the_63_bytes_é';

const cases: readonly (readonly [string, readonly Table[]])[] = [
  ['types, defaults, collations and comments', [table('columns', COLUMNS)]],
  ['indexes', [indexed]],
  ['constraints, counters and generated columns', [parent, child]],
  ['another schema', [parent, child, elsewhere]],
  ['a table without columns', [table('empty', [])]],
  [
    'names that are cut',
    [
      table(
        'x'.repeat(40),
        [
          { name: 'y'.repeat(40), type: 'integer' },
          { name: 'z'.repeat(41), type: 'integer', nullable: true },
        ],
        {
          primaryKey: { columns: ['y'.repeat(40)] },
          uniques: [{ columns: ['z'.repeat(41)] }],
          foreignKeys: [
            {
              columns: ['z'.repeat(41)],
              references: { table: 'x'.repeat(40), columns: ['y'.repeat(40)] },
            },
          ],
        },
      ),
      table(
        LONG,
        [
          { name: LONG, type: 'integer' },
          { name: 'other', type: 'integer' },
        ],
        {
          primaryKey: { columns: [LONG] },
          uniques: [{ columns: [LONG, 'other'] }],
        },
      ),
    ],
  ],
];

describe('what is created reads back as normalise says', () => {
  const db = useDatabase();

  test.each(cases)('%s', async (_name, tables) => {
    const wanted = model({
      schemas: ['audit'],
      enums: [
        { name: 'Mood', values: ['sad', 'so so', "it's"] },
        { schema: 'audit', name: 'level', values: ['low', 'high'] },
      ],
      tables,
    });

    await db.apply(...creation(wanted));
    const read = await db.read();
    await db.session.query('DROP SCHEMA audit CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');

    expect(read).toEqual(postgres.normalise(wanted));
    expect(postgres.normalise(read)).toEqual(read);
    expect(Object.isFrozen(read.tables[0]?.columns)).toBe(true);
  });
});

describe('introspect', () => {
  const db = useDatabase();

  it('asks as many queries of sixty tables as of three, in one message', async () => {
    const count = async () => {
      const each = jest.spyOn(db.session, 'queryEach');
      const query = jest.spyOn(db.session, 'query');
      await db.read();
      const messages = each.mock.calls.map(([statements]) => statements.length);
      expect(query).not.toHaveBeenCalled();
      for (const spy of [each, query]) spy.mockRestore();
      return messages;
    };
    const tables = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => table(`child_${from + n}`, child.columns));

    await db.apply(...creation(model({ tables: tables(0, 3) })));
    const few = await count();
    await db.apply(...creation(model({ tables: tables(3, 60) })));

    expect(await count()).toEqual(few);
    expect(few).toEqual([7]);
    expect((await db.read()).tables).toHaveLength(60);
  });

  it('leaves out what is ignored, partitions, views and what an extension owns', async () => {
    await db.session.query(`
      CREATE TABLE bookkeeping (id int);
      CREATE TABLE parted (id int PRIMARY KEY, ref int) PARTITION BY RANGE (id);
      CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10);
      CREATE TABLE pointing (ref int CONSTRAINT to_parted REFERENCES parted);
      CREATE VIEW seen AS SELECT 1 AS one;
      CREATE TEMP TABLE passing (id int)`);

    const names = (await postgres.introspect(db.session, { ignoreTables: ['bookkeeping'] })).tables
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('child_'));

    expect(names).toEqual(['parted', 'pointing']);
    expect((await db.readTable('pointing')).foreignKeys).toEqual([
      { name: 'to_parted', columns: ['ref'], references: { table: 'parted', columns: ['id'] } },
    ]);
  });

  it('takes a sequence for a serial only where the column owns it', async () => {
    await db.session.query(`
      CREATE SEQUENCE counter;
      CREATE TABLE counted (id int NOT NULL DEFAULT nextval('counter'), other serial);
      ALTER TABLE counted RENAME COLUMN other TO "Other"`);

    expect((await db.readTable('counted')).columns).toEqual([
      { name: 'id', type: 'integer', default: { sql: "nextval('counter'::regclass)" } },
      { name: 'Other', type: 'integer', autoIncrement: true },
    ]);
  });

  it('names the schemas by the search path of the session', async () => {
    await db.session.query(`CREATE SCHEMA app; CREATE TABLE app.here (id int); SET search_path = app`);
    const read = await db.read();
    await db.session.query('RESET search_path');

    expect(read.schemas).toEqual(['public']);
    expect(read.tables.find(({ name }) => name === 'here')).not.toHaveProperty('schema');
    expect(read.tables.find(({ name }) => name === 'counted')).toHaveProperty('schema', 'public');
  });

  it('has the same order whatever order the objects were made in', async () => {
    const { tables } = await db.read();
    const names = tables.map(({ schema, name }) => (schema === undefined ? name : `${schema}.${name}`));
    expect(names).toEqual([...names].sort());
  });
});
