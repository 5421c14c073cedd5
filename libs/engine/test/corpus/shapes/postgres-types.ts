import type { ColumnOptions } from 'typeorm';
import { entity, type Columns } from '../support/entities';
import type { Shape } from '../support/shape';

/** A type in the ways it can be asked for, each a column of one table. */
function type(name: string, ...ways: readonly Partial<ColumnOptions>[]): Shape {
  const columns: Record<string, ColumnOptions> = {
    plain: { type: name as never },
    maybe: { type: name as never, nullable: true },
    list: { type: name as never, array: true },
  };
  ways.forEach((way, index) => {
    columns[`way${index}`] = { type: name as never, ...way };
  });
  return { name: `type ${name}`, on: ['postgres'], entities: () => [entity('thing', columns)] };
}

/** Defaults of a type, each a column of one table. */
function defaults(name: string, columns: Columns): Shape {
  return { name: `defaults: ${name}`, on: ['postgres'], entities: () => [entity('thing', columns)] };
}

const lengths = [{ length: 1 }, { length: 50 }, { length: 255, nullable: true }, { length: 12, array: true }];
const precisions = [{ precision: 0 }, { precision: 3 }, { precision: 6 }, { precision: null }];
const timesNow = { default: () => 'now()' };

export const POSTGRES_TYPES: readonly Shape[] = [
  ...['int', 'int4', 'integer'].map((name) => type(name, { default: 0 }, { default: -5 })),
  ...['int2', 'smallint', 'int8', 'bigint'].map((name) => type(name, { default: 7 }, { default: -1 })),
  type('bigint', { default: '9223372036854775807' }, { default: () => '1 + 1' }),
  type('decimal', { precision: 10, scale: 2, default: 1.5 }, { precision: 5 }, { default: -0.5 }),
  type(
    'numeric',
    { precision: 10, scale: 0, default: '12345678901234567890.5' },
    { precision: 12, scale: 4 },
  ),
  ...['float', 'float4', 'float8', 'real', 'double precision'].map((name) =>
    type(name, { default: 0.25 }, { default: -3 }),
  ),
  type('money', { default: 0 }, { default: '12.50' }),
  ...['varchar', 'character varying'].map((name) => type(name, ...lengths, { default: '' })),
  ...['char', 'character'].map((name) => type(name, { length: 1 }, { length: 3, default: 'ab' })),
  type(
    'text',
    { default: 'a::b' },
    { default: '100%' },
    { default: 'two\nlines' },
    { default: 'back\\slash' },
  ),
  type('bytea', { default: '\\x00ff' }),
  type('bit', { length: 8 }, { length: 3, default: '101' }),
  type('varbit', { length: 8 }, { default: '101' }),
  type('bit varying', { length: 8 }),
  ...['bool', 'boolean'].map((name) =>
    type(name, { default: true }, { default: false }, { default: 'true' }),
  ),
  type('date', timesNow, { default: () => 'CURRENT_DATE' }, { default: '2026-01-01' }),
  ...['time', 'timetz', 'time without time zone', 'time with time zone'].map((name) =>
    type(name, ...precisions, { default: '12:00:00' }, { default: () => 'LOCALTIME' }),
  ),
  ...['timestamp', 'timestamptz', 'timestamp without time zone', 'timestamp with time zone'].map((name) =>
    type(name, ...precisions, timesNow, { default: () => 'CURRENT_TIMESTAMP' }),
  ),
  type('interval', { precision: 3 }, { default: '1 day' }, { default: () => "'2 hours'::interval" }),
  ...['point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle'].map((name) => type(name)),
  type('cidr', { default: '10.0.0.0/8' }),
  type('inet', { default: '127.0.0.1' }),
  type('macaddr', { default: '08:00:2b:01:02:03' }),
  type('macaddr8'),
  type('tsvector', { default: () => "to_tsvector('simple', 'a b')" }),
  type('tsquery'),
  type('uuid', { default: () => 'gen_random_uuid()' }, { default: '00000000-0000-0000-0000-000000000000' }),
  type('xml'),
  type('json', { default: {} }, { default: '{"a": 1}' }),
  {
    ...type(
      'jsonb',
      { default: [] as never },
      { default: { b: [1, "it's"] } },
      { default: () => "'{}'::jsonb" },
    ),
    onTypeorm03: { typeormFails: { postgres: 'syntax error' } },
  },
  type('jsonpath', { default: '$.a' }),
  ...['int4range', 'int8range', 'numrange', 'tsrange', 'tstzrange', 'daterange'].map((name) =>
    type(name, { default: 'empty' }),
  ),
  ...[
    'int4multirange',
    'int8multirange',
    'nummultirange',
    'tsmultirange',
    'tstzmultirange',
    'datemultirange',
  ].map((name) => type(name, { default: '{}' })),
  {
    name: 'types of constructors',
    on: ['postgres'],
    entities: () => [
      entity('thing', {
        text: { type: String, length: 20, default: 'x' },
        whole: { type: Number, default: 1 },
        flag: { type: Boolean, default: true },
        moment: { type: Date, nullable: true },
        list: { type: 'simple-array', nullable: true },
        json: { type: 'simple-json', default: { a: 1 } as never },
      }),
    ],
  },
  defaults('arrays', {
    empty: { type: 'text', array: true, default: [] },
    words: { type: 'varchar', array: true, default: ['a', 'b c', 'd'] },
    numbers: { type: 'integer', array: true, default: [1, -2] },
    literal: { type: 'integer', array: true, default: '{1,2}' },
    sql: { type: 'text', array: true, default: () => 'ARRAY[]::text[]' },
    built: { type: 'text', array: true, default: () => "ARRAY['a', 'b']" },
  }),
  {
    name: 'an array whose words need quotes',
    on: ['postgres'],
    typeormFails: { postgres: 'malformed array literal' },
    entities: () => [
      entity('thing', {
        words: { type: 'text', array: true, default: ['a', 'd,e', 'f"g', 'NULL', '', null] },
      }),
    ],
  },
  {
    name: 'a number as SQL text',
    on: ['postgres'],
    entities: () => [entity('thing', { value: { type: 'bigint', default: () => '0' } })],
    unlike: {
      postgres: {
        reason:
          'A number that SQL text gives is the same number; it is written as a constant of the column’s type.',
        ours: ["column thing.value bigint NOT NULL default '0'::bigint - comment NULL"],
        theirs: ['column thing.value bigint NOT NULL default 0 - comment NULL'],
      },
    },
  },
  {
    // problem 15
    name: 'defaults with apostrophes',
    on: ['postgres'],
    typeormFails: { postgres: 'syntax error' },
    entities: () => [
      entity('thing', {
        text: { type: 'varchar', default: "it's" },
        list: { type: 'text', array: true, default: ["it's", "''"] },
        json: { type: 'jsonb', default: `{"a":"it's"}` },
      }),
    ],
  },
  // problem 13 and 14
  defaults('functions', {
    utc: { type: 'timestamp', default: () => "(now() at time zone 'utc')" },
    later: { type: 'timestamptz', default: () => "now() + interval '1 day'" },
    joined: { type: 'text', default: () => "'a' || 'b'" },
    random: { type: 'double precision', default: () => 'random()' },
    cast: { type: 'integer', default: () => "'5'::integer" },
    date: { type: 'varchar', default: () => 'CURRENT_DATE' },
    user: { type: 'text', default: () => 'CURRENT_USER' },
    random2: { type: 'uuid', default: () => 'gen_random_uuid()' },
  }),
  // problem 12
  defaults('JSON as text and with a cast', {
    text: { type: 'jsonb', default: '{"a":1,"b":[true,null]}' },
    cast: { type: 'jsonb', default: () => `'{"a":1}'::jsonb` },
    list: { type: 'jsonb', default: '[]' },
    json: { type: 'json', default: '{"b" : 1}' },
    build: { type: 'jsonb', default: () => 'jsonb_build_object()' },
  }),
  defaults('literals of another type', {
    numberAsText: { type: 'integer', default: '5' },
    textAsNumber: { type: 'varchar', default: 5 },
    flag: { type: 'boolean', default: 'false' },
    zero: { type: 'numeric', default: 1.5 },
    nothing: { type: 'text', default: null, nullable: true },
    range: { type: 'int4range', default: '[1,5)' },
  }),
];
