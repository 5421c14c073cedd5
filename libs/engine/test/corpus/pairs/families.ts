import {
  ChildEntity,
  Column,
  Entity,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
} from 'typeorm';
import type { EntityDefinition, Pair } from '../support/shape';

class Address {
  @Column({ type: 'varchar', default: '' })
  street!: string;
}

/** TypeORM knows of every child that there is, whether it is one of the entities or not. */
function teacherOf(Person: new () => object): new () => object {
  @ChildEntity()
  class Teacher extends Person {
    @Column({ type: 'varchar', unique: true })
    room!: string;
  }
  return Teacher;
}

/** People of a single table, with more or fewer kinds of them. */
function people(kinds: number, hasAddress: boolean): readonly EntityDefinition[] {
  @Entity('people')
  @TableInheritance({ column: { type: 'varchar', name: 'kind' } })
  class Person {
    @PrimaryGeneratedColumn()
    id!: number;
    @Column({ type: 'varchar' })
    name!: string;
  }
  if (hasAddress) Column(() => Address, { prefix: 'home' })(Person.prototype, 'home');
  @ChildEntity()
  class Student extends Person {
    @Column({ type: 'integer' })
    year!: number;
  }
  return kinds === 1 ? [Person, Student] : [Person, Student, teacherOf(Person)];
}

/** Nodes as a tree of a kind, or as a plain table. */
function nodes(tree?: Parameters<typeof Tree>[0]): readonly EntityDefinition[] {
  class Node {}
  PrimaryGeneratedColumn()(Node.prototype, 'id');
  Column({ type: 'varchar' })(Node.prototype, 'name');
  if (tree !== undefined) {
    Tree(tree)(Node);
    Reflect.defineMetadata('design:type', Node, Node.prototype, 'parent');
    TreeParent()(Node.prototype, 'parent');
    TreeChildren()(Node.prototype, 'children');
  }
  Entity('nodes')(Node);
  return [Node];
}

const PEOPLE: Pick<Pair, 'rows' | 'read' | 'rowsAfter' | 'rowsBack'> = {
  rows: [`INSERT INTO "people" ("name", "kind", "year") VALUES ('Ada', 'Student', 2)`],
  read: 'SELECT "name", "kind", "year" FROM "people"',
  rowsAfter: [{ name: 'Ada', kind: 'Student', year: 2 }],
  rowsBack: [{ name: 'Ada', kind: 'Student', year: 2 }],
};
const NODES: Pick<Pair, 'rows' | 'read' | 'rowsAfter' | 'rowsBack'> = {
  rows: [`INSERT INTO "nodes" ("name") VALUES ('root')`],
  read: 'SELECT "name" FROM "nodes"',
  rowsAfter: [{ name: 'root' }],
  rowsBack: [{ name: 'root' }],
};

export const FAMILY_PAIRS: readonly Pair[] = [
  {
    name: 'another kind comes to a single table',
    before: () => people(1, false),
    after: () => people(2, false),
    ...PEOPLE,
  },
  {
    name: 'a kind goes from a single table',
    before: () => people(2, true),
    after: () => people(1, true),
    ...PEOPLE,
  },
  {
    name: 'an embedded entity comes',
    before: () => people(1, false),
    after: () => people(1, true),
    ...PEOPLE,
  },
  {
    name: 'a table becomes a tree with a closure',
    before: () => nodes(),
    after: () => nodes('closure-table'),
    ...NODES,
  },
  {
    name: 'a table becomes a tree with a path',
    before: () => nodes(),
    after: () => nodes('materialized-path'),
    ...NODES,
  },
  {
    name: 'a path becomes a nested set',
    before: () => nodes('materialized-path'),
    after: () => nodes('nested-set'),
    ...NODES,
  },
  {
    name: 'a closure becomes a list',
    before: () => nodes('closure-table'),
    after: () => nodes('adjacency-list'),
    ...NODES,
  },
];
