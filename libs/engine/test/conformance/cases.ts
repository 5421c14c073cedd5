import type { DialectName } from '../../src/config/database-url';
import { EMPTY_SCHEMA, type Column, type SchemaModel, type Table } from '../../src/model/schema';

/** A row as it is put in and as it is read back. */
export type Row = Readonly<Record<string, unknown>>;

/** A change of a schema, with rows that have to live through it. */
export interface Case {
  readonly name: string;
  /** The dialects that have what the case is about. */
  readonly on: readonly DialectName[];
  readonly before: SchemaModel;
  readonly after: SchemaModel;
  /** Statements that put rows in before the change. */
  readonly rows?: readonly string[];
  /** A query, and what it gives after the change, and after the way back. */
  readonly read?: { readonly sql: string; readonly after: readonly Row[]; readonly back: readonly Row[] };
}

export const BOTH: readonly DialectName[] = ['postgres', 'sqlite'];

export const id: Column = { name: 'id', type: 'integer' };

/** A table `t` with an `id` and the given columns. */
export function t(columns: readonly Column[], more: Partial<Table> = {}): Table {
  return {
    name: 't',
    columns: [id, ...columns],
    primaryKey: { name: 'PK_t', columns: ['id'] },
    uniques: [],
    checks: [],
    exclusions: [],
    foreignKeys: [],
    indexes: [],
    ...more,
  };
}

export function schema(...tables: readonly Table[]): SchemaModel {
  return { ...EMPTY_SCHEMA, tables };
}

const text = (name: string, more: Partial<Column> = {}): Column => ({ name, type: 'varchar(50)', ...more });
const oneRow = ["INSERT INTO t (id, a) VALUES (1, 'x')"];
const keeps = { sql: 'SELECT id, a FROM t', after: [{ id: 1, a: 'x' }], back: [{ id: 1, a: 'x' }] };

