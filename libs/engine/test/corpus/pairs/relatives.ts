import { JoinColumn, ManyToOne, type ColumnOptions, type RelationOptions } from 'typeorm';
import { entity, property } from '../support/entities';
import type { EntityDefinition, Pair } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;
const SQLITE = { on: ['sqlite'] } as const;

/** Parents and children: the key has a type, the reference has options. */
function family(
  key: ColumnOptions,
  options: RelationOptions = {},
  parent: Readonly<Record<string, ColumnOptions>> = {},
) {
  return (): readonly EntityDefinition[] => {
    const parents = entity('parents', { id: { ...key, primary: true }, ...parent });
    const child = property(
      entity('children', {}),
      'parent',
      ManyToOne(() => parents, options),
      JoinColumn({ name: 'parentId' }),
    );
    return [parents, child];
  };
}

function relatives(
  name: string,
  pair: Pick<Pair, 'before' | 'after'>,
  value: unknown,
  more: Partial<Pair> = {},
): Pair {
  const literal = typeof value === 'number' ? String(value) : `'${String(value)}'`;
  return {
    name,
    rows: [
      `INSERT INTO "parents" ("id") VALUES (${literal})`,
      `INSERT INTO "children" ("id", "parentId") VALUES (1, ${literal})`,
    ],
    read: 'SELECT p."id", c."parentId" FROM "parents" p JOIN "children" c ON c."parentId" = p."id"',
    rowsAfter: [{ id: value, parentId: value }],
    rowsBack: [{ id: value, parentId: value }],
    ...pair,
    ...more,
  };
}

const integer = { type: 'integer' } as const;

const ID = '6d4bd0a4-3f0f-4c1f-9b1e-1b6a4c0f1a11';
const text = { type: 'varchar' } as const;
const uuid = { type: 'uuid' } as const;

/**
 * Parents whose key is text and becomes a uuid, and tables with such a column, by name; each refers to the parents or not.
 * PostgreSQL refuses a foreign key between the two types, so it matters in which order things change.
 */
function becomingUuid(
  name: string,
  before: Readonly<Record<string, boolean>>,
  after: Readonly<Record<string, boolean>>,
): Pair {
  const schema = (type: ColumnOptions, tables: typeof before) => (): readonly EntityDefinition[] => {
    const parents = entity('parents', { id: { ...type, primary: true } });
    const others = Object.entries(tables).map(([table, refers]) => {
      const child = entity(table, { parentId: { ...type, nullable: true } });
      if (!refers) return child;
      const decorators = [ManyToOne(() => parents), JoinColumn({ name: 'parentId' })];
      return property(child, 'parent', ...decorators);
    });
    return [parents, ...others];
  };
  const tables = Object.keys(before);
  const row = Object.fromEntries([['id', ID], ...tables.map((table) => [table, ID])]) as Record<
    string,
    string
  >;
  return {
    name: `a key of text becomes uuid: ${name}`,
    on: ['postgres'],
    before: schema(text, before),
    after: schema(uuid, after),
    rows: [
      `INSERT INTO "parents" VALUES ('${ID}')`,
      ...tables.map((table) => `INSERT INTO "${table}" ("id", "parentId") VALUES (1, '${ID}')`),
    ],
    read: `SELECT p."id", ${tables.map((table) => `"${table}"."parentId" AS "${table}"`).join(', ')}
      FROM "parents" p, ${tables.map((table) => `"${table}"`).join(', ')}`,
    rowsAfter: [row],
    rowsBack: [row],
  };
}

/** Letters whose key is an enum, and what refers to it. */
const spelled =
  (...values: readonly string[]) =>
  (): readonly EntityDefinition[] => {
    const letter = entity('alphabet', {
      id: { type: 'enum', enum: [...values], enumName: 'letters', primary: true },
    });
    const word = property(
      entity('words', {}),
      'first',
      ManyToOne(() => letter),
      JoinColumn({ name: 'first' }),
    );
    return [letter, word];
  };

export const RELATIVE_PAIRS: readonly Pair[] = [
  becomingUuid('what refers to it too', { a: true, z: true }, { a: true, z: true }),
  becomingUuid('a reference comes', { a: false, z: false }, { a: true, z: true }),
  becomingUuid('a reference goes', { a: true, z: true }, { a: false, z: false }),
  becomingUuid('a table that refers to it comes', { a: true }, { a: true, b: true }),
  // problem 2
  relatives(
    'a key and what refers to it become bigint',
    { before: family(integer), after: family({ type: 'bigint' }) },
    1,
    {
      ...POSTGRES,
      rowsAfter: [{ id: '1', parentId: '1' }],
    },
  ),
  relatives(
    'a key and what refers to it become bigint on SQLite',
    { before: family(integer), after: family({ type: 'bigint' }) },
    1,
    SQLITE,
  ),
  relatives(
    'a key of text and what refers to it get longer',
    { before: family({ type: 'varchar', length: 5 }), after: family({ type: 'varchar', length: 9 }) },
    'x',
  ),
  relatives(
    'a reference becomes NOT NULL',
    { before: family(integer), after: family(integer, { nullable: false }) },
    1,
  ),
  relatives(
    'on delete changes',
    { before: family(integer), after: family(integer, { onDelete: 'CASCADE' }) },
    1,
  ),
  relatives(
    'on update changes',
    { before: family(integer, { onUpdate: 'CASCADE' }), after: family(integer, { onUpdate: 'RESTRICT' }) },
    1,
  ),
  // problem 18
  relatives(
    'a foreign key becomes deferrable',
    { before: family(integer), after: family(integer, { deferrable: 'INITIALLY DEFERRED' }) },
    1,
  ),
  relatives(
    'a foreign key goes',
    { before: family(integer), after: family(integer, { createForeignKeyConstraints: false }) },
    1,
  ),
  // problem 25
  relatives(
    'a parent is made anew: its children stay',
    {
      before: family(integer, { onDelete: 'CASCADE' }, { note: { type: 'varchar', nullable: true } }),
      after: family(integer, { onDelete: 'CASCADE' }, { note: { type: 'integer', nullable: true } }),
    },
    1,
    SQLITE,
  ),
  {
    name: 'a key that is an enum and what refers to it lose a value',
    ...POSTGRES,
    before: spelled('a', 'b', 'c'),
    after: spelled('a', 'c'),
    rows: [`INSERT INTO "alphabet" VALUES ('a')`, `INSERT INTO "words" ("id", "first") VALUES (1, 'a')`],
    read: 'SELECT "first" FROM "words"',
    rowsAfter: [{ first: 'a' }],
    rowsBack: [{ first: 'a' }],
  },
];
