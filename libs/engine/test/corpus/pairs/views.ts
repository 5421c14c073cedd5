import { Index, ViewColumn, type ColumnOptions } from 'typeorm';
import { decorate, entity, property } from '../support/entities';
import type { EntityDefinition, Pair } from '../support/shape';
import { view } from '../shapes/views';

type Columns = Readonly<Record<string, ColumnOptions>>;
type ViewOptions = Parameters<typeof view>[1];

const NAME: ColumnOptions = { type: 'varchar', length: 50 };
const TABLE: Columns = { name: NAME, age: { type: 'integer', nullable: true } };

const GROWN = `SELECT "id", "name" FROM "people" WHERE "age" > 17`;
const ROWS = [`INSERT INTO "people" ("id", "name", "age") VALUES (1, 'ann', 30), (2, 'bob', 7)`];

interface Sides {
  readonly table?: Columns;
  readonly views: readonly (readonly [string, ViewOptions])[];
}

/** Another table or other views, over two rows of which one is grown up. */
function change(name: string, from: Sides, to: Sides, rest: Partial<Pair> = {}): Pair {
  const entities =
    ({ table = TABLE, views }: Sides) =>
    (): readonly EntityDefinition[] => [
      ...views.map(([viewName, options]) => view(viewName, options)),
      entity('people', table),
    ];
  return {
    name,
    before: entities(from),
    after: entities(to),
    rows: ROWS,
    read: 'SELECT "name" FROM "people" ORDER BY "id"',
    rowsAfter: [{ name: 'ann' }, { name: 'bob' }],
    rowsBack: [{ name: 'ann' }, { name: 'bob' }],
    ...rest,
  };
}

const grown = ['grown', { expression: GROWN }] as const;
const reader = ['a_reader', { expression: 'SELECT "name" FROM "grown"' }] as const;
const stored = ['grown', { expression: GROWN, materialized: true }] as const;
const widened: Columns = { ...TABLE, name: { type: 'varchar', length: 100 } };

const indexed = (...names: readonly string[]) => {
  const one = decorate(view('grown', { expression: GROWN, materialized: true }));
  property(one, 'name', ViewColumn());
  for (const name of names) Index(name, ['name'])(one);
  return one;
};

