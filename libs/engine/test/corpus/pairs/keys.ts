import { JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToOne } from 'typeorm';
import { entity, property, type Columns } from '../support/entities';
import type { Pair, Row } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;

const counted = (type: string, generated: string, more: object = {}) =>
  entity('thing', { id: { type, primary: true, generated, ...more } as never, n: { type: 'integer' } });
const keyed = (more: Columns) => entity('thing', { id: { type: 'integer', primary: true }, ...more });
const COUNTED: Pick<Pair, 'rows' | 'read' | 'rowsAfter' | 'rowsBack'> = {
  rows: ['INSERT INTO "thing" ("n") VALUES (10), (11)'],
  read: 'SELECT "id", "n" FROM "thing" ORDER BY "n"',
  rowsAfter: [
    { id: 1, n: 10 },
    { id: 2, n: 11 },
  ],
  rowsBack: [
    { id: 1, n: 10 },
    { id: 2, n: 11 },
  ],
};
const AS_TEXT: readonly Row[] = [
  { id: '1', n: 10 },
  { id: '2', n: 11 },
];

export const KEY_PAIRS: readonly Pair[] = [
  // problem 20
  {
    name: 'a primary key gets another name',
    ...POSTGRES,
    before: () => [counted('integer', 'increment', { primaryKeyConstraintName: 'one' })],
    after: () => [counted('integer', 'increment', { primaryKeyConstraintName: 'two' })],
    ...COUNTED,
    kinds: { postgres: ['renameConstraint'] },
  },
  {
    name: 'a primary key gets a column',
    before: () => [entity('thing', { id: { type: 'integer', primary: true }, n: { type: 'integer' } })],
    after: () => [
      entity('thing', { id: { type: 'integer', primary: true }, n: { type: 'integer', primary: true } }),
    ],
    ...COUNTED,
    rows: ['INSERT INTO "thing" ("id", "n") VALUES (1, 10), (2, 11)'],
  },
  {
    name: 'a counted key becomes bigint',
    ...POSTGRES,
    before: () => [counted('integer', 'increment')],
    after: () => [counted('bigint', 'increment')],
    ...COUNTED,
    rowsAfter: AS_TEXT,
  },
  // problem 19
  {
    name: 'a serial becomes an identity',
    ...POSTGRES,
    before: () => [counted('integer', 'increment')],
    after: () => [counted('integer', 'identity', { generatedIdentity: 'ALWAYS' })],
    ...COUNTED,
    kinds: { postgres: ['alterColumn'] },
  },
  {
    name: 'an identity is always given',
    ...POSTGRES,
    before: () => [counted('integer', 'identity', { generatedIdentity: 'BY DEFAULT' })],
    after: () => [counted('integer', 'identity', { generatedIdentity: 'ALWAYS' })],
    ...COUNTED,
    kinds: { postgres: ['alterColumn'] },
  },
  {
    name: 'a plain key begins to count',
    before: () => [entity('thing', { id: { type: 'integer', primary: true }, n: { type: 'integer' } })],
    after: () => [counted('integer', 'increment')],
    ...COUNTED,
    rows: ['INSERT INTO "thing" ("id", "n") VALUES (1, 10), (2, 11)'],
  },
  // problem 5
  {
    name: 'a table comes',
    before: () => [counted('integer', 'increment')],
    after: () => [counted('integer', 'increment'), entity('other', { a: { type: 'varchar' } })],
    ...COUNTED,
    kinds: { postgres: ['createTable'], sqlite: ['createTable'] },
  },
  {
    name: 'a table comes whose reference waits for the key of another',
    before: () => [keyed({ n: { type: 'integer', primary: true } })],
    after: () => {
      const thing = keyed({ n: { type: 'integer' } });
      const other = entity('other', {});
      return [
        thing,
        property(
          other,
          'thing',
          ManyToOne(() => thing),
        ),
      ];
    },
    ...COUNTED,
    rows: ['INSERT INTO "thing" ("id", "n") VALUES (1, 10), (2, 11)'],
  },
  {
    name: 'a table goes',
    before: () => [
      counted('integer', 'increment'),
      entity('other', { a: { type: 'varchar', unique: true } }),
    ],
    after: () => [counted('integer', 'increment')],
    ...COUNTED,
    kinds: { postgres: ['dropTable'], sqlite: ['dropTable'] },
  },
  {
    name: 'a many-to-many comes',
    before: () => [counted('integer', 'increment')],
    after: () => {
      const thing = counted('integer', 'increment');
      return [
        property(
          thing,
          'others',
          ManyToMany(() => thing),
          JoinTable(),
        ),
      ];
    },
    ...COUNTED,
  },
  {
    name: 'a many-to-many goes',
    before: () => {
      const thing = counted('integer', 'increment');
      return [
        property(
          thing,
          'others',
          ManyToMany(() => thing),
          JoinTable(),
        ),
      ];
    },
    after: () => [counted('integer', 'increment')],
    ...COUNTED,
  },
  {
    name: 'a reference comes to a table with rows',
    before: () => [counted('integer', 'increment')],
    after: () => {
      const thing = counted('integer', 'increment');
      return [
        property(
          thing,
          'parent',
          ManyToOne(() => thing, { onDelete: 'SET NULL' }),
        ),
      ];
    },
    ...COUNTED,
  },
  {
    name: 'many to one becomes one to one',
    before: () => {
      const thing = counted('integer', 'increment');
      return [
        property(
          thing,
          'parent',
          ManyToOne(() => thing),
          JoinColumn({ name: 'p' }),
        ),
      ];
    },
    after: () => {
      const thing = counted('integer', 'increment');
      return [
        property(
          thing,
          'parent',
          OneToOne(() => thing),
          JoinColumn({ name: 'p' }),
        ),
      ];
    },
    ...COUNTED,
  },
];