export const COLUMN_CASES: readonly Case[] = [
  {
    name: 'add a nullable column',
    on: BOTH,
    before: schema(t([text('a')])),
    after: schema(t([text('a'), text('b', { nullable: true })])),
    rows: oneRow,
    read: keeps,
  },
  {
    name: 'add a NOT NULL column with a default to a table with rows',
    on: BOTH,
    before: schema(t([text('a')])),
    after: schema(t([text('a'), text('b', { default: "it's" })])),
    rows: oneRow,
    read: { sql: 'SELECT * FROM t', after: [{ id: 1, a: 'x', b: "it's" }], back: [{ id: 1, a: 'x' }] },
  },
  {
    name: 'widen a varchar',
    on: BOTH,
    before: schema(t([text('a')])),
    after: schema(t([text('a', { type: 'varchar(100)' })])),
    rows: oneRow,
    read: keeps,
  },
  {
    name: 'turn an integer into a bigint',
    on: BOTH,
    before: schema(t([{ name: 'n', type: 'integer' }])),
    after: schema(t([{ name: 'n', type: 'bigint' }])),
    rows: ['INSERT INTO t (id, n) VALUES (1, 42)'],
    read: { sql: 'SELECT CAST(n AS text) AS n FROM t', after: [{ n: '42' }], back: [{ n: '42' }] },
  },
  {
    name: 'turn a text into an integer and back, which needs a cast',
    on: BOTH,
    before: schema(t([{ name: 'n', type: 'text', default: '7' }])),
    after: schema(t([{ name: 'n', type: 'integer', default: 7 }])),
    rows: ["INSERT INTO t (id, n) VALUES (1, '42')"],
    read: { sql: 'SELECT n + 1 AS n FROM t', after: [{ n: 43 }], back: [] },
  },
  {
    name: 'allow NULL, and forbid it again',
    on: BOTH,
    before: schema(t([text('a')])),
    after: schema(t([text('a', { nullable: true })])),
    rows: oneRow,
    read: keeps,
  },
  {
    name: 'set, change and drop a default',
    on: BOTH,
    before: schema(
      t([text('a'), text('b', { default: 'old' }), text('c', { default: 'gone', nullable: true })]),
    ),
    after: schema(
      t([text('a', { default: 'new' }), text('b', { default: 'other' }), text('c', { nullable: true })]),
    ),
    rows: oneRow,
    read: {
      sql: 'SELECT a, b, c FROM t',
      after: [{ a: 'x', b: 'old', c: 'gone' }],
      back: [{ a: 'x', b: 'old', c: 'gone' }],
    },
  },
  {
    name: 'change an expression as default',
    on: ['postgres'],
    before: schema(t([{ name: 'at', type: 'timestamptz', default: { sql: 'now()' } }])),
    after: schema(t([{ name: 'at', type: 'timestamptz', default: { sql: "now() - interval '1 day'" } }])),
  },
  {
    name: 'add and drop an identity',
    on: ['postgres'],
    before: schema(t([{ name: 'n', type: 'bigint' }])),
    after: schema(t([{ name: 'n', type: 'bigint', identity: 'by default' }])),
    rows: ['INSERT INTO t (id, n) VALUES (1, 41)'],
    read: { sql: 'SELECT CAST(n AS text) AS n FROM t', after: [{ n: '41' }], back: [{ n: '41' }] },
  },
  {
    name: 'turn a serial into an identity',
    on: ['postgres'],
    before: schema(t([{ name: 'n', type: 'integer', autoIncrement: true }])),
    after: schema(t([{ name: 'n', type: 'integer', identity: 'always' }])),
    rows: ['INSERT INTO t (id) VALUES (1)'],
    read: { sql: 'SELECT n FROM t', after: [{ n: 1 }], back: [{ n: 1 }] },
  },
  {
    name: 'add and drop a generated column',
    on: BOTH,
    before: schema(t([{ name: 'n', type: 'integer' }])),
    after: schema(
      t([
        { name: 'n', type: 'integer' },
        {
          name: 'twice',
          type: 'integer',
          nullable: true,
          generated: { expression: '(n * 2)', stored: true },
        },
      ]),
    ),
    rows: ['INSERT INTO t (id, n) VALUES (1, 21)'],
    read: { sql: 'SELECT * FROM t', after: [{ id: 1, n: 21, twice: 42 }], back: [{ id: 1, n: 21 }] },
  },
  {
    name: 'set and drop comments',
    on: ['postgres'],
    before: schema(t([text('a', { comment: "it's" })])),
    after: schema(t([text('a')], { comment: 'a table' })),
    rows: oneRow,
    read: keeps,
  },
  {
    name: 'change a collation',
    on: ['postgres'],
    before: schema(t([text('a')])),
    after: schema(t([text('a', { collation: 'C' })])),
    rows: oneRow,
    read: keeps,
  },
  {
    name: 'change a collation (SQLite)',
    on: ['sqlite'],
    before: schema(t([text('a')])),
    after: schema(t([text('a', { collation: 'NOCASE' })])),
    rows: oneRow,
    read: {
      sql: "SELECT id, a FROM t WHERE a = 'X' OR a = 'x'",
      after: [{ id: 1, a: 'x' }],
      back: [{ id: 1, a: 'x' }],
    },
  },
  {
    name: 'drop a column, whose definition comes back',
    on: BOTH,
    before: schema(t([text('a'), text('b', { nullable: true, default: 'd' })])),
    after: schema(t([text('a')])),
    rows: oneRow,
    read: keeps,
  },
  {
    name: 'names that need quoting',
    on: BOTH,
    before: schema(t([text('a')])),
    after: schema(t([text('a'), text('Group "by"', { nullable: true }), text('straße', { default: '–' })])),
    rows: oneRow,
    read: keeps,
  },
];

const other: Table = { ...t([]), name: 'other', primaryKey: { name: 'PK_other', columns: ['id'] } };
const n: Column = { name: 'n', type: 'integer' };
const two = [n, text('a')];
const twoRows = ["INSERT INTO t (id, n, a) VALUES (1, 1, 'x')"];
const readsTwo = { sql: 'SELECT n, a FROM t', after: [{ n: 1, a: 'x' }], back: [{ n: 1, a: 'x' }] };

/** A change of a table `t (id, n, a)` with one row that it must not touch. */
function change(
  name: string,
  before: Partial<Table>,
  after: Partial<Table>,
  on: readonly DialectName[] = BOTH,
): Case {
  return {
    name,
    on,
    before: schema(t(two, before), other),
    after: schema(t(two, after), other),
    rows: twoRows,
    read: readsTwo,
  };
}

const reference = {
  name: 'FK_t_other',
  columns: ['n'],
  references: { table: 'other', columns: ['id'] },
} as const;

