import {
  Check,
  Column,
  DefaultNamingStrategy,
  Entity,
  Index,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryGeneratedColumn,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
} from 'typeorm';
import { decorate, entity, property, type Columns } from '../support/entities';
import type { EntityDefinition, Shape } from '../support/shape';
import { view } from './views';

type PostgresOptions = NonNullable<Shape['options']>;

/** Snake case for columns, and names of its own for constraints. */
class SnakeCase extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string, prefixes: string[]): string {
    return [...prefixes, customName || propertyName]
      .map((word) => word.replace(/[A-Z]/g, '_$&').toLowerCase())
      .join('_');
  }
  override primaryKeyName(table: string | { name: string }, columns: string[]): string {
    return `pk_${tableName(table)}_${columns.join('_')}`;
  }
  override uniqueConstraintName(table: string | { name: string }, columns: string[]): string {
    return `uq_${tableName(table)}_${columns.join('_')}`;
  }
  override foreignKeyName(table: string | { name: string }, columns: string[]): string {
    return `fk_${tableName(table)}_${columns.join('_')}`;
  }
  override indexName(table: string | { name: string }, columns: string[]): string {
    return `ix_${tableName(table)}_${columns.join('_')}`;
  }
  override joinColumnName(relation: string, referenced: string): string {
    return `${relation}_${referenced}`;
  }
}

function tableName(table: string | { name: string }): string {
  return typeof table === 'string' ? table : table.name;
}

const family = (schema?: string): readonly EntityDefinition[] => {
  const options = schema === undefined ? {} : { schema };
  const author = entity('authors', { fullName: { type: 'varchar', length: 80, unique: true } }, options);
  const tag = entity('tags', { label: { type: 'varchar' } }, options);
  const post = decorate(
    entity('posts', { postTitle: { type: 'varchar', default: 'new' }, views: { type: 'integer' } }, options),
    Index(['postTitle', 'views']),
    Check('"views" >= 0'),
  );
  property(
    post,
    'author',
    ManyToOne(() => author, { onDelete: 'CASCADE' }),
  );
  property(
    post,
    'tags',
    ManyToMany(() => tag),
    JoinTable(),
  );
  return [author, tag, post];
};

const LONG = 'a_very_long_name_that_goes_on_and_on_until_no_database_can_hold_it_any_more';

