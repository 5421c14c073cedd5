import { Check, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { decorate, entity, entitySchema, property, type Columns } from '../support/entities';
import type { Shape } from '../support/shape';

/** Columns of one table on PostgreSQL. */
function columns(name: string, all: Columns, more: Partial<Shape> = {}): Shape {
  return { name, on: ['postgres'], entities: () => [entity('things', all)], ...more };
}

enum Level {
  Low,
  Middle = 5,
  High,
}
enum Mood {
  Happy = 'happy',
  Sad = 'sad',
}

export const ENUMS: readonly Shape[] = [
  columns('an enum of words', {
    state: { type: 'enum', enum: ['draft', 'out'], default: 'draft' },
    maybe: { type: 'enum', enum: ['a', 'b'], nullable: true },
  }),
  columns('enums of TypeScript', {
    level: { type: 'enum', enum: Level, default: Level.Middle },
    mood: { type: 'enum', enum: Mood, default: Mood.Sad },
  }),
  columns('an enum of numbers', { size: { type: 'enum', enum: [1, 2, 10], default: 2 } }),
  // problem 11
  columns('lists of an enum', {
    all: { type: 'enum', enum: ['a', 'b c', 'd,e'], array: true, default: ['a'] },
    none: { type: 'enum', enum: ['a', 'b'], array: true, default: [] },
    text: { type: 'enum', enum: ['a', 'b'], array: true, default: '{a,b}' },
    maybe: { type: 'enum', enum: ['a', 'b'], array: true, nullable: true },
  }),
  {
    ...columns('a default of an enum as SQL', {
      state: { type: 'enum', enum: ['a', 'b'], enumName: 'state', default: () => "'a'::state" },
    }),
    onTypeorm03: { typeormFails: { postgres: 'syntax error' } },
  },
  columns('an enum with a name', { state: { type: 'enum', enum: ['a', 'b'], enumName: 'state_of_things' } }),
  // problem 10
  columns('a name that is the usual one', {
    state: { type: 'enum', enum: ['a', 'b'], enumName: 'things_state_enum' },
  }),
  columns('names that begin with an underscore or need quotes', {
    one: { type: 'enum', enum: ['a', 'b'], enumName: '_state' },
    two: { type: 'enum', enum: ['a', 'b'], enumName: 'State Of Things', default: 'b' },
    three: { type: 'enum', enum: ['a', 'b'], enumName: 'order', default: 'a', array: false },
    Four: { type: 'enum', enum: ['a', 'b'], default: 'a' },
  }),
  columns('apostrophes and other characters in values', {
    state: { type: 'enum', enum: ["it's", 'a "b"', 'ü', 'a\\b', '50%', ' '], default: 'ü' },
  }),
  columns(
    'an apostrophe in a default',
    { state: { type: 'enum', enum: ["it's", 'b'], default: "it's" } },
    { typeormFails: { postgres: 'syntax error' } },
  ),
  // problem 7
  {
    name: 'a type that two tables share',
    on: ['postgres'],
    typeormFails: {},
    entities: () => [
      entity('one', { state: { type: 'enum', enum: ['a', 'b'], enumName: 'shared', default: 'a' } }),
      entity('two', {
        first: { type: 'enum', enum: ['a', 'b'], enumName: 'shared' },
        all: { type: 'enum', enum: ['a', 'b'], enumName: 'shared', array: true, default: ['b'] },
      }),
    ],
  },
  {
    name: 'columns that disagree about a shared type',
    on: ['postgres'],
    entities: () => [
      entity('one', { state: { type: 'enum', enum: ['a', 'b'], enumName: 'shared' } }),
      entity('two', { state: { type: 'enum', enum: ['b', 'a'], enumName: 'shared' } }),
    ],
    refused: { postgres: 'other values' },
  },
  {
    name: 'enums in schemas',
    on: ['postgres'],
    entities: () => [
      entity('things', { state: { type: 'enum', enum: ['a', 'b'], default: 'a' } }, { schema: 'audit' }),
      entity(
        'others',
        { state: { type: 'enum', enum: ['a', 'b'], enumName: 'State', default: 'a' } },
        { schema: 'Big One' },
      ),
    ],
  },
  ...[{}, { schema: 'audit' }, { schema: 'Big One' }].map((place): Shape => ({
    // problem 9
    name: `an enum in a check and in predicates ${JSON.stringify(place)}`,
    on: ['postgres'],
    entities: () => [
      decorate(
        entity(
          'things',
          {
            state: { type: 'enum', enum: ['a', "b's"], default: 'a' },
            all: { type: 'enum', enum: ['x', 'y'], enumName: 'Letters', array: true, default: ['x'] },
          },
          place,
        ),
        Index('partial', ['id'], { where: `"state" = 'a'` }),
        Index('several', ['state'], { where: `"state" IN ('a', 'b''s') AND "all" <> '{}'`, unique: true }),
        Check('known', `"state" <> 'b''s' OR 'x' = ANY ("all")`),
      ),
    ],
  })),
  {
    name: 'a foreign key to a key that is an enum',
    on: ['postgres'],
    typeormFails: { postgres: 'cannot be implemented' },
    entities: () => {
      const kind = entity('kinds', { code: { type: 'enum', enum: ['a', 'b'], primary: true } });
      const thing = property(
        entity('things', {}),
        'kind',
        ManyToOne(() => kind),
        JoinColumn({ name: 'kind' }),
      );
      return [thing, kind];
    },
  },
  {
    name: 'a foreign key to a key that is an enum with a name',
    on: ['postgres'],
    entities: () => {
      const kind = entity('kinds', {
        code: { type: 'enum', enum: ['a', 'b'], enumName: 'kind', primary: true },
      });
      return [
        property(
          entity('things', {}),
          'kind',
          ManyToOne(() => kind),
        ),
        kind,
      ];
    },
  },
  {
    name: 'a simple-enum',
    entities: () => [
      entity('things', {
        state: { type: 'simple-enum', enum: ['draft', 'out'], default: 'draft' },
        level: { type: 'simple-enum', enum: Level, nullable: true },
      }),
    ],
  },
  {
    // problem 15
    name: 'apostrophes in a simple-enum',
    on: ['sqlite'],
    entities: () => [entity('things', { state: { type: 'simple-enum', enum: ["it's", 'b'] } })],
    typeormFails: { sqlite: 'syntax error' },
  },
  {
    name: 'a simple-enum in an EntitySchema',
    entities: () => [
      entitySchema('things', { state: { type: 'simple-enum', enum: ['a', 'b'], default: 'b' } }),
    ],
  },
  {
    name: 'a simple-enum that is a key',
    entities: () => {
      class Kind {}
      PrimaryColumn({ type: 'simple-enum', enum: ['a', 'b'] })(Kind.prototype, 'code');
      Entity('kinds')(Kind);
      return [Kind];
    },
  },
];
