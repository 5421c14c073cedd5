import type { ColumnOptions } from 'typeorm';
import { entity } from '../support/entities';
import type { Exceptions, Shape } from '../support/shape';

/** A type in the ways it can be asked for, each a column of one table. */
function type(name: string, ...ways: readonly Partial<ColumnOptions>[]): Shape {
  const columns: Record<string, ColumnOptions> = {
    plain: { type: name as never },
    maybe: { type: name as never, nullable: true },
  };
  ways.forEach((way, index) => {
    columns[`way${index}`] = { type: name as never, ...way };
  });
  return { name: `type ${name}`, on: ['sqlite'], entities: () => [entity('thing', columns)] };
}

const numbers = [{ default: 0 }, { default: -5 }, { default: () => '1 + 1' }];
const texts = [{ length: 50 }, { length: 255, default: 'x' }, { default: '' }];
const times = [{ default: () => 'CURRENT_TIMESTAMP' }, { default: () => "datetime('now')" }];

/** TypeORM 0.3 quotes no default that is an object. */
const UNQUOTED: Exceptions = { typeormFails: { sqlite: 'is not constant' } };

export const SQLITE_TYPES: readonly Shape[] = [
  ...['int', 'integer', 'tinyint', 'smallint', 'mediumint', 'bigint', 'unsigned big int', 'int2', 'int8'].map(
    (name) => type(name, ...numbers),
  ),
  ...['character', 'varchar', 'varying character', 'nchar', 'native character', 'nvarchar'].map((name) =>
    type(name, ...texts),
  ),
  ...['text', 'clob'].map((name) => type(name, { default: 'a b' }, { collation: 'NOCASE' })),
  type('blob', { default: () => "x'00ff'" }),
  ...['real', 'double', 'double precision', 'float'].map((name) =>
    type(name, { default: 0.5 }, { default: -1 }),
  ),
  ...['numeric', 'decimal'].map((name) =>
    type(name, { precision: 10, scale: 2, default: 1.5 }, { precision: 5 }, { default: 0 }),
  ),
  type('boolean', { default: true }, { default: false }),
  type('date', { default: '2026-01-01' }, { default: () => 'CURRENT_DATE' }),
  type('time', { default: () => 'CURRENT_TIME' }),
  type('datetime', { precision: 3 }, ...times),
  { ...type('json', { default: { a: 1 } as never }), onTypeorm03: UNQUOTED },
  {
    ...type('jsonb', { default: { a: 1 } as never }),
    onTypeorm03: { refused: { sqlite: 'Data type "jsonb"' } },
  },
  type('uuid'),
  type('simple-array', { default: 'a,b' }),
  { ...type('simple-json', { default: { a: 1 } as never }), onTypeorm03: UNQUOTED },
  {
    name: 'types of constructors',
    on: ['sqlite'],
    entities: () => [
      entity('thing', {
        text: { type: String, length: 20, default: 'x' },
        whole: { type: Number, default: 1 },
        flag: { type: Boolean, default: true },
        moment: { type: Date, nullable: true },
        bytes: { type: Buffer as never, nullable: true },
      }),
    ],
  },
  {
    name: 'apostrophes in defaults',
    on: ['sqlite'],
    typeormFails: { sqlite: 'syntax error' },
    entities: () => [entity('thing', { value: { type: 'varchar', default: "it's" } })],
  },
  {
    name: 'the word AUTOINCREMENT in a default',
    on: ['sqlite'],
    entities: () => [entity('thing', { value: { type: 'text', default: 'no AUTOINCREMENT' } })],
  },
  {
    name: 'collations',
    on: ['sqlite'],
    entities: () => [
      entity('thing', {
        nocase: { type: 'varchar', collation: 'NOCASE' },
        rtrim: { type: 'text', collation: 'RTRIM', default: 'x' },
        binary: { type: 'text', collation: 'BINARY' },
      }),
    ],
  },
];
