import type { Column, ColumnType, Table } from '../../model/schema';
import { recreateGenerated } from './compile-generated';
import { postgres } from './postgres-dialect';
import { creation, failure, model, table, useDatabase } from './testing/harness';

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

interface Alteration {
  readonly name: string;
  readonly from: Omit<Column, 'name'>;
  readonly to: Omit<Column, 'name'>;
  readonly using?: string;
  readonly usingReverse?: string;
  /** Values of the column as SQL, and as the rows show them after; as they went in after the way back. */
  readonly values?: readonly string[];
  readonly after?: readonly unknown[];
  readonly back?: readonly unknown[];
}

const integer = { type: 'integer' } as const;
const text = { type: 'text' } as const;

const ALTERATIONS: readonly Alteration[] = [
  { name: 'integer to bigint', from: integer, to: { type: 'bigint' }, values: ['7'], after: [7] },
  {
    name: 'length up',
    from: { type: 'varchar(5)' },
    to: { type: 'varchar(50)' },
    values: ["'abc'"],
    after: ['abc'],
  },
  {
    name: 'varchar to text, default kept',
    from: { type: 'varchar(5)', default: 'a' },
    to: { ...text, default: 'a' },
    values: ["'abc'"],
    after: ['abc'],
  },
  { name: 'text to integer', from: text, to: integer, values: ["'42'"], after: [42], back: ['42'] },
  {
    name: 'text to integer, both with defaults',
    from: { ...text, default: '1' },
    to: { ...integer, default: 2 },
    values: ["'42'", 'DEFAULT'],
    after: [1, 42],
    back: ['1', '42'],
  },
  {
    name: 'a default that is no value of the new type',
    from: { ...text, default: 'none' },
    to: integer,
    values: ["'3'"],
    after: [3],
    back: ['3'],
  },
  {
    name: 'boolean to integer',
    from: { type: 'boolean', default: true },
    to: { ...integer, default: 1 },
    values: ['true', 'false'],
    after: [0, 1],
    back: [false, true],
  },
  {
    name: 'boolean to smallint',
    from: { type: 'boolean' },
    to: { type: 'smallint' },
    values: ['true', 'false'],
    after: [0, 1],
    back: [false, true],
  },
  {
    name: 'boolean to text',
    from: { type: 'boolean' },
    to: text,
    values: ['true'],
    after: ['true'],
    back: [true],
  },
  {
    name: 'numeric scale',
    from: { type: 'numeric(10,2)' },
    to: { type: 'numeric(12,4)' },
    values: ['1.25'],
    after: [1.25],
  },
  {
    name: 'text to jsonb',
    from: { ...text, default: '{}' },
    to: { type: 'jsonb', default: '{}' },
    values: [`'{"a":1}'`],
    after: [{ a: 1 }],
    back: ['{"a": 1}'],
  },
  { name: 'json to jsonb', from: { type: 'json' }, to: { type: 'jsonb' }, values: [`'[1]'`], after: [[1]] },
  {
    name: 'timestamp to timestamptz',
    from: { type: 'timestamp' },
    to: { type: 'timestamptz' },
    using: `"c" AT TIME ZONE 'UTC'`,
    usingReverse: `"c" AT TIME ZONE 'UTC'`,
    values: [`'2020-01-02 03:04:05'`],
    after: ['2020-01-02T03:04:05+00:00'],
    back: ['2020-01-02T03:04:05'],
  },
  {
    name: 'varchar to uuid',
    from: { type: 'varchar' },
    to: { type: 'uuid' },
    values: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"],
    after: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  },
  {
    name: 'text to text[]',
    from: { ...text, nullable: true },
    to: { type: 'text[]', nullable: true },
    usingReverse: `"c"[1]`,
    values: ["'a,b'", 'NULL'],
    after: [['a,b'], null],
    back: ['a,b', null],
  },
  {
    name: 'integer[] to text[]',
    from: { type: 'integer[]' },
    to: { type: 'text[]' },
    values: ["'{1,2}'"],
    after: [['1', '2']],
    back: [[1, 2]],
  },
  {
    name: 'using wins over the cast',
    from: text,
    to: integer,
    using: 'length("c")',
    values: ["'four'"],
    after: [4],
    back: ['4'],
  },
  { name: 'nullable', from: integer, to: { ...integer, nullable: true }, values: ['1'], after: [1] },
  { name: 'not null', from: { ...integer, nullable: true }, to: integer, values: ['1'], after: [1] },
  { name: 'default set', from: integer, to: { ...integer, default: 3 }, values: ['1'], after: [1] },
  {
    name: 'default changed',
    from: { ...text, default: "it's" },
    to: { ...text, default: { sql: "upper('x'::text)" } },
  },
  { name: 'collation', from: text, to: { ...text, collation: 'C' }, values: ["'a'"], after: ['a'] },
  {
    name: 'collation and type',
    from: { ...text, collation: 'POSIX' },
    to: { type: 'varchar', collation: 'C' },
    values: ["'a'"],
    after: ['a'],
  },
  { name: 'comment', from: text, to: { ...text, comment: "it's noted" } },
  {
    name: 'all at once',
    from: { ...text, default: '1', comment: 'a' },
    to: { type: 'bigint', nullable: true, default: 7, comment: 'b' },
    values: ["'5'"],
    after: [5],
    back: ['5'],
  },
  {
    name: 'plain to serial',
    from: integer,
    to: { ...integer, autoIncrement: true },
    values: ['5', '9'],
    after: [5, 9],
  },
  {
    name: 'plain to identity',
    from: integer,
    to: { ...integer, identity: 'always' },
    values: ['5', '9'],
    after: [5, 9],
  },
  {
    name: 'nullable to identity',
    from: { type: 'bigint', nullable: true, default: 4 },
    to: { type: 'bigint', identity: 'by default' },
    values: ['5'],
    after: [5],
  },
  {
    name: 'serial to identity',
    from: { ...integer, autoIncrement: true },
    to: { ...integer, identity: 'by default' },
    values: ['DEFAULT', 'DEFAULT'],
    after: [1, 2],
  },
  {
    name: 'identity kinds',
    from: { ...integer, identity: 'always' },
    to: { ...integer, identity: 'by default' },
    values: ['DEFAULT'],
    after: [1],
  },
  {
    name: 'serial to bigserial',
    from: { ...integer, autoIncrement: true },
    to: { type: 'bigint', autoIncrement: true },
    values: ['DEFAULT'],
    after: [1],
  },
  {
    name: 'serial to bigint identity',
    from: { ...integer, autoIncrement: true },
    to: { type: 'bigint', identity: 'always' },
    values: ['DEFAULT'],
    after: [1],
  },
  {
    name: 'identity to a wider one',
    from: { ...integer, identity: 'always' },
    to: { type: 'bigint', identity: 'always' },
    values: ['DEFAULT'],
    after: [1],
  },
  {
    name: 'serial to text',
    from: { ...integer, autoIncrement: true },
    to: { ...text, default: 'x' },
    values: ['DEFAULT'],
    after: ['1'],
    back: [1],
  },
  {
    name: 'expression',
    from: { ...integer, nullable: true, generated: { expression: 'id * 2', stored: true } },
    to: { ...integer, nullable: true, comment: 'three', generated: { expression: 'id * 3', stored: true } },
    values: ['DEFAULT'],
    after: [3],
    back: [2],
  },
  {
    name: 'virtual expression',
    from: { ...integer, nullable: true, generated: { expression: 'id * 2', stored: false } },
    to: { ...integer, nullable: true, generated: { expression: 'id * 3', stored: false } },
    values: ['DEFAULT'],
    after: [3],
    back: [2],
  },
  {
    name: 'stored to virtual',
    from: { ...integer, nullable: true, generated: { expression: 'id * 2', stored: true } },
    to: { ...integer, nullable: true, generated: { expression: 'id * 2', stored: false } },
    values: ['DEFAULT'],
    after: [2],
    back: [2],
  },
  {
    name: 'stored to plain',
    from: { ...integer, nullable: true, comment: 'kept', generated: { expression: 'id * 2', stored: true } },
    to: { ...integer, nullable: true, comment: 'kept', default: 3 },
    values: ['DEFAULT'],
    after: [2],
    back: [2],
  },
  {
    name: 'virtual to plain text',
    from: { ...integer, comment: 'kept', generated: { expression: 'id * 2', stored: false } },
    to: { ...text, comment: 'kept' },
    values: ['DEFAULT'],
    after: ['2'],
    back: [2],
  },
  {
    name: 'type of a generated column',
    from: { ...integer, nullable: true, generated: { expression: 'id * 2', stored: true } },
    to: { type: 'bigint', nullable: true, generated: { expression: 'id * 2', stored: true } },
    values: ['DEFAULT'],
    after: [2],
    back: [2],
  },
];

