import { ForeignKey, JoinColumn, ManyToOne, OneToOne, type RelationOptions } from 'typeorm';
import { entity, property } from '../support/entities';
import type { Shape } from '../support/shape';

const parentColumns = { name: { type: 'varchar', length: 20 } } as const;

/** Children that refer to a parent. */
function manyToOne(name: string, options: RelationOptions, more: Partial<Shape> = {}): Shape {
  return {
    name: `many to one: ${name}`,
    entities: () => {
      const parent = entity('parents', parentColumns);
      return [
        parent,
        property(
          entity('children', {}),
          'parent',
          ManyToOne(() => parent, options),
        ),
      ];
    },
    ...more,
  };
}

export const REFERENCES: readonly Shape[] = [
  manyToOne('plain', {}),
  manyToOne('NOT NULL', { nullable: false }),
  manyToOne('on delete cascade', { onDelete: 'CASCADE' }),
  manyToOne('on delete set null', { onDelete: 'SET NULL', onUpdate: 'CASCADE' }),
  manyToOne('restrict', { onDelete: 'RESTRICT', onUpdate: 'RESTRICT' }),
  manyToOne('set default', { onDelete: 'SET DEFAULT' as never, onUpdate: 'SET DEFAULT' as never }),
  manyToOne(
    'default, as TypeORM’s types call it',
    { onDelete: 'DEFAULT', onUpdate: 'DEFAULT' },
    { typeormFails: { postgres: 'syntax error', sqlite: 'syntax error' } },
  ),
  manyToOne('no action', { onDelete: 'NO ACTION', onUpdate: 'NO ACTION' }),
  manyToOne('deferred', { deferrable: 'INITIALLY DEFERRED' }),
  manyToOne('deferrable', { deferrable: 'INITIALLY IMMEDIATE', onDelete: 'CASCADE' }),
  manyToOne('without a constraint', { createForeignKeyConstraints: false }),
  {
    name: 'a join column and a constraint with names',
    entities: () => {
      const parent = entity('parents', parentColumns);
      const child = property(
        entity('children', {}),
        'parent',
        ManyToOne(() => parent),
        JoinColumn({ name: 'of_parent', foreignKeyConstraintName: 'fk of parent' }),
      );
      return [parent, child];
    },
  },
  {
    name: 'a reference to a unique column',
    entities: () => {
      const parent = entity('parents', { code: { type: 'varchar', length: 8, unique: true } });
      const child = property(
        entity('children', {}),
        'parent',
        ManyToOne(() => parent),
        JoinColumn({ name: 'parentCode', referencedColumnName: 'code' }),
      );
      return [parent, child];
    },
  },
  {
    name: 'a join column that is a column too',
    entities: () => {
      const parent = entity('parents', parentColumns);
      const child = property(
        entity('children', { parentId: { type: 'integer', nullable: true } }),
        'parent',
        ManyToOne(() => parent),
        JoinColumn({ name: 'parentId' }),
      );
      return [parent, child];
    },
  },
  {
    name: 'a key that is a reference',
    entities: () => {
      const parent = entity('parents', parentColumns);
      const child = property(
        entity('children', { parentId: { type: 'integer', primary: true } }),
        'parent',
        OneToOne(() => parent, { onDelete: 'CASCADE' }),
        JoinColumn({ name: 'parentId' }),
      );
      return [parent, child];
    },
    unlike: {},
  },
  {
    name: 'one to one',
    entities: () => {
      const user = entity('users', parentColumns);
      return [
        user,
        property(
          entity('profiles', {}),
          'user',
          OneToOne(() => user),
          JoinColumn(),
        ),
      ];
    },
  },
  {
    name: 'one to one without a constraint',
    entities: () => {
      const user = entity('users', parentColumns);
      const profile = property(
        entity('profiles', {}),
        'user',
        OneToOne(() => user, { createForeignKeyConstraints: false }),
        JoinColumn(),
      );
      return [user, profile];
    },
  },
  {
    name: 'a foreign key without a relation',
    entities: () => {
      const parent = entity('parents', parentColumns);
      const child = entity('children', { parentId: { type: 'integer' } });
      property(child, 'parentId', ForeignKey(() => parent, { onDelete: 'CASCADE' }) as PropertyDecorator);
      return [parent, child];
    },
  },
  {
    name: 'a reference to a bigint that counts',
    on: ['postgres'],
    entities: () => {
      const parent = entity('parents', {
        id: { type: 'bigint', primary: true, generated: 'increment' } as never,
      });
      return [
        parent,
        property(
          entity('children', {}),
          'parent',
          ManyToOne(() => parent),
        ),
      ];
    },
  },
  {
    name: 'a reference with a length and a comment',
    entities: () => {
      const parent = entity('parents', {
        code: { type: 'varchar', length: 12, primary: true, comment: 'a code' },
      });
      return [
        parent,
        property(
          entity('children', {}),
          'parent',
          ManyToOne(() => parent),
        ),
      ];
    },
  },
];