export const CONSTRAINT_CASES: readonly Case[] = [
  change('add and drop a unique', {}, { uniques: [{ name: 'UQ_t', columns: ['n', 'a'] }] }),
  change(
    'change the columns of a unique under its name',
    { uniques: [{ name: 'UQ_t', columns: ['n', 'a'] }] },
    { uniques: [{ name: 'UQ_t', columns: ['a'] }] },
  ),
  change(
    'make a unique deferrable',
    { uniques: [{ name: 'UQ_t', columns: ['n'] }] },
    { uniques: [{ name: 'UQ_t', columns: ['n'], deferrable: 'initially deferred' }] },
    ['postgres'],
  ),
  change('add and drop a check', {}, { checks: [{ name: 'CK_t', expression: '"n" > 0' }] }),
  change(
    'change the expression of a check under its name',
    { checks: [{ name: 'CK_t', expression: '"n" > 0' }] },
    { checks: [{ name: 'CK_t', expression: '"n" >= 0 AND "a" <> \'y\'' }] },
  ),
  change(
    'validate a check and a foreign key, and rename one of them',
    {
      checks: [{ name: 'CK_t', expression: '"n" > 0', notValid: true }],
      foreignKeys: [
        { name: 'FK_old', columns: ['n'], references: { table: 't', columns: ['id'] }, notValid: true },
      ],
    },
    {
      checks: [{ name: 'CK_t', expression: '"n">0' }],
      foreignKeys: [{ name: 'FK_new', columns: ['n'], references: { table: 't', columns: ['id'] } }],
    },
    ['postgres'],
  ),
  change('change the primary key', {}, { primaryKey: { name: 'PK_t', columns: ['id', 'n'] } }),
  change(
    'rename a constraint',
    { uniques: [{ name: 'UQ_old', columns: ['n'] }] },
    { uniques: [{ name: 'UQ_new', columns: ['n'] }] },
    ['postgres'],
  ),
  change('add and drop an index', {}, { indexes: [{ name: 'IX_t', keys: ['n', 'a'] }] }),
  change(
    'rename an index',
    { indexes: [{ name: 'IX_old', keys: ['n'] }] },
    { indexes: [{ name: 'IX_new', keys: ['n'] }] },
  ),
  change(
    'make an index unique',
    { indexes: [{ name: 'IX_t', keys: ['n'] }] },
    { indexes: [{ name: 'IX_t', keys: ['n'], unique: true }] },
  ),
  change(
    'change the order of the columns of an index',
    { indexes: [{ name: 'IX_t', keys: ['n', 'a'] }] },
    { indexes: [{ name: 'IX_t', keys: ['a', 'n'] }] },
  ),
  change(
    'change the predicate of an index',
    { indexes: [{ name: 'IX_t', keys: ['n'], where: '"n" > 0' }] },
    { indexes: [{ name: 'IX_t', keys: ['n'], where: '"n" > 1' }] },
  ),
  change(
    'change the method of an index',
    { indexes: [{ name: 'IX_t', keys: ['n'] }] },
    { indexes: [{ name: 'IX_t', keys: ['n'], method: 'hash' }] },
    ['postgres'],
  ),
  {
    ...change('add and drop a foreign key', {}, { foreignKeys: [reference] }),
    rows: ['INSERT INTO other (id) VALUES (1)', ...twoRows],
  },
  {
    ...change(
      'change what a foreign key does on delete',
      { foreignKeys: [reference] },
      { foreignKeys: [{ ...reference, onDelete: 'cascade' }] },
    ),
    rows: ['INSERT INTO other (id) VALUES (1)', ...twoRows],
  },
];

const state = (values: readonly string[]): SchemaModel['enums'][number] => ({ name: 'state', values });
const withState = (values: readonly string[], column: Partial<Column> = {}): SchemaModel => ({
  ...schema(t([{ name: 's', type: { enum: 'state' }, default: 'new', ...column }])),
  enums: [state(values)],
});
const stateRow = ["INSERT INTO t (id, s) VALUES (1, 'open')"];
const readsState = { sql: 'SELECT s FROM t', after: [{ s: 'open' }], back: [{ s: 'open' }] };

export const ENUM_CASES: readonly Case[] = [
  { name: 'add an enum value at the end', values: ['new', 'open', 'done'] },
  { name: 'add enum values in between', values: ['first', 'new', 'between', 'open'] },
  { name: 'remove an enum value that no row has', before: ['new', 'open', 'stale'], values: ['new', 'open'] },
  { name: 'reorder enum values', values: ['open', 'new'] },
].map(({ name, before = ['new', 'open'], values }) => ({
  name,
  on: ['postgres'] as const,
  before: withState(before),
  after: withState(values),
  rows: stateRow,
  read: readsState,
}));

