import { JoinTable, ManyToMany, type JoinTableOptions } from 'typeorm';
import { entity, property, type Columns } from '../support/entities';
import type { Shape } from '../support/shape';

/** A junction of posts and tags. */
function manyToMany(name: string, joinTable: JoinTableOptions, more: Partial<Shape> = {}): Shape {
  return {
    name: `many to many: ${name}`,
    entities: () => {
      const tag = entity('tags', { label: { type: 'varchar' } });
      const post = property(
        entity('posts', {}),
        'tags',
        ManyToMany(() => tag),
        JoinTable(joinTable),
      );
      return [post, tag];
    },
    ...more,
  };
}

/** A junction whose table has a class too. */
function withClass(name: string, columns: Columns, more: Partial<Shape> = {}): Shape {
  return {
    name: `many to many: ${name}`,
    entities: () => {
      const tag = entity('tags', {});
      const post = property(
        entity('posts', {}),
        'tags',
        ManyToMany(() => tag),
        JoinTable({
          name: 'tagged',
          joinColumn: { name: 'post_id' },
          inverseJoinColumn: { name: 'tag_id' },
        }),
      );
      return [post, tag, entity('tagged', columns)];
    },
    ...more,
  };
}

const key = { type: 'integer', primary: true } as const;
const since = { type: 'varchar', length: 10, nullable: true } as const;

const twoKeys = {
  a: { type: 'integer', primary: true },
  b: { type: 'varchar', length: 5, primary: true },
} as const;

export const JUNCTIONS: readonly Shape[] = [
  manyToMany('one way', {}),
  manyToMany('with names', {
    name: 'tagged',
    joinColumn: { name: 'post', foreignKeyConstraintName: 'to_post' },
    inverseJoinColumn: { name: 'tag', foreignKeyConstraintName: 'to_tag' },
  }),
  manyToMany('in a schema', { schema: 'links' }, { on: ['postgres'] }),
  manyToMany('a name that needs quotes', { name: 'posts & "tags"'.replaceAll('"', '') }),
  manyToMany('somebody else’s table', { synchronize: false }),
  // As in Medusa.
  withClass('a class for the table', { post_id: key, tag_id: key, since }),
  withClass(
    'a class for the table, with a key of its own',
    { id: key, post_id: { type: 'integer' }, tag_id: { type: 'integer' }, since },
    // On SQLite TypeORM makes a key of all three columns, and another table each time it compares.
    { on: ['postgres'], typeormFails: { postgres: 'does not exist' } },
  ),
  withClass(
    'a class for the table, without its columns',
    { post_id: key, since },
    {
      refused: {
        postgres: 'describes the table tagged without tag_id',
        sqlite: 'describes the table tagged without tag_id',
      },
    },
  ),
  {
    // As in Medusa.
    name: 'many to many: a class for the table, with another type of text',
    entities: () => {
      const tag = entity('tags', { id: { type: 'varchar', primary: true } });
      const post = property(
        entity('posts', { id: { type: 'varchar', primary: true } }),
        'tags',
        ManyToMany(() => tag),
        JoinTable({ name: 'tagged', joinColumn: { name: 'post' }, inverseJoinColumn: { name: 'tag' } }),
      );
      const text = { type: 'text', primary: true } as const;
      return [post, tag, entity('tagged', { post: text, tag: text, since })];
    },
    // On SQLite TypeORM goes to and fro between the two.
    on: ['postgres'],
    unlike: {
      postgres: {
        reason: 'TypeORM makes the table of the class, and changes it at once to what the relation says.',
        ours: [
          'column tagged.post text NOT NULL default - default comment NULL',
          'column tagged.tag text NOT NULL default - default comment NULL',
          'model columns of tagged {"name":"post","type":"text"}',
          'model columns of tagged {"name":"tag","type":"text"}',
        ],
        theirs: [
          'column tagged.post character varying NOT NULL default - default comment NULL',
          'column tagged.tag character varying NOT NULL default - default comment NULL',
          'model columns of tagged {"name":"post","type":"varchar"}',
          'model columns of tagged {"name":"tag","type":"varchar"}',
        ],
      },
    },
  },
  {
    name: 'many to many: both ways',
    entities: () => {
      const [post, tag] = [entity('posts', {}), entity('tags', {})];
      property(
        tag,
        'posts',
        ManyToMany(() => post, 'tags'),
      );
      property(
        post,
        'tags',
        ManyToMany(() => tag, 'posts'),
        JoinTable(),
      );
      return [post, tag];
    },
  },
  {
    name: 'many to many: with itself',
    entities: () => {
      const user = entity('users', {});
      property(
        user,
        'friends',
        ManyToMany(() => user),
        JoinTable(),
      );
      return [user];
    },
  },
  {
    name: 'many to many: keys of two columns',
    entities: () => {
      const [left, right] = [entity('lefts', twoKeys), entity('rights', twoKeys)];
      property(
        left,
        'rights',
        ManyToMany(() => right),
        JoinTable(),
      );
      return [left, right];
    },
  },
];
