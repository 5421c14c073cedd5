import { EntitySchema, JoinColumn, ManyToOne, OneToMany, OneToOne } from 'typeorm';
import { entity, entitySchema, property } from '../support/entities';
import type { Shape } from '../support/shape';

const parentColumns = { name: { type: 'varchar', length: 20 } } as const;

const twoKeys = {
  a: { type: 'integer', primary: true },
  b: { type: 'varchar', length: 5, primary: true },
} as const;

export const RELATIONS: readonly Shape[] = [
  {
    name: 'a table that refers to itself',
    entities: () => {
      const node = entity('nodes', parentColumns);
      property(
        node,
        'parent',
        ManyToOne(() => node, { onDelete: 'CASCADE' }),
      );
      property(
        node,
        'twin',
        OneToOne(() => node),
        JoinColumn(),
      );
      return [node];
    },
  },
  {
    name: 'two tables that refer to each other',
    entities: () => {
      const one = entity('ones', {});
      const two = property(
        entity('twos', {}),
        'one',
        ManyToOne(() => one, { nullable: false }),
      );
      property(
        one,
        'favourite',
        ManyToOne(() => two),
      );
      return [one, two];
    },
  },
  {
    name: 'three tables in a circle',
    entities: () => {
      const [a, b, c] = [entity('as', {}), entity('bs', {}), entity('cs', {})];
      property(
        a,
        'b',
        ManyToOne(() => b),
      );
      property(
        b,
        'c',
        ManyToOne(() => c),
      );
      property(
        c,
        'a',
        ManyToOne(() => a, { onDelete: 'CASCADE' }),
      );
      return [a, b, c];
    },
  },
  {
    name: 'two references to one table',
    entities: () => {
      const user = entity('users', parentColumns);
      const message = entity('messages', {});
      property(
        message,
        'from',
        ManyToOne(() => user),
      );
      property(
        message,
        'to',
        ManyToOne(() => user),
        JoinColumn({ name: 'to_user' }),
      );
      return [user, message];
    },
  },
  {
    name: 'a reference of two columns',
    entities: () => {
      const parent = entity('parents', twoKeys);
      return [
        parent,
        property(
          entity('children', {}),
          'parent',
          ManyToOne(() => parent, { onDelete: 'CASCADE' }),
        ),
      ];
    },
  },
  {
    name: 'a reference of two columns in another order',
    entities: () => {
      const parent = entity('parents', twoKeys);
      const columns = [
        { name: 'p_b', referencedColumnName: 'b' },
        { name: 'p_a', referencedColumnName: 'a' },
      ];
      return [
        parent,
        property(
          entity('children', {}),
          'parent',
          ManyToOne(() => parent),
          JoinColumn(columns),
        ),
      ];
    },
  },
  {
    name: 'a reference between schemas',
    on: ['postgres'],
    entities: () => {
      const parent = entity('parents', parentColumns, { schema: 'one' });
      return [
        parent,
        property(
          entity('children', {}, { schema: 'two' }),
          'parent',
          ManyToOne(() => parent),
        ),
      ];
    },
  },
  {
    name: 'one to many and back',
    entities: () => {
      const [parent, child] = [entity('parents', {}), entity('children', {})];
      property(
        parent,
        'children',
        OneToMany(() => child, 'parent'),
      );
      property(
        child,
        'parent',
        ManyToOne(() => parent, 'children', { onDelete: 'CASCADE' }),
      );
      return [parent, child];
    },
  },
  {
    name: 'relations of EntitySchemas',
    entities: () => {
      const parent = entitySchema('parents', parentColumns);
      const child = new EntitySchema<Record<string, unknown>>({
        name: 'children',
        columns: { id: { type: 'integer', primary: true } },
        relations: {
          parent: {
            type: 'many-to-one',
            target: 'parents',
            onDelete: 'CASCADE',
            joinColumn: { name: 'parent_id' },
          },
          friends: { type: 'many-to-many', target: 'parents', joinTable: { name: 'friends' } },
        },
      });
      return [parent, child];
    },
  },
];