const watched = (values: readonly string[]): SchemaModel => {
  const [table = t([])] = withState(values).tables;
  return {
    ...withState(values),
    tables: [
      {
        ...table,
        indexes: [{ name: 'IX_open', keys: ['id'], where: '"s" = \'open\'' }],
        checks: [{ name: 'CK_s', expression: '"s" <> \'new\' OR "id" > 0' }],
      },
    ],
  };
};

export const ENUM_USE_CASES: readonly Case[] = [
  {
    name: 'change an enum that a partial index and a check compare',
    on: ['postgres'],
    before: watched(['new', 'open']),
    after: watched(['open', 'new', 'done']),
    rows: stateRow,
    read: readsState,
  },
  {
    name: 'use an added enum value as the default in the same revision',
    on: ['postgres'],
    before: withState(['new', 'open']),
    after: withState(['new', 'open', 'fresh'], { default: 'fresh' }),
    rows: stateRow,
    read: readsState,
  },
  {
    name: 'turn a varchar into an enum and back',
    on: ['postgres'],
    before: schema(t([{ name: 's', type: 'varchar(20)', default: 'new' }])),
    after: withState(['new', 'open']),
    rows: stateRow,
    read: readsState,
  },
  {
    name: 'change the values of an array of an enum',
    on: ['postgres'],
    before: withState(['new', 'open'], { type: { enum: 'state', array: true }, default: { sql: "'{new}'" } }),
    after: withState(['open', 'new', 'done'], {
      type: { enum: 'state', array: true },
      default: { sql: "'{new}'" },
    }),
    rows: ["INSERT INTO t (id, s) VALUES (1, '{open,new}')"],
    read: {
      sql: "SELECT array_to_string(s, ',') AS s FROM t",
      after: [{ s: 'open,new' }],
      back: [{ s: 'open,new' }],
    },
  },
];

const child: Table = {
  ...t([{ name: 'parent', type: 'integer' }]),
  name: 'child',
  primaryKey: { name: 'PK_child', columns: ['id'] },
  foreignKeys: [
    {
      name: 'FK_child',
      columns: ['parent'],
      references: { table: 't', columns: ['id'] },
      onDelete: 'cascade',
    },
  ],
};

export const TABLE_CASES: readonly Case[] = [
  {
    name: 'create and drop tables that point to each other',
    on: BOTH,
    before: schema(),
    after: schema(t(two, { foreignKeys: [reference] }), {
      ...other,
      columns: [id, n],
      foreignKeys: [{ name: 'FK_other_t', columns: ['n'], references: { table: 't', columns: ['id'] } }],
    }),
  },
  {
    name: 'change a parent without losing its children',
    on: BOTH,
    before: schema(t([text('a')]), child),
    after: schema(
      t([{ name: 'a', type: 'text', default: 'z' }], { checks: [{ name: 'CK', expression: "a <> ''" }] }),
      child,
    ),
    rows: ["INSERT INTO t (id, a) VALUES (1, 'x')", 'INSERT INTO child (id, parent) VALUES (10, 1), (11, 1)'],
    read: {
      sql: 'SELECT count(*) || a AS n FROM child JOIN t ON t.id = parent GROUP BY a',
      after: [{ n: '2x' }],
      back: [{ n: '2x' }],
    },
  },
  {
    name: 'a self reference',
    on: BOTH,
    before: schema(t([{ name: 'up', type: 'integer', nullable: true }])),
    after: schema(
      t([{ name: 'up', type: 'integer', nullable: true }, text('label', { default: '' })], {
        foreignKeys: [
          {
            name: 'FK_up',
            columns: ['up'],
            references: { table: 't', columns: ['id'] },
            onDelete: 'set null',
          },
        ],
      }),
    ),
    rows: ['INSERT INTO t (id, up) VALUES (1, NULL), (2, 1)'],
    read: {
      sql: 'SELECT id, up FROM t ORDER BY id',
      after: [
        { id: 1, up: null },
        { id: 2, up: 1 },
      ],
      back: [
        { id: 1, up: null },
        { id: 2, up: 1 },
      ],
    },
  },
];
