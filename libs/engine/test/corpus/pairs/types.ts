import { columnChange } from '../support/changes';
import type { Pair } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;
const SQLITE = { on: ['sqlite'] } as const;
const ALTERED = { kinds: { postgres: ['alterColumn'], sqlite: ['alterColumn'] } } as const;

/** Other types of columns: the headline of what TypeORM loses by DROP and ADD (problem 1). */
export const TYPE_PAIRS: readonly Pair[] = [
  columnChange(
    'varchar(50) becomes varchar(100)',
    [
      { type: 'varchar', length: 50 },
      { type: 'varchar', length: 100 },
    ],
    { given: ["'Ada'", "'it''s'"], then: ['Ada', "it's"] },
    ALTERED,
  ),
  columnChange(
    'varchar(100) becomes varchar(50), which holds what there is',
    [
      { type: 'varchar', length: 100 },
      { type: 'varchar', length: 50 },
    ],
    { given: ["'Ada'"], then: ['Ada'] },
    ALTERED,
  ),
  columnChange(
    'varchar becomes text',
    [{ type: 'varchar' }, { type: 'text' }],
    { given: ["'a'"], then: ['a'] },
    ALTERED,
  ),
  columnChange(
    'text becomes varchar with a default',
    [
      { type: 'text', default: 'x' },
      { type: 'varchar', length: 20, default: 'y' },
    ],
    { given: ["'a'", "''"], then: ['a', ''] },
    ALTERED,
  ),
  columnChange(
    'integer becomes bigint',
    [{ type: 'integer' }, { type: 'bigint' }],
    { given: ['1', '-2147483648'], then: ['1', '-2147483648'], again: [1, -2147483648] },
    POSTGRES,
  ),
  columnChange(
    'integer becomes bigint on SQLite',
    [{ type: 'integer' }, { type: 'bigint' }],
    { given: ['1'], then: [1] },
    SQLITE,
  ),
  columnChange(
    'integer becomes jsonb, without a cast from the one to the other',
    [{ type: 'integer' }, { type: 'jsonb' }],
    { given: ['1', '-5'], then: [1, -5] },
    POSTGRES,
  ),
  columnChange(
    'smallint becomes timestamptz, without a cast and without values',
    [
      { type: 'smallint', nullable: true, default: 1 },
      { type: 'timestamptz', nullable: true, default: () => 'now()' },
    ],
    { given: ['NULL'], then: [null] },
    POSTGRES,
  ),
  columnChange(
    'lists of integer become lists of uuid',
    [
      { type: 'integer', array: true },
      { type: 'uuid', array: true },
    ],
    { given: ["'{}'"], then: [[]] },
    POSTGRES,
  ),
  columnChange(
    'smallint becomes datetime',
    [{ type: 'smallint' }, { type: 'datetime' }],
    { given: ['5'], then: [5] },
    SQLITE,
  ),
  columnChange(
    'bigint becomes integer',
    [
      { type: 'bigint', default: 0 },
      { type: 'integer', default: 0 },
    ],
    { given: ['1'], then: [1], again: ['1'] },
    POSTGRES,
  ),
  columnChange(
    'integer becomes numeric',
    [{ type: 'integer' }, { type: 'numeric', precision: 10, scale: 2 }],
    { given: ['5'], then: ['5.00'], again: [5] },
    POSTGRES,
  ),
  columnChange(
    'numeric(10,2) becomes numeric(12,4)',
    [
      { type: 'numeric', precision: 10, scale: 2 },
      { type: 'numeric', precision: 12, scale: 4 },
    ],
    { given: ['1.25'], then: ['1.2500'], again: ['1.25'] },
    POSTGRES,
  ),
  columnChange(
    'integer becomes varchar',
    [
      { type: 'integer', default: 5 },
      { type: 'varchar', default: '5' },
    ],
    { given: ['42'], then: ['42'], again: [42] },
  ),
  columnChange(
    'varchar of numbers becomes integer',
    [
      { type: 'varchar', default: '5' },
      { type: 'integer', default: 5 },
    ],
    { given: ["'42'"], then: [42], again: ['42'] },
  ),
  columnChange(
    'boolean becomes integer',
    [
      { type: 'boolean', default: true },
      { type: 'integer', default: 1 },
    ],
    { given: ['true', 'false'], then: [1, 0], again: [true, false] },
    POSTGRES,
  ),
  columnChange(
    'integer becomes boolean',
    [
      { type: 'integer', default: 0 },
      { type: 'boolean', default: false },
    ],
    { given: ['1', '0'], then: [true, false], again: [1, 0] },
    POSTGRES,
  ),
  columnChange(
    'boolean becomes integer on SQLite',
    [
      { type: 'boolean', default: true },
      { type: 'integer', default: 1 },
    ],
    { given: ['1', '0'], then: [1, 0] },
    SQLITE,
  ),
  columnChange(
    'text becomes jsonb with a default',
    [
      { type: 'text', default: '{}' },
      { type: 'jsonb', default: {} },
    ],
    { given: [`'{"a": 1}'`], then: [{ a: 1 }], again: ['{"a": 1}'] },
    POSTGRES,
  ),
  columnChange(
    'json becomes jsonb',
    [{ type: 'json' }, { type: 'jsonb' }],
    { given: [`'[1]'`], then: [[1]] },
    POSTGRES,
  ),
  columnChange(
    'timestamp becomes timestamptz',
    [
      { type: 'timestamp', default: () => 'now()' },
      { type: 'timestamptz', default: () => 'now()' },
    ],
    {
      given: ["'2026-01-01 00:00:00'"],
      then: [expect.stringContaining('2026-01-01')],
      again: ['2026-01-01 00:00:00'],
    },
    POSTGRES,
  ),
  columnChange(
    'date becomes timestamp',
    [{ type: 'date' }, { type: 'timestamp' }],
    { given: ["'2026-01-01'"], then: ['2026-01-01 00:00:00'], again: ['2026-01-01'] },
    POSTGRES,
  ),
  columnChange(
    'another precision of a time',
    [
      { type: 'timestamptz', precision: 3 },
      { type: 'timestamptz', precision: 6 },
    ],
    { given: ["'2026-01-01 00:00:00.125+00'"], then: [expect.stringContaining('00.125')] },
    POSTGRES,
  ),
  columnChange(
    'text becomes uuid',
    [{ type: 'varchar' }, { type: 'uuid' }],
    { given: ["'0d6c9d4e-6d1b-4b7a-9c8e-1f2a3b4c5d6e'"], then: ['0d6c9d4e-6d1b-4b7a-9c8e-1f2a3b4c5d6e'] },
    POSTGRES,
  ),
  columnChange(
    'real becomes double precision',
    [
      { type: 'real', default: 0.5 },
      { type: 'double precision', default: 0.5 },
    ],
    { given: ['0.25'], then: [0.25] },
  ),
  columnChange(
    'char(3) becomes varchar(10)',
    [
      { type: 'char', length: 3 },
      { type: 'varchar', length: 10 },
    ],
    { given: ["'EUR'"], then: ['EUR'] },
    POSTGRES,
  ),
  columnChange(
    'money becomes numeric',
    [{ type: 'money' }, { type: 'numeric', precision: 12, scale: 2 }],
    { given: ["'12.50'"], then: ['12.50'], again: ['$12.50'] },
    POSTGRES,
  ),
  // problem 21
  columnChange(
    'a collation comes to varchar(40)',
    [
      { type: 'varchar', length: 40, default: 'x' },
      { type: 'varchar', length: 40, default: 'x', collation: 'C' },
    ],
    { given: ["'a'"], then: ['a'] },
    POSTGRES,
  ),
  columnChange(
    'a collation goes',
    [{ type: 'text', collation: 'POSIX' }, { type: 'text' }],
    { given: ["'a'"], then: ['a'] },
    POSTGRES,
  ),
  columnChange(
    'a collation comes and goes on SQLite',
    [
      { type: 'text', collation: 'NOCASE' },
      { type: 'text', collation: 'RTRIM' },
    ],
    { given: ["'a'"], then: ['a'] },
    SQLITE,
  ),
];
