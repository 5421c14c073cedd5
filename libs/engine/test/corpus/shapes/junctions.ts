import { JoinTable, ManyToMany, type JoinTableOptions } from 'typeorm';
import { entity, property } from '../support/entities';
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
