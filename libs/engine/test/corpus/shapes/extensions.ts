import { Exclusion, Index } from 'typeorm';
import { decorate, entity, type Columns } from '../support/entities';
import type { Shape } from '../support/shape';

/** TypeORM installs extensions when it connects; revisions have an operation for it. */
const INSTALLED = { installExtensions: true, uuidExtension: 'uuid-ossp' } as const;

const needing = (name: string, columns: Columns, ...decorators: readonly ClassDecorator[]): Shape => ({
  name,
  on: ['postgres'],
  options: INSTALLED,
  entities: () => [decorate(entity('things', columns), ...decorators)],
});

export const EXTENSIONS: readonly Shape[] = [
  needing('citext', {
    a: { type: 'citext', default: 'X' },
    b: { type: 'citext', array: true, nullable: true },
  }),
  needing('hstore', { a: { type: 'hstore', hstoreType: 'string' }, b: { type: 'hstore', nullable: true } }),
  needing('ltree', { a: { type: 'ltree' } }, Index('by_path', ['a'], { type: 'gist' })),
  needing('cube', { a: { type: 'cube', nullable: true } }),
  {
    name: 'keys that uuid-ossp makes',
    on: ['postgres'],
    options: INSTALLED,
    entities: () => [
      entity('things', {
        id: { type: 'uuid', primary: true, generated: 'uuid' } as never,
        citext: { type: 'integer' },
      }),
    ],
  },
  needing(
    'an exclusion over a type that GiST does not know',
    { room: { type: 'integer' }, during: { type: 'tstzrange' } },
    Exclusion('no_overlap', 'USING gist (room WITH =, "during" WITH &&)'),
  ),
  {
    ...needing(
      'a gist index over numbers',
      { a: { type: 'integer' } },
      Index('by_a', ['a'], { type: 'gist' }),
    ),
    typeormFails: { postgres: 'no default operator class' },
    // It knows no method of an index, and makes a plain one.
    onTypeorm03: { typeormFails: {} },
  },
];