describe('alterColumn, there and back', () => {
  test.each(ALTERATIONS)('$name', async ({ values = [], ...each }) => {
    const start = fresh([
      { name: 'id', type: 'integer' },
      { name: 'c', ...each.from },
    ]);
    const end = {
      ...start,
      columns: [
        { name: 'id', type: 'integer' },
        { name: 'c', ...each.to },
      ],
    };
    const [from, to] = [start, end].map(({ columns }) => columns[1] as Column) as [Column, Column];
    await create(start);
    for (const [index, value] of values.entries()) {
      await db.session.query(`INSERT INTO "${start.name}" VALUES (${index + 1}, ${value})`);
    }
    const before = await rows(start.name);
    const sorted = (list: readonly string[]) => list.map((row) => JSON.stringify(JSON.parse(row).c)).sort();
    const shown = (list: readonly unknown[]) => list.map((value) => JSON.stringify(value)).sort();

    await db.apply({
      kind: 'alterColumn',
      table: start,
      from,
      to,
      ...(each.using === undefined ? {} : { using: each.using }),
    });
    expect(await db.readTable(start.name)).toEqual(postgres.normalise(model({ tables: [end] })).tables[0]);
    if (each.after) expect(sorted(await rows(start.name))).toEqual(shown(each.after));

    await db.apply({
      kind: 'alterColumn',
      table: start,
      from: to,
      to: from,
      ...(each.usingReverse === undefined ? {} : { using: each.usingReverse }),
    });
    expect(await db.readTable(start.name)).toEqual(postgres.normalise(model({ tables: [start] })).tables[0]);
    expect(sorted(await rows(start.name))).toEqual(each.back ? shown(each.back) : sorted(before));
  });

  it('writes one ALTER TABLE for what PostgreSQL takes in one', () => {
    const steps = postgres.compile([
      {
        kind: 'alterColumn',
        table: { schema: 's', name: 't' },
        from: { name: 'c', type: 'text', default: '1', nullable: true },
        to: { name: 'c', type: 'integer', default: 2 },
      },
    ]);
    expect(steps).toMatchObject([
      {
        kind: 'sql',
        sql:
          'ALTER TABLE "s"."t" ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE integer USING "c"::integer, ' +
          'ALTER COLUMN "c" SET DEFAULT 2, ALTER COLUMN "c" SET NOT NULL',
      },
    ]);
  });

  it('says nothing where only the spelling differs', () => {
    const [from, to] = [
      { name: 'c', type: 'int4', default: '5' },
      { name: 'c', type: 'integer', default: { sql: "'5'::integer" } },
    ] as const;
    expect(postgres.compile([{ kind: 'alterColumn', table: { name: 't' }, from, to }])).toEqual([]);
  });

  it('refuses to cut what is too long, where a written cast would cut it', async () => {
    const start = fresh([{ name: 'c', type: 'varchar(10)' }]);
    await create(start);
    await db.session.query(`INSERT INTO "${start.name}" VALUES ('0123456789')`);
    const [from] = start.columns as [Column];
    const shorter = { ...from, type: 'varchar(5)' };

    expect(await failure(db.apply({ kind: 'alterColumn', table: start, from, to: shorter }))).toMatchObject({
      code: 'database-error',
      data: { sqlState: '22001' },
    });
    expect(await rows(start.name)).toEqual(['{"c":"0123456789"}']);
  });

  const counters: readonly (readonly [string, Omit<Column, 'name'>, Omit<Column, 'name'>])[] = [
    ['serial', integer, { ...integer, autoIncrement: true }],
    ['identity', integer, { ...integer, identity: 'by default' }],
    ['identity from serial', { ...integer, autoIncrement: true }, { ...integer, identity: 'always' }],
  ];
  test.each(counters)('goes on counting after the largest value: %s', async (_name, before, after) => {
    const start = fresh([
      { name: 'id', ...before },
      { name: 'v', type: 'text', nullable: true },
    ]);
    await create(start);
    await db.session.query(`INSERT INTO "${start.name}" (id) VALUES (41)`);
    await db.apply({
      kind: 'alterColumn',
      table: start,
      from: { name: 'id', ...before },
      to: { name: 'id', ...after },
    });
    expect(await db.session.query(`INSERT INTO "${start.name}" (v) VALUES ('x') RETURNING id`)).toEqual([
      { id: 42 },
    ]);
  });

  it('leaves no sequence behind, and resizes the one it keeps', async () => {
    const start = fresh([{ name: 'id', type: 'integer', autoIncrement: true }]);
    await create(start);
    const from = start.columns[0] as Column;
    const wide: Column = { ...from, type: 'bigint' };
    const sequences = () =>
      db.session.query(`SELECT data_type FROM pg_sequences WHERE sequencename LIKE '${start.name}%'`);

    await db.apply({ kind: 'alterColumn', table: start, from, to: wide });
    expect(await sequences()).toEqual([{ data_type: 'bigint' }]);
    await db.apply({ kind: 'alterColumn', table: start, from: wide, to: { name: 'id', type: 'bigint' } });
    expect(await sequences()).toEqual([]);
  });

  it('makes a generated column anew where the server cannot change its expression', async () => {
    const start = fresh([
      { name: 'id', type: 'integer' },
      { name: 'g', type: 'integer', generated: { expression: 'id + 1', stored: true } },
    ]);
    await create(start);
    await db.session.query(`INSERT INTO "${start.name}" VALUES (1)`);
    const wanted: Column = {
      name: 'g',
      type: 'integer',
      comment: 'two',
      generated: { expression: 'id + 2', stored: true },
    };
    for (const sql of recreateGenerated(start, wanted)) await db.session.query(sql);

    expect(await rows(start.name)).toEqual(['{"id":1,"g":3}']);
    expect((await db.readTable(start.name)).columns[1]).toEqual(wanted);
  });
});

describe('the types of a column', () => {
  it('casts enums through text, both ways', async () => {
    await db.apply({ kind: 'createEnum', enum: { name: 'cast me', values: ['1', '2'] } });
    const type: ColumnType = { enum: 'cast me' };
    const start = fresh([{ name: 'c', type: 'integer', default: 1 }]);
    await create(start);
    await db.session.query(`INSERT INTO "${start.name}" VALUES (2)`);
    const from = start.columns[0] as Column;
    const to: Column = { name: 'c', type, default: '1' };

    await db.apply({ kind: 'alterColumn', table: start, from, to });
    expect((await db.readTable(start.name)).columns).toEqual([to]);
    await db.apply({ kind: 'alterColumn', table: start, from: to, to: from });
    expect((await db.readTable(start.name)).columns).toEqual([from]);
    expect(await rows(start.name)).toEqual(['{"c":2}']);
  });
});
