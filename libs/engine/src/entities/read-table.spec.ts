import 'reflect-metadata';
import {
  ChildEntity,
  Column,
  DefaultNamingStrategy,
  Entity,
  EntitySchema,
  Index,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  ViewEntity,
  type Relation,
} from 'typeorm';
import { read, refusal } from './testing/read-shapes';

describe('which entities are tables', () => {
  it('leaves out what is not synchronised, and views', async () => {
    @Entity({ synchronize: false })
    class Theirs {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
    }
    @Entity()
    class Ours {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
    }
    @ViewEntity({ expression: 'SELECT 1 AS one' })
    class Seen {
      one!: number;
    }
    expect((await read('sqlite', [Theirs, Ours, Seen])).tables.map(({ name }) => name)).toEqual(['ours']);
  });

  it('has one table for a single-table inheritance, whatever the order of the classes', async () => {
    @Entity('animals')
    @TableInheritance({ column: { type: 'varchar', name: 'kind' } })
    class Animal {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
    }
    @Entity('owners')
    class Owner {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
    }
    @ChildEntity()
    class Dog extends Animal {
      @Column({ type: 'varchar' })
      breed!: string;
      @ManyToOne(() => Owner)
      owner!: Relation<Owner>;
    }
    @ChildEntity()
    class Cat extends Animal {
      @Column({ type: 'integer' })
      lives!: number;
    }
    const model = await read('postgres', [Animal, Dog, Cat, Owner]);
    expect(model.tables.map(({ name }) => name)).toEqual(['animals', 'owners']);
    const animals = model.tables[0];
    expect(animals?.columns.map(({ name, nullable }) => [name, nullable ?? false])).toEqual([
      ['id', false],
      ['kind', false],
      ['lives', true],
      ['breed', true],
      ['ownerId', true],
    ]);
    expect(animals?.foreignKeys).toHaveLength(1);
    expect(animals?.indexes.map(({ keys }) => keys)).toEqual([['kind']]);
    expect(await read('postgres', [Owner, Cat, Dog, Animal])).toEqual(model);
  });

  it('has junctions, with a prefix', async () => {
    @Entity()
    class Tag {
      @PrimaryGeneratedColumn()
      id!: number;
    }
    @Entity()
    class Post {
      @PrimaryGeneratedColumn()
      id!: number;
      @ManyToMany(() => Tag)
      @JoinTable()
      tags!: Relation<Tag[]>;
    }
    const model = await read('sqlite', [Post, Tag], { entityPrefix: 'app_' });
    const [, junction] = model.tables;
    expect(model.tables.map(({ name }) => name)).toEqual(['app_post', 'app_post_tags_tag', 'app_tag']);
    expect(junction?.primaryKey).toEqual({ columns: ['postId', 'tagId'] });
    expect(
      junction?.foreignKeys.map(({ onDelete, references }) => [references.table, onDelete]).sort(),
    ).toEqual([
      ['app_post', 'cascade'],
      ['app_tag', 'cascade'],
    ]);
    expect(junction?.indexes).toHaveLength(2);
  });

  it.each(['closure-table', 'materialized-path', 'nested-set'] as const)('has trees: %s', async (kind) => {
    @Entity('nodes')
    @Tree(kind as 'closure-table')
    class Node {
      @PrimaryGeneratedColumn()
      id!: number;
      @TreeParent()
      parent!: Relation<Node>;
      @TreeChildren()
      children!: Relation<Node[]>;
    }
    const expected = {
      'closure-table': ['nodes', 'nodes_closure'],
      'materialized-path': ['nodes'],
      'nested-set': ['nodes'],
    };
    const columns = {
      'closure-table': ['id', 'parentId'],
      'materialized-path': ['id', 'mpath', 'parentId'],
      'nested-set': ['id', 'nsleft', 'nsright', 'parentId'],
    };
    const { tables } = await read('postgres', [Node]);
    expect(tables.map(({ name }) => name)).toEqual(expected[kind]);
    expect(tables[0]?.columns.map(({ name }) => name).sort()).toEqual(columns[kind]);
    if (tables[1] !== undefined) {
      expect(tables[1].columns.map(({ name }) => name)).toEqual(['id_ancestor', 'id_descendant']);
      expect(tables[1].foreignKeys.map(({ onDelete }) => onDelete)).toEqual(['cascade', 'cascade']);
    }
  });

  it('has embedded columns and names by the naming strategy', async () => {
    class Address {
      @Column({ type: 'varchar' })
      @Index()
      cityName!: string;
    }
    @Entity()
    class Person {
      @PrimaryColumn({ type: 'integer' })
      personId!: number;
      @Column(() => Address)
      home!: Address;
    }
    class Shouting extends DefaultNamingStrategy {
      override tableName(name: string): string {
        return name.toUpperCase();
      }
      override columnName(property: string, _given: string, prefixes: string[]): string {
        return [...prefixes, property].join('_');
      }
      override primaryKeyName(table: string): string {
        return `${table}_pk`;
      }
    }
    const [table] = (await read('postgres', [Person], { namingStrategy: new Shouting() })).tables;
    expect(table).toMatchObject({
      name: 'PERSON',
      columns: [{ name: 'personId' }, { name: 'home_cityName' }],
      primaryKey: { name: 'PERSON_pk' },
      indexes: [{ keys: ['home_cityName'] }],
    });
  });

  it('is in the schema of the entity or of the data source, on PostgreSQL', async () => {
    const entity = (name: string, schema?: string) =>
      new EntitySchema({
        name,
        ...(schema === undefined ? {} : { schema }),
        columns: { id: { type: 'integer', primary: true } },
      });
    const entities = [entity('b', 'audit'), entity('a')];
    const plain = await read('postgres', entities);
    expect(plain.tables.map(({ schema, name }) => [schema, name])).toEqual([
      [undefined, 'a'],
      ['audit', 'b'],
    ]);
    const named = await read('postgres', entities, { schema: 'app' });
    expect(named.schemas).toEqual(['app', 'audit']);
    expect(named.tables.map(({ schema, name }) => [schema, name])).toEqual([
      ['app', 'a'],
      ['audit', 'b'],
    ]);
    const sqlite = await read('sqlite', entities, { schema: 'app' });
    expect(sqlite.schemas).toEqual([]);
    expect(sqlite.tables.map(({ schema }) => schema)).toEqual([undefined, undefined]);
  });

  it('is described once', async () => {
    const entity = (name: string, type: 'integer' | 'text') =>
      new EntitySchema({ name, tableName: 'same', columns: { id: { type, primary: true } } });
    expect((await read('sqlite', [entity('a', 'integer'), entity('b', 'integer')])).tables).toHaveLength(1);
    expect(await refusal(read('sqlite', [entity('a', 'integer'), entity('b', 'text')]))).toMatchObject({
      code: 'unsupported-entity',
      entity: 'b',
    });
  });
});
