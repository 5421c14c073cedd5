import { Check, Exclusion, Index, Unique } from 'typeorm';
import { decorate, entity, entitySchema } from '../support/entities';
import type { Shape } from '../support/shape';

const columns = {
  a: { type: 'integer' },
  b: { type: 'varchar', length: 20 },
  c: { type: 'integer', nullable: true },
} as const;

/** One table with three columns and what the decorators add. */
function table(name: string, decorators: () => readonly ClassDecorator[], more: Partial<Shape> = {}): Shape {
  return { name, entities: () => [decorate(entity('things', columns), ...decorators())], ...more };
}

export const CONSTRAINTS: readonly Shape[] = [
  {
    name: 'a unique column',
    entities: () => [entity('things', { ...columns, a: { type: 'integer', unique: true } })],
  },
  table('a unique of two columns', () => [Unique(['a', 'b'])]),
  table('uniques with names', () => [Unique('one', ['a', 'b']), Unique('two of them', ['b', 'c'])]),
  table('uniques over the same columns in two orders', () => [
    Unique('ab', ['a', 'b']),
    Unique('ba', ['b', 'a']),
  ]),
  // problem 18
  table('deferrable uniques', () => [
    Unique('later', ['a'], { deferrable: 'INITIALLY DEFERRED' }),
    Unique('now', ['b'], { deferrable: 'INITIALLY IMMEDIATE' }),
  ]),
  table('checks', () => [Check('"a" > 0'), Check('positive', `"c" IS NULL OR "c" >= 0`)]),
  table('checks with words in quotes', () => [
    Check('quoted', `"b" <> 'it''s (a) check' AND "b" <> '")('`),
    Check('lists', `"a" IN (1, 2, 3) OR "b" LIKE 'x%'`),
  ]),
  // problem 24
  table('a check with calls in calls', () => [Check('calls', 'coalesce(abs("a"), abs("c"), 1) > (0 + (1))')]),
  table('a check with casts', () => [Check('cast', `CAST("a" AS text) <> "b"`)]),
  table('a check with BETWEEN and CASE', () => [
    Check('between', '"a" BETWEEN 1 AND 10'),
    Check('cases', 'CASE WHEN "a" > 1 THEN "c" IS NOT NULL ELSE true END'),
  ]),
  table('a regular expression', () => [Check('matches', `"b" ~ '^[a-z]{1,3}$'`)], { on: ['postgres'] }),
  table(
    'exclusions',
    () => [
      Exclusion('USING gist (int4range("a", "c") WITH &&)'),
      Exclusion('named', 'USING btree ("a" WITH =)'),
    ],
    {
      on: ['postgres'],
    },
  ),
  table(
    'a deferrable exclusion with a predicate',
    () => [
      Exclusion('later', `USING gist (int4range("a", "c") WITH &&) WHERE ("b" <> 'x')`, {
        deferrable: 'INITIALLY DEFERRED',
      } as never),
    ],
    { on: ['postgres'] },
  ),
  table('an index', () => [Index(['a'])]),
  table('an index of two columns', () => [Index(['b', 'a'])]),
  table('a unique index', () => [Index(['a'], { unique: true }), Index('named', ['b'], { unique: true })]),
  // problem 17
  table('indexes over the same columns in two orders', () => [
    Index('ab', ['a', 'b']),
    Index('ba', ['b', 'a']),
  ]),
  table('two indexes over one column', () => [Index('one', ['a']), Index('two', ['a'], { unique: true })]),
  table('partial indexes', () => [
    Index(['a'], { where: '"c" IS NULL' }),
    Index('named', ['b'], { unique: true, where: `"b" <> '' AND "a" > 0` }),
  ]),
  table('an index and a unique over one column', () => [Index('i', ['a']), Unique('u', ['a'])]),
  table('an index that is somebody else’s', () => [Index('foreign', { synchronize: false })]),
  table(
    'indexes with a method',
    () => [Index('h', ['a'], { type: 'hash' } as never), Index('b', ['b'], { type: 'brin' } as never)],
    {
      on: ['postgres'],
    },
  ),
  {
    name: 'gin and gist indexes',
    on: ['postgres'],
    entities: () => [
      decorate(
        entity('things', {
          tags: { type: 'text', array: true },
          doc: { type: 'jsonb' },
          span: { type: 'int4range' },
        }),
        Index('tags', ['tags'], { type: 'gin' } as never),
        Index('doc', ['doc'], { type: 'gin' } as never),
        Index('span', ['span'], { spatial: true }),
      ),
    ],
  },
  {
    name: 'a unique of a nullable column',
    entities: () => [decorate(entity('things', { a: { type: 'integer', nullable: true } }), Unique(['a']))],
  },
  table('uniques that the database has twice', () => [Unique('one', ['a']), Unique('two', ['a'])], {
    unlike: {
      postgres: {
        reason:
          'TypeORM asks for both in one CREATE TABLE, of which PostgreSQL makes one; then it finds the other missing',
        ours: [
          'constraint things two UNIQUE (a)',
          'index CREATE UNIQUE INDEX two ON public.things USING btree (a)',
          'model uniques of things {"columns":["a"],"name":"two"}',
        ],
        theirs: [],
      },
    },
  }),
  table('two uniques of one name over other columns', () => [Unique('one', ['a']), Unique('one', ['b'])], {
    refused: {
      postgres: 'Two unique constraints have the name',
      sqlite: 'Two unique constraints have the name',
    },
  }),
  table('indexes of one name in two orders', () => [Index(['a', 'b']), Index(['b', 'a'])], {
    refused: { postgres: 'Two indexes have the name', sqlite: 'Two indexes have the name' },
  }),
  {
    name: 'collations',
    on: ['postgres'],
    entities: () => [
      entity('things', {
        c: { type: 'varchar', length: 40, collation: 'C', nullable: true },
        posix: { type: 'text', collation: 'POSIX', default: 'x' },
        usual: { type: 'text', collation: 'default' },
      }),
    ],
  },
  {
    name: 'an index and a unique of a column with a collation',
    on: ['sqlite'],
    entities: () => [
      decorate(entity('things', { a: { type: 'text', collation: 'NOCASE' } }), Index(['a']), Unique(['a'])),
    ],
  },
  {
    name: 'an EntitySchema with constraints',
    entities: () => {
      const schema = entitySchema('things', columns);
      Object.assign(schema.options, {
        uniques: [{ columns: ['a', 'b'] }],
        checks: [{ name: 'positive', expression: '"a" > 0' }],
        indices: [{ name: 'by_c', columns: ['c'], where: '"c" IS NOT NULL' }],
      });
      return [schema];
    },
  },
];