export const VIEW_PAIRS: readonly Pair[] = [
  change(
    'a view comes',
    { views: [] },
    { views: [grown] },
    {
      kinds: { postgres: ['createView'], sqlite: ['createView'] },
    },
  ),
  change(
    'views that read each other go',
    { views: [reader, grown] },
    { views: [] },
    {
      kinds: { postgres: ['dropView', 'dropView'], sqlite: ['dropView', 'dropView'] },
    },
  ),
  change(
    'a view gets another condition and a further column',
    { views: [grown] },
    { views: [['grown', { expression: `SELECT "id", "name", "age" FROM "people" WHERE "age" > 20` }]] },
    { kinds: { postgres: ['replaceView'], sqlite: ['replaceView'] } },
  ),
  change(
    'a view loses a column, which no replacement can do',
    { views: [grown] },
    { views: [['grown', { expression: `SELECT "name" FROM "people"` }]] },
    { kinds: { postgres: ['replaceView'], sqlite: ['replaceView'] } },
  ),
  change(
    'a view loses a column that is read by nobody, and is read itself',
    { views: [grown, reader] },
    { views: [['grown', { expression: `SELECT "name" FROM "people"` }], reader] },
    {
      kinds: {
        postgres: ['dropView', 'dropView', 'createView', 'createView'],
        sqlite: ['replaceView'],
      },
    },
  ),
  change(
    'a view and the one that reads it change together',
    { views: [grown, reader] },
    {
      views: [
        ['grown', { expression: `SELECT "id", "age" FROM "people"` }],
        ['a_reader', { expression: 'SELECT "age" FROM "grown"' }],
      ],
    },
  ),
  // problems 23 and 27
  change(
    'a column changes its type under views',
    { views: [grown, reader] },
    { table: widened, views: [grown, reader] },
    {
      kinds: {
        postgres: ['dropView', 'dropView', 'alterColumn', 'createView', 'createView'],
        sqlite: ['alterColumn'],
      },
      read: 'SELECT "name" FROM "a_reader"',
      rowsAfter: [{ name: 'ann' }],
      rowsBack: [{ name: 'ann' }],
    },
  ),
  change(
    'a column changes that no view reads',
    { views: [grown], table: { ...TABLE, note: NAME } },
    { views: [grown], table: { ...TABLE, note: { type: 'text' } } },
    {
      kinds: { postgres: ['alterColumn'], sqlite: ['alterColumn'] },
      rows: [
        `INSERT INTO "people" ("id", "name", "age", "note") VALUES (1, 'ann', 30, 'x'), (2, 'bob', 7, 'y')`,
      ],
    },
  ),
  change(
    'a column goes that a view has read',
    { views: [grown] },
    { table: { name: NAME }, views: [['grown', { expression: 'SELECT "id", "name" FROM "people"' }]] },
    { readBack: 'SELECT "name" FROM "people" WHERE "age" IS NULL ORDER BY "id"' },
  ),
  change(
    'a column comes to a view of all columns',
    { views: [['grown', { expression: 'SELECT * FROM "people"' }]] },
    {
      table: { ...TABLE, note: { type: 'varchar', nullable: true } },
      views: [['grown', { expression: 'SELECT * FROM "people"' }]],
    },
    { read: 'SELECT "name" FROM "grown" ORDER BY "id"' },
  ),
  change(
    'a view becomes a table',
    { views: [grown] },
    { views: [] },
    {
      after: () => [entity('people', TABLE), entity('grown', { name: NAME })],
    },
  ),
  change(
    'a view becomes a stored one',
    { views: [grown] },
    { views: [stored] },
    {
      on: ['postgres'],
      kinds: { postgres: ['dropView', 'createView'] },
    },
  ),
  change(
    'a stored view gets another query, under a view',
    { views: [stored, reader] },
    { views: [['grown', { expression: `SELECT "name" FROM "people"`, materialized: true }], reader] },
    { on: ['postgres'] },
  ),
  {
    name: 'the indexes of a stored view change, and one is renamed',
    on: ['postgres'],
    before: () => [entity('people', TABLE), indexed('one', 'two')],
    after: () => [entity('people', TABLE), indexed('one', 'three')],
    rows: ROWS,
    read: "SELECT count(*)::int AS n FROM pg_indexes WHERE tablename = 'grown'",
    rowsAfter: [{ n: 2 }],
    rowsBack: [{ n: 2 }],
    kinds: { postgres: ['renameIndex'] },
  },
  {
    name: 'a column changes its type under a stored view with indexes',
    on: ['postgres'],
    before: () => [entity('people', TABLE), indexed('one')],
    after: () => [entity('people', widened), indexed('one')],
    rows: [...ROWS, 'REFRESH MATERIALIZED VIEW "grown"'],
    read: 'SELECT "name" FROM "grown"',
    rowsAfter: [{ name: 'ann' }],
    rowsBack: [{ name: 'ann' }],
    kinds: { postgres: ['dropIndex', 'dropView', 'alterColumn', 'createView', 'createIndex'] },
  },
  {
    name: 'an enum loses a label under a view',
    on: ['postgres'],
    before: () => [
      entity('people', { mood: { type: 'enum', enum: ['sad', 'glad', 'old'] } }),
      view('glad', { expression: `SELECT "id", "mood" FROM "people" WHERE "mood" = 'glad'` }),
    ],
    after: () => [
      entity('people', { mood: { type: 'enum', enum: ['sad', 'glad'] } }),
      view('glad', { expression: `SELECT "id", "mood" FROM "people" WHERE "mood" = 'glad'` }),
    ],
    rows: [`INSERT INTO "people" VALUES (1, 'glad'), (2, 'sad')`],
    read: 'SELECT "id", "mood" FROM "glad"',
    rowsAfter: [{ id: 1, mood: 'glad' }],
    rowsBack: [{ id: 1, mood: 'glad' }],
  },
  {
    name: 'an enum gets a label that its view needs at once',
    on: ['postgres'],
    before: () => [
      entity('people', { mood: { type: 'enum', enum: ['sad'] } }),
      view('moods', { expression: `SELECT "id", "mood" FROM "people"` }),
    ],
    after: () => [
      entity('people', { mood: { type: 'enum', enum: ['sad', 'glad'] } }),
      view('moods', { expression: `SELECT "id", "mood" FROM "people" WHERE "mood" <> 'glad'` }),
    ],
    rows: [`INSERT INTO "people" VALUES (1, 'sad')`],
    read: 'SELECT "id" FROM "moods"',
    rowsAfter: [{ id: 1 }],
    rowsBack: [{ id: 1 }],
  },
];
