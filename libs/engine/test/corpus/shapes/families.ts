import {
  ChildEntity,
  Column,
  Entity,
  Index,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  TreeLevelColumn,
} from 'typeorm';
import type { Shape } from '../support/shape';

type TreeType = Parameters<typeof Tree>[0];
type TreeOptions = NonNullable<Parameters<typeof Tree>[1]>;

/** Nodes with a parent and children. */
function tree(type: TreeType, options: TreeOptions = {}, entity: object = {}): Shape {
  return {
    name: `a tree: ${type} ${Object.keys({ ...options, ...entity }).join()}`.trim(),
    entities: () => {
      @Entity('nodes', entity)
      @Tree(type, options)
      class Node {
        @PrimaryGeneratedColumn()
        id!: number;
        @Column({ type: 'varchar' })
        name!: string;
        @TreeParent()
        parent!: object;
        @TreeChildren()
        children!: object[];
      }
      // The relations need the class as their type.
      Reflect.defineMetadata('design:type', Node, Node.prototype, 'parent');
      return [Node];
    },
  };
}

export const FAMILIES: readonly Shape[] = [
  {
    name: 'single table inheritance',
    entities: () => {
      @Entity('people')
      @TableInheritance({ column: { type: 'varchar', name: 'kind' } })
      class Person {
        @PrimaryGeneratedColumn()
        id!: number;
        @Column({ type: 'varchar' })
        name!: string;
      }
      @ChildEntity()
      class Student extends Person {
        @Column({ type: 'integer' })
        year!: number;
      }
      @ChildEntity('boss')
      class Teacher extends Person {
        @Column({ type: 'varchar', length: 10, unique: true })
        room!: string;
        @ManyToOne(() => Student, { onDelete: 'SET NULL' })
        favourite!: object;
      }
      return [Teacher, Person, Student];
    },
  },
  {
    name: 'single table inheritance with an embedded entity',
    entities: () => {
      class Address {
        @Column({ type: 'varchar', length: 30 })
        street!: string;
        @Column({ type: 'varchar', nullable: true })
        town!: string;
      }
      @Entity('people')
      @TableInheritance({ column: { name: 'kind', type: 'varchar', length: 9 } })
      class Person {
        @PrimaryColumn({ type: 'integer' })
        id!: number;
        @Column(() => Address)
        home!: Address;
      }
      @ChildEntity()
      class Customer extends Person {
        @Column(() => Address, { prefix: 'bill_' })
        billing!: Address;
      }
      return [Person, Customer];
    },
  },
  {
    name: 'concrete inheritance',
    entities: () => {
      class Base {
        @PrimaryGeneratedColumn()
        id!: number;
        @Column({ type: 'varchar', default: 'x' })
        @Index()
        label!: string;
      }
      @Entity('cars')
      class Car extends Base {
        @Column({ type: 'integer' })
        doors!: number;
      }
      @Entity('ships')
      @Unique(['sails'])
      class Ship extends Base {
        @Column({ type: 'integer', nullable: true })
        sails!: number;
      }
      return [Ship, Car];
    },
  },
  tree('closure-table'),
  tree('closure-table', {
    closureTableName: 'families',
    ancestorColumnName: ({ propertyName }) => `above_${propertyName}`,
    descendantColumnName: ({ propertyName }) => `below_${propertyName}`,
  }),
  { ...tree('closure-table', {}, { schema: 'woods' }), on: ['postgres'] },
  {
    name: 'a closure with a level',
    entities: () => {
      @Entity('nodes')
      @Tree('closure-table')
      class Node {
        @PrimaryColumn({ type: 'varchar', length: 5 })
        code!: string;
        @TreeLevelColumn()
        level!: number;
        @TreeParent({ onDelete: 'CASCADE' })
        parent!: object;
        @TreeChildren()
        children!: object[];
      }
      Reflect.defineMetadata('design:type', Node, Node.prototype, 'parent');
      return [Node];
    },
  },
  {
    name: 'a closure of a key of several columns',
    entities: () => {
      @Entity('nodes')
      @Tree('closure-table')
      class Node {
        @PrimaryColumn({ type: 'integer' })
        a!: number;
        @PrimaryColumn({ type: 'integer' })
        b!: number;
        @TreeParent()
        parent!: object;
        @TreeChildren()
        children!: object[];
      }
      Reflect.defineMetadata('design:type', Node, Node.prototype, 'parent');
      return [Node];
    },
    refused: {
      postgres: 'a closure table needs a key of one column',
      sqlite: 'a closure table needs a key of one column',
    },
  },
  tree('materialized-path'),
  tree('nested-set'),
  tree('adjacency-list'),
  {
    name: 'embedded entities with prefixes, within each other',
    entities: () => {
      class Currency {
        @Column({ type: 'varchar', length: 3, default: 'EUR' })
        code!: string;
      }
      class Money {
        @Column({ type: 'numeric', precision: 12, scale: 2, default: 0 })
        @Index()
        amount!: string;
        @Column(() => Currency)
        currency!: Currency;
      }
      @Entity('orders')
      class Order {
        @PrimaryColumn({ type: 'integer' })
        id!: number;
        @Column(() => Money)
        price!: Money;
        @Column(() => Money, { prefix: false })
        plain!: Money;
        @Column(() => Money, { prefix: 'tax' })
        vat!: Money;
      }
      return [Order];
    },
  },
  {
    name: 'an embedded entity with a relation, a check and a unique',
    entities: () => {
      @Entity('owners')
      class Owner {
        @PrimaryColumn({ type: 'integer' })
        id!: number;
      }
      @Unique(['serial'])
      class Tag {
        @Column({ type: 'varchar', unique: true })
        serial!: string;
        @ManyToOne(() => Owner)
        owner!: Owner;
      }
      @Entity('devices')
      class Device {
        @PrimaryColumn({ type: 'integer' })
        id!: number;
        @Column(() => Tag)
        tag!: Tag;
      }
      return [Owner, Device];
    },
  },
];