export const NAMES: readonly Shape[] = [
  { name: 'a family of tables', entities: () => family() },
  { name: 'a naming strategy', entities: () => family(), options: { namingStrategy: new SnakeCase() } },
  { name: 'a prefix', entities: () => family(), options: { entityPrefix: 'app_' } },
  { name: 'a schema', on: ['postgres'], entities: () => family('blog') },
  { name: 'a schema that needs quotes', on: ['postgres'], entities: () => family('Blog & co') },
  // problem 30
  { name: 'the schema public', on: ['postgres'], entities: () => family('public') },
  {
    name: 'the schema of the data source',
    on: ['postgres'],
    entities: () => family(),
    options: { schema: 'app' } as PostgresOptions,
  },
  {
    name: 'the schema of the data source is public',
    on: ['postgres'],
    entities: () => [
      ...family(),
      entity('states', { state: { type: 'enum', enum: ['a', 'b'], default: 'a' } }),
    ],
    options: { schema: 'public' } as PostgresOptions,
  },
  {
    name: 'one name in two schemas',
    on: ['postgres'],
    entities: () => [
      decorate(entity('things', { a: { type: 'integer' } }, { schema: 'one' }), Index('by_a', ['a'])),
      decorate(entity('things', { a: { type: 'integer' } }, { schema: 'two' }), Index('by_a', ['a'])),
      entity('things', { a: { type: 'varchar', unique: true } }),
    ],
  },
  // problem 38
  {
    name: 'names longer than 63 bytes',
    on: ['postgres'],
    entities: () => [
      entity(LONG, {
        id: { type: 'integer', primary: true, generated: 'increment' } as never,
        [`${LONG}_column`]: { type: 'varchar', default: 'x' },
      }),
    ],
  },
  {
    name: 'long names of constraints',
    on: ['postgres'],
    entities: () => [
      decorate(
        entity('things', { a: { type: 'integer' }, b: { type: 'integer' } }),
        Index(`index_${LONG}`, ['a']),
        Unique(`unique_${LONG}`, ['a', 'b']),
        Check(`check_${LONG}`, '"a" > 0'),
      ),
    ],
  },
  {
    name: 'long names of tables that only differ in the end',
    on: ['postgres'],
    entities: () => [entity(`${LONG}_1`, {}), entity(`${LONG}_2`, { a: { type: 'integer' } })],
    refused: { postgres: 'Another entity describes the table' },
  },
  {
    name: 'long names on SQLite',
    on: ['sqlite'],
    entities: () => [
      decorate(
        entity(LONG, { [`${LONG}_column`]: { type: 'varchar' } }),
        Index(`index_${LONG}`, [`${LONG}_column`]),
      ),
    ],
  },
  {
    name: 'reserved words',
    entities: () => [
      decorate(
        entity('order', {
          select: { type: 'integer' },
          table: { type: 'varchar' },
          user: { type: 'varchar', default: 'x' },
        }),
        Index('group', ['select']),
        Unique('from', ['table', 'user']),
      ),
    ],
  },
  {
    name: 'capitals, spaces, dashes and marks',
    entities: () => [
      decorate(
        entity('My Table', {
          'a column': { type: 'integer' },
          'per-cent%': { type: 'varchar' },
          CamelCase: { type: 'integer' },
        }),
        Index('An Index', ['a column']),
      ),
      entity('Things', { a: { type: 'integer', unique: true } }),
    ],
  },
  {
    name: 'unicode',
    entities: () => [
      decorate(
        entity('größe', {
          straße: { type: 'integer' },
          名前: { type: 'varchar', default: 'ä' },
          '🙂': { type: 'integer' },
        }),
        Index('индекс', ['straße']),
        Check('проверка', '"straße" > 0'),
      ),
    ],
  },
  {
    name: 'names that only differ in capitals',
    on: ['postgres'],
    entities: () => [
      entity('things', { a: { type: 'integer' }, A: { type: 'varchar' } }),
      entity('Things', {}),
    ],
  },
  {
    name: 'quotes in names',
    entities: () => [entity('say "hello"', { 'a "b"': { type: 'integer' } })],
    typeormFails: { postgres: 'syntax error' },
    comparisonFails: {
      sqlite: { reason: 'TypeORM does not double quotes', message: 'syntax error' },
    },
    unlike: {
      sqlite: {
        reason: 'TypeORM does not double quotes, so that SQLite takes the rest of the name for the type',
        ours: [
          'column say "hello".a "b" integer NOT NULL default key 0 hidden 0',
          'model columns of say "hello" {"name":"a \\"b\\"","type":"integer"}',
        ],
        theirs: [
          'column say "hello".a b"" integer NOT NULL default key 0 hidden 0',
          'model columns of say "hello" {"name":"a ","type":"b\\"\\" integer"}',
        ],
      },
    },
    onTypeorm03: { typeormFails: { postgres: 'syntax error', sqlite: 'syntax error' } },
  },
  {
    name: 'comments',
    on: ['postgres'],
    entities: () => [
      entity(
        'things',
        {
          a: { type: 'integer', comment: 'what it is' },
          b: { type: 'varchar', comment: 'it\'s "quoted" \\ and\nlong' },
          c: { type: 'integer', comment: '' },
        },
        { comment: 'a table of "things"' },
      ),
    ],
  },
  {
    name: 'comments that SQLite does not have',
    on: ['sqlite'],
    entities: () => [entity('things', { a: { type: 'integer', comment: 'what it is' } })],
  },
  {
    name: 'an apostrophe in the comment of a table',
    on: ['postgres'],
    entities: () => [entity('things', {}, { comment: "it's a table" })],
    onTypeorm03: { typeormFails: { postgres: 'syntax error' } },
  },
  { name: 'no entities', entities: () => [] },
  {
    // As in Veramo.
    name: 'a class for a part of the table of another',
    entities: () => [
      decorate(
        entity('things', { a: { type: 'integer', unique: true } }),
        Index('by_a', ['a']),
        Check('a_counts', '"a" > 0'),
      ),
      decorate(
        entity('things', { a: { type: 'integer', unique: true }, b: { type: 'varchar', nullable: true } }),
        Index('by_b', ['b']),
      ),
    ],
  },
  ...[
    { what: 'another type', columns: { a: { type: 'bigint' }, b: { type: 'integer' } } },
    { what: 'another column', columns: { b: { type: 'integer' } } },
    { what: 'another key', columns: { key: { type: 'integer', primary: true }, a: { type: 'integer' } } },
  ].map(({ what, columns }): Shape => ({
    name: `two classes that describe a table otherwise: ${what}`,
    entities: () => [entity('things', { a: { type: 'integer' } }), entity('things', columns as Columns)],
    refused: {
      postgres: 'Another entity describes the table things otherwise',
      sqlite: 'Another entity describes the table things otherwise',
    },
  })),
  {
    name: 'entities that are somebody else’s',
    entities: () => [entity('things', {}), entity('others', {}, { synchronize: false })],
  },
  {
    name: 'a schema of the data source, with an enum, a junction, a closure and a view in it',
    on: ['postgres'],
    options: { schema: 'app' },
    entities: () => {
      @Entity('nodes')
      @Tree('closure-table')
      class Node {
        @PrimaryGeneratedColumn()
        id!: number;
        @Column({ type: 'enum', enum: ['a', 'b'], default: 'a' })
        letter!: string;
        @ManyToMany(() => Node)
        @JoinTable()
        others!: Node[];
        @TreeParent()
        parent!: object;
        @TreeChildren()
        children!: object[];
      }
      Reflect.defineMetadata('design:type', Node, Node.prototype, 'parent');
      return [Node, view('lettered', { expression: `SELECT id FROM app.nodes WHERE letter = 'a'` })];
    },
  },
];
