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

export const RELATIVE_PAIRS: readonly Pair[] = [
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
];
