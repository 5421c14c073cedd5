import { entity, type Columns } from '../support/entities';
import { columnChange } from '../support/changes';
import type { Pair, Row } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;
const SQLITE = { on: ['sqlite'] } as const;

interface Columnwise extends Pick<Pair, 'on' | 'kinds' | 'rowsAfter'> {
  readonly from: Columns;
  readonly to: Columns;
  readonly rows: readonly string[];
  readonly back?: readonly Row[];
}

/** Columns come and go in one table. */
function columns(name: string, { from, to, rows, back, rowsAfter, ...rest }: Columnwise): Pair {
  return {
    name,
    ...rest,
    before: () => [entity('thing', from)],
    after: () => [entity('thing', to)],
    rows,
    read: 'SELECT * FROM "thing" ORDER BY "id"',
    rowsAfter,
    rowsBack: back ?? [{ id: 1, a: 5 }],
  };
}

const A = { a: { type: 'integer' } } as const;
const ONE_ROW = ['INSERT INTO "thing" ("id", "a") VALUES (1, 5)'];

export const VALUE_PAIRS: readonly Pair[] = [
  columnChange(
    'a column with values becomes NOT NULL',
    [{ type: 'integer', nullable: true }, { type: 'integer' }],
    { given: ['1'], then: [1] },
  ),
  columnChange('NOT NULL goes', [{ type: 'varchar' }, { type: 'varchar', nullable: true }], {
    given: ["'a'"],
    then: ['a'],
  }),
  columnChange('a default comes', [{ type: 'integer' }, { type: 'integer', default: 7 }], {
    given: ['1'],
    then: [1],
  }),
  columnChange('a default goes', [{ type: 'varchar', default: 'x' }, { type: 'varchar' }], {
    given: ["'a'"],
    then: ['a'],
  }),
  // problem 15
  columnChange(
    'a default with an apostrophe',
    [
      { type: 'varchar', default: 'a' },
      { type: 'varchar', default: "it's" },
    ],
    { given: ["'a'"], then: ['a'] },
  ),
  columnChange(
    'a literal becomes an expression',
    [
      { type: 'varchar', default: 'a' },
      { type: 'varchar', default: () => "'a' || 'b'" },
    ],
    { given: ["'a'"], then: ['a'] },
  ),
  // problem 12
  columnChange(
    'a default of JSON changes',
    [
      { type: 'jsonb', default: '{"a":1}' },
      { type: 'jsonb', default: { a: 2 } },
    ],
    { given: [`'{}'`], then: [{}] },
    POSTGRES,
  ),
  // problem 14
  columnChange(
    'a uuid gets its own default',
    [{ type: 'uuid' }, { type: 'uuid', default: () => 'gen_random_uuid()' }],
    { given: ["'0d6c9d4e-6d1b-4b7a-9c8e-1f2a3b4c5d6e'"], then: ['0d6c9d4e-6d1b-4b7a-9c8e-1f2a3b4c5d6e'] },
    POSTGRES,
  ),
  columnChange(
    'a generated default of a list changes',
    [
      { type: 'text', array: true, default: [] },
      { type: 'text', array: true, default: ['a b'] },
    ],
    { given: ["'{x}'"], then: [['x']] },
    POSTGRES,
  ),
  columns('a column comes', {
    from: A,
    to: { ...A, b: { type: 'varchar', nullable: true } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5, b: null }],
    kinds: { postgres: ['addColumn'], sqlite: ['addColumn'] },
  }),
  columns('a column that is NOT NULL comes with a default', {
    from: A,
    to: { ...A, b: { type: 'varchar', default: "it's" } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5, b: "it's" }],
  }),
  columns('a column comes with an expression as its default', {
    ...SQLITE,
    from: A,
    to: { ...A, b: { type: 'integer', default: () => '1 + 1' } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5, b: 2 }],
  }),
  columns('a unique column comes', {
    from: A,
    to: { ...A, b: { type: 'varchar', nullable: true, unique: true } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5, b: null }],
  }),
  columns('a column goes', {
    from: { ...A, b: { type: 'integer', nullable: true } },
    to: A,
    rows: ['INSERT INTO "thing" ("id", "a", "b") VALUES (1, 5, 6)'],
    rowsAfter: [{ id: 1, a: 5 }],
    back: [{ id: 1, a: 5, b: null }],
  }),
  columns('a unique column goes', {
    from: { ...A, b: { type: 'integer', nullable: true, unique: true } },
    to: A,
    rows: ['INSERT INTO "thing" ("id", "a", "b") VALUES (1, 5, 6)'],
    rowsAfter: [{ id: 1, a: 5 }],
    back: [{ id: 1, a: 5, b: null }],
  }),
  // problem 4
  columns('one goes and another comes: no rename', {
    from: { ...A, isAdmin: { type: 'boolean', default: false } },
    to: { ...A, isBanned: { type: 'boolean', default: false } },
    rows: ['INSERT INTO "thing" ("id", "a", "isAdmin") VALUES (1, 5, true)'],
    rowsAfter: { postgres: [{ id: 1, a: 5, isBanned: false }], sqlite: [{ id: 1, a: 5, isBanned: 0 }] },
    kinds: { postgres: ['addColumn', 'dropColumn'], sqlite: ['addColumn', 'dropColumn'] },
    back: [expect.objectContaining({ id: 1, a: 5 }) as Row],
  }),
  // problem 28
  columns('a generated column comes', {
    from: A,
    to: { ...A, twice: { type: 'integer', asExpression: 'a * 2', generatedType: 'STORED', nullable: true } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5, twice: 10 }],
  }),
  columns('a generated column gets another expression', {
    from: { ...A, x: { type: 'integer', asExpression: 'a * 2', generatedType: 'STORED', nullable: true } },
    to: { ...A, x: { type: 'integer', asExpression: 'a + 100', generatedType: 'STORED', nullable: true } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5, x: 105 }],
    back: [{ id: 1, a: 5, x: 10 }],
  }),
  columns('a generated column becomes a plain one', {
    from: { ...A, x: { type: 'integer', asExpression: 'a * 2', generatedType: 'STORED', nullable: true } },
    to: { ...A, x: { type: 'integer', nullable: true } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5, x: 10 }],
    back: [{ id: 1, a: 5, x: 10 }],
  }),
  columns('a comment comes to a column', {
    ...POSTGRES,
    from: A,
    to: { a: { type: 'integer', comment: "what it's for" } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5 }],
  }),
  columns('a comment of a column changes', {
    ...POSTGRES,
    from: { a: { type: 'integer', comment: "what it's for" } },
    to: { a: { type: 'integer', comment: 'something else\\' } },
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5 }],
  }),
  columns('a comment of a column goes', {
    ...POSTGRES,
    from: { a: { type: 'integer', comment: 'what for' } },
    to: A,
    rows: ONE_ROW,
    rowsAfter: [{ id: 1, a: 5 }],
  }),
];
