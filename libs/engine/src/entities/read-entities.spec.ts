import 'reflect-metadata';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BaseEntity,
  Check,
  ChildEntity,
  Column,
  CreateDateColumn,
  DataSource,
  DefaultNamingStrategy,
  Entity,
  EntitySchema,
  Exclusion,
  Generated,
  Index,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToOne,
  JoinColumn,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  UpdateDateColumn,
  VersionColumn,
  ViewEntity,
  VirtualColumn,
  type ColumnOptions,
  type DataSourceOptions,
  type Relation,
} from 'typeorm';
import { DIALECT_NAMES, type DialectName } from '../config/database-url';
import { isPlumblineError } from '../errors/plumbline-error';
import type { Column as ModelColumn, SchemaModel, Table } from '../model/schema';
import { readEntities } from './read-entities';

type Entities = NonNullable<DataSourceOptions['entities']>;

function read(dialect: DialectName, entities: Entities, more: object = {}): Promise<SchemaModel> {
  const options = { type: 'postgres', ...more, entities } as DataSourceOptions;
  return readEntities(options, dialect, { resolveFrom: __filename });
}

async function readTable(dialect: DialectName, entities: Entities, name: string): Promise<Table> {
  const { tables } = await read(dialect, entities);
  const table = tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`no ${name} in ${tables.map((each) => each.name).join(', ')}`);
  return table;
}

/** The column that options give, in an entity of its own. */
async function readOne(dialect: DialectName, options: ColumnOptions): Promise<ModelColumn> {
  const schema = new EntitySchema({
    name: 'thing',
    columns: { id: { type: 'integer', primary: true }, value: options as never },
  });
  const column = (await readTable(dialect, [schema], 'thing')).columns[1];
  if (column === undefined) throw new Error('no column');
  return column;
}

async function refusal(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isPlumblineError(error)) throw new Error(`not refused: ${String(error)}`, { cause: error });
  return { code: error.code, ...error.data };
}

describe('types', () => {
  it.each<[ColumnOptions, string]>([
    [{ type: 'varchar', length: 255 }, 'varchar(255)'],
    [{ type: String }, 'varchar'],
    [{ type: 'char', length: 2 }, 'char(2)'],
    [{ type: 'char' }, 'char(1)'],
    [{ type: 'bit' }, 'bit(1)'],
    [{ type: 'varbit', length: 5 }, 'varbit(5)'],
    [{ type: Number }, 'integer'],
    [{ type: 'int4' }, 'integer'],
    [{ type: 'int8' }, 'bigint'],
    [{ type: 'int2' }, 'smallint'],
    [{ type: Boolean }, 'boolean'],
    [{ type: 'bool' }, 'boolean'],
    [{ type: 'float' }, 'double precision'],
    [{ type: 'float4' }, 'real'],
    [{ type: 'numeric' }, 'numeric'],
    [{ type: 'decimal', precision: 10, scale: 2 }, 'numeric(10,2)'],
    [{ type: 'numeric', precision: 10 }, 'numeric(10,0)'],
    [{ type: Date }, 'timestamp'],
    [{ type: 'timestamp', precision: 3 }, 'timestamp(3)'],
    [{ type: 'timestamp with time zone' }, 'timestamptz'],
    [{ type: 'timestamptz', precision: null }, 'timestamptz'],
    [{ type: 'timetz', precision: 0 }, 'timetz(0)'],
    [{ type: 'time' }, 'time'],
    [{ type: 'interval', precision: 3 }, 'interval(3)'],
    [{ type: 'text', array: true }, 'text[]'],
    [{ type: 'varchar', length: 20, array: true }, 'varchar(20)[]'],
    [{ type: 'simple-array' }, 'text'],
    [{ type: 'simple-json' }, 'text'],
    [{ type: 'jsonb' }, 'jsonb'],
    [{ type: 'uuid' }, 'uuid'],
    [{ type: 'bytea' }, 'bytea'],
    [{ type: 'geometry', spatialFeatureType: 'Point', srid: 4326 }, 'geometry(Point,4326)'],
    [{ type: 'geography', spatialFeatureType: 'Point' }, 'geography(Point)'],
  ])('of %j are %s on PostgreSQL', async (options, type) => {
    expect((await readOne('postgres', options)).type).toBe(type);
  });

  it.each<[ColumnOptions, string]>([
    [{ type: 'varchar', length: 50 }, 'varchar(50)'],
    [{ type: String }, 'varchar'],
    [{ type: 'int' }, 'integer'],
    [{ type: Number }, 'integer'],
    [{ type: 'bigint' }, 'bigint'],
    [{ type: Date }, 'datetime'],
    [{ type: 'datetime', precision: 6 }, 'datetime(6)'],
    [{ type: Boolean }, 'boolean'],
    [{ type: 'decimal', precision: 10, scale: 2 }, 'decimal(10,2)'],
    [{ type: 'numeric', precision: 10, scale: 2 }, 'numeric(10,2)'],
    [{ type: 'numeric', precision: 10 }, 'numeric(10)'],
    [{ type: 'uuid' }, 'varchar'],
    [{ type: 'simple-array' }, 'text'],
    [{ type: 'simple-json' }, 'text'],
    [{ type: 'jsonb' }, 'jsonb'],
    [{ type: Buffer as never }, 'blob'],
  ])('of %j are %s on SQLite', async (options, type) => {
    expect((await readOne('sqlite', options)).type).toBe(type);
  });
});

describe('defaults', () => {
  it.each<[ColumnOptions, unknown, unknown]>([
    [{ type: 'varchar', default: "it's" }, "it's", "it's"],
    [{ type: 'varchar', default: 5 }, '5', 5],
    [{ type: 'varchar', default: '' }, '', ''],
    [{ type: 'integer', default: 0 }, 0, 0],
    [{ type: 'numeric', default: 1.5 }, 1.5, 1.5],
    [{ type: 'boolean', default: false }, false, false],
    [{ type: 'varchar', default: null }, undefined, undefined],
    [{ type: 'integer', default: () => '1 + 1' }, { sql: '1 + 1' }, { sql: '1 + 1' }],
    [{ type: 'jsonb', default: { a: "it's" } }, `{"a":"it's"}`, { sql: `jsonb('{"a":"it''s"}')` }],
    [{ type: 'simple-json', default: [1, 'b'] as never }, '[1,"b"]', '[1,"b"]'],
  ])('of %j', async (options, postgres, sqlite) => {
    expect((await readOne('postgres', options)).default).toEqual(postgres);
    expect((await readOne('sqlite', options)).default).toEqual(sqlite);
  });

  it.each<[unknown[], string]>([
    [[], '{}'],
    [['a', 'b'], '{a,b}'],
    [['a b', 'c,d', 'e"f', 'g\\h', '', 'NULL', null], '{"a b","c,d","e\\"f","g\\\\h","","NULL",NULL}'],
    [[1, 2.5, true], '{1,2.5,true}'],
  ])('of an array %j are %s', async (value, text) => {
    expect((await readOne('postgres', { type: 'text', array: true, default: value })).default).toBe(text);
  });

  it('makes a column nullable where it is null', async () => {
    expect(await readOne('postgres', { type: 'text', default: null })).toEqual({
      name: 'value',
      type: 'text',
      nullable: true,
    });
  });

  it('of times are the dialect’s', async () => {
    @Entity('stamped')
    class Stamped {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
      @CreateDateColumn()
      created!: Date;
      @UpdateDateColumn({ type: 'date' })
      updated!: Date;
      @VersionColumn()
      version!: number;
    }
    expect((await readTable('postgres', [Stamped], 'stamped')).columns.slice(1)).toEqual([
      { name: 'created', type: 'timestamp', default: { sql: 'now()' } },
      { name: 'updated', type: 'date', default: { sql: 'now()' } },
      { name: 'version', type: 'integer' },
    ]);
    expect((await readTable('sqlite', [Stamped], 'stamped')).columns[1]).toEqual({
      name: 'created',
      type: 'datetime',
      default: { sql: "datetime('now')" },
    });
  });
});

describe('generated values', () => {
  const keyOf = async (
    dialect: DialectName,
    options: object,
    more = {},
  ): Promise<ModelColumn | undefined> => {
    const id = { type: 'integer', primary: true, generated: true, ...options } as never;
    const { tables } = await read(dialect, [new EntitySchema({ name: 'keyed', columns: { id } })], more);
    return tables[0]?.columns[0];
  };

  it.each<[object, object, object]>([
    [{}, { type: 'integer', autoIncrement: true }, { type: 'integer', autoIncrement: true }],
    [{ type: 'bigint' }, { type: 'bigint', autoIncrement: true }, { type: 'integer', autoIncrement: true }],
    [
      { type: 'bigint', generated: 'identity' },
      { type: 'bigint', identity: 'by default' },
      { type: 'integer', autoIncrement: true },
    ],
    [
      { type: 'uuid', generated: 'uuid' },
      { type: 'uuid', default: { sql: 'uuid_generate_v4()' } },
      { type: 'varchar' },
    ],
  ])('of %j', async (options, postgres, sqlite) => {
    expect(await keyOf('postgres', options)).toEqual({ name: 'id', ...postgres });
    expect(await keyOf('sqlite', options)).toEqual({ name: 'id', ...sqlite });
  });

  it('are made by the extension that the data source names', async () => {
    const uuid = { type: 'uuid', generated: 'uuid' };
    expect((await keyOf('postgres', uuid, { uuidExtension: 'pgcrypto' }))?.default).toEqual({
      sql: 'gen_random_uuid()',
    });
  });

  it('are always generated where the entity says so', async () => {
    @Entity('always')
    class Always {
      @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
      id!: number;
      @Column({ type: 'integer' })
      @Generated('increment')
      number!: number;
    }
    expect((await readTable('postgres', [Always], 'always')).columns).toEqual([
      { name: 'id', type: 'integer', identity: 'always' },
      { name: 'number', type: 'integer', autoIncrement: true },
    ]);
    expect(await refusal(read('sqlite', [Always]))).toMatchObject({
      code: 'unsupported-entity',
      entity: 'Always',
      property: 'number',
    });
  });

  it('cannot be part of a composite key on SQLite, nor words', async () => {
    @Entity()
    class Composite {
      @PrimaryGeneratedColumn()
      id!: number;
      @PrimaryColumn({ type: 'integer' })
      part!: number;
    }
    @Entity()
    class Word {
      @PrimaryGeneratedColumn({ type: 'varchar' as never })
      id!: string;
    }
    expect(await refusal(read('sqlite', [Composite]))).toMatchObject({ entity: 'Composite', property: 'id' });
    expect((await readTable('postgres', [Composite], 'composite')).primaryKey?.columns).toEqual([
      'id',
      'part',
    ]);
    for (const dialect of DIALECT_NAMES) {
      expect(await refusal(read(dialect, [Word]))).toMatchObject({
        code: 'unsupported-entity',
        entity: 'Word',
        property: 'id',
      });
    }
  });

  it('may be computed from other columns', async () => {
    const stored: ColumnOptions = { type: 'integer', asExpression: 'id * 2', generatedType: 'STORED' };
    expect(await readOne('postgres', stored)).toEqual({
      name: 'value',
      type: 'integer',
      generated: { expression: 'id * 2', stored: true },
    });
    expect((await readOne('sqlite', { ...stored, generatedType: 'VIRTUAL' })).generated).toEqual({
      expression: 'id * 2',
      stored: false,
    });
    expect(await refusal(readOne('postgres', { ...stored, generatedType: 'VIRTUAL' }))).toMatchObject({
      code: 'entities-refused',
      dialect: 'postgres',
    });
  });
});

describe('enums', () => {
  const enumColumn = (more: object = {}) => ({ type: 'simple-enum', enum: ['a', "it's"], ...more }) as never;
  const entity = (name: string, columns: Record<string, unknown>, more: object = {}) =>
    new EntitySchema({
      name,
      columns: { id: { type: 'integer', primary: true }, ...(columns as object) },
      ...more,
    });

  it('are named types on PostgreSQL and checks on SQLite', async () => {
    const entities = [entity('Post', { myStatus: enumColumn({ default: 'a' }) })];
    const postgres = await read('postgres', entities);
    expect(postgres.enums).toEqual([{ name: 'post_mystatus_enum', values: ['a', "it's"] }]);
    expect(postgres.tables[0]?.columns[1]).toEqual({
      name: 'myStatus',
      type: { enum: 'post_mystatus_enum' },
      default: 'a',
    });
    const sqlite = await read('sqlite', entities);
    expect(sqlite.enums).toEqual([]);
    expect(sqlite.tables[0]?.columns[1]).toEqual({ name: 'myStatus', type: 'varchar', default: 'a' });
    expect(sqlite.tables[0]?.checks).toEqual([{ expression: `"myStatus" IN ('a','it''s')` }]);
  });

  it('are shared by their name, in the schema of the table, and may be arrays', async () => {
    const shared = { enumName: 'mood', type: 'enum' };
    const model = await read('postgres', [
      entity('one', { mood: enumColumn(shared) }),
      entity('two', { moods: enumColumn({ ...shared, array: true, default: ['a'] }) }),
      entity('three', { mood: enumColumn(shared) }, { schema: 'audit' }),
    ]);
    expect(model.schemas).toEqual(['audit']);
    expect(model.enums).toEqual([
      { name: 'mood', values: ['a', "it's"] },
      { schema: 'audit', name: 'mood', values: ['a', "it's"] },
    ]);
    expect(model.tables.map(({ columns }) => columns[1]?.type)).toEqual([
      { enum: 'mood' },
      { enum: 'mood', array: true },
      { enum: 'mood', schema: 'audit' },
    ]);
    expect(model.tables[1]?.columns[1]?.default).toBe('{a}');
  });

  it('agree on their values', async () => {
    const entities = [
      entity('one', { mood: enumColumn({ enumName: 'mood' }) }),
      entity('two', { mood: enumColumn({ enumName: 'mood', enum: ['b'] }) }),
    ];
    expect(await refusal(read('postgres', entities))).toMatchObject({
      code: 'unsupported-entity',
      entity: 'two',
      property: 'mood',
    });
  });

  it('have numbers as words', async () => {
    const model = await read('postgres', [entity('n', { level: enumColumn({ enum: [1, 2], default: 1 }) })]);
    expect(model.enums[0]?.values).toEqual(['1', '2']);
    expect(model.tables[0]?.columns[1]?.default).toBe('1');
  });

  it('are one type for a key and what refers to it', async () => {
    @Entity('kinds')
    class Kind {
      @PrimaryColumn({ type: 'enum', enum: ['x', 'y'] })
      code!: string;
    }
    @Entity('goods')
    class Good {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
      @ManyToOne(() => Kind)
      kind!: Relation<Kind>;
    }
    const model = await read('postgres', [Good, Kind]);
    expect(model.enums).toEqual([{ name: 'kinds_code_enum', values: ['x', 'y'] }]);
    expect(model.tables[0]?.columns[1]).toEqual({
      name: 'kindCode',
      type: { enum: 'kinds_code_enum' },
      nullable: true,
    });
  });
});

describe('constraints and indexes', () => {
  @Entity('targets', { comment: 'Where things go' })
  class Target {
    @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'targets_key' })
    id!: number;
  }
  @Entity('rows', { withoutRowid: true })
  @Unique('UQ_pair', ['b', 'a'], { deferrable: 'INITIALLY DEFERRED' })
  @Check('CHK_positive', '"a" > 0')
  @Exclusion('XCL_a', 'USING gist ("a" WITH =)')
  @Index('IDX_order', ['b', 'a'], { unique: true, where: '"a" > 1' })
  @Index('IDX_theirs', { synchronize: false })
  class Row {
    @PrimaryColumn({ type: 'integer' })
    id!: number;
    @Index({ spatial: true })
    @Column({ type: 'integer', comment: 'The first' })
    a!: number;
    @Index('IDX_hash', { type: 'btree' } as never)
    @Column({ type: 'varchar', collation: 'C' })
    b!: string;
    @ManyToOne(() => Target, {
      onDelete: 'CASCADE',
      onUpdate: 'NO ACTION',
      deferrable: 'INITIALLY IMMEDIATE',
    })
    @JoinColumn({ name: 'target_id', foreignKeyConstraintName: 'FK_target' })
    target!: Relation<Target>;
    @OneToOne(() => Target)
    @JoinColumn()
    only!: Relation<Target>;
    @VirtualColumn({ query: () => 'SELECT 1' })
    computed!: number;
  }

  it('are as PostgreSQL has them', async () => {
    const model = await read('postgres', [Row, Target]);
    const [rows, targets] = model.tables;
    expect(targets).toMatchObject({ comment: 'Where things go', primaryKey: { name: 'targets_key' } });
    expect(rows?.primaryKey).toEqual({
      name: expect.stringMatching(/^PK_[0-9a-f]{27}$/) as string,
      columns: ['id'],
    });
    expect(rows?.columns.map(({ name }) => name)).toEqual(['id', 'a', 'b', 'target_id', 'onlyId']);
    expect(rows?.columns.slice(1, 3)).toEqual([
      { name: 'a', type: 'integer', comment: 'The first' },
      { name: 'b', type: 'varchar', collation: 'C' },
    ]);
    expect(rows?.uniques).toEqual([
      { name: expect.stringMatching(/^REL_/) as string, columns: ['onlyId'] },
      { name: 'UQ_pair', columns: ['b', 'a'], deferrable: 'initially deferred' },
    ]);
    expect(rows?.checks).toEqual([{ name: 'CHK_positive', expression: '"a" > 0' }]);
    expect(rows?.exclusions).toEqual([{ name: 'XCL_a', expression: 'USING gist ("a" WITH =)' }]);
    expect(rows?.foreignKeys).toEqual([
      {
        name: expect.stringMatching(/^FK_[0-9a-f]{27}$/) as string,
        columns: ['onlyId'],
        references: { table: 'targets', columns: ['id'] },
      },
      {
        name: 'FK_target',
        columns: ['target_id'],
        references: { table: 'targets', columns: ['id'] },
        onDelete: 'cascade',
        deferrable: 'initially immediate',
      },
    ]);
    expect(rows?.indexes).toEqual([
      { name: expect.stringMatching(/^IDX_[0-9a-f]{26}$/) as string, keys: ['a'], method: 'gist' },
      { name: 'IDX_hash', keys: ['b'] },
      { name: 'IDX_order', keys: ['b', 'a'], unique: true, where: '"a" > 1' },
    ]);
    expect(rows?.withoutRowid).toBeUndefined();
  });

  it('are as SQLite has them', async () => {
    @Entity('plain', { comment: 'Not kept', withoutRowid: true })
    @Unique('UQ_plain', ['a'], { deferrable: 'INITIALLY DEFERRED' })
    class Plain {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
      @Column({ type: 'varchar', collation: 'NOCASE', comment: 'Not kept' })
      a!: string;
      @ManyToOne(() => Target, { deferrable: 'INITIALLY DEFERRED' })
      target!: Relation<Target>;
    }
    expect((await read('sqlite', [Plain, Target])).tables).toEqual([
      {
        name: 'plain',
        columns: [
          { name: 'id', type: 'integer' },
          { name: 'a', type: 'varchar', collation: 'NOCASE' },
          { name: 'targetId', type: 'integer', nullable: true },
        ],
        primaryKey: { columns: ['id'] },
        uniques: [{ name: 'UQ_plain', columns: ['a'] }],
        checks: [],
        exclusions: [],
        foreignKeys: [
          {
            name: expect.stringMatching(/^FK_/) as string,
            columns: ['targetId'],
            references: { table: 'targets', columns: ['id'] },
            deferrable: 'initially deferred',
          },
        ],
        indexes: [],
        withoutRowid: true,
      },
      {
        name: 'targets',
        columns: [{ name: 'id', type: 'integer' }],
        primaryKey: { name: 'targets_key', columns: ['id'] },
        uniques: [],
        checks: [],
        exclusions: [],
        foreignKeys: [],
        indexes: [],
      },
    ]);
  });

  it('of one name but another meaning are refused', async () => {
    @Entity('twice')
    @Index(['a', 'b'])
    @Index(['b', 'a'])
    class Twice {
      @PrimaryColumn({ type: 'integer' })
      a!: number;
      @Column({ type: 'integer' })
      b!: number;
    }
    expect(await refusal(read('postgres', [Twice]))).toMatchObject({
      code: 'unsupported-entity',
      entity: 'Twice',
    });
  });

  it('have names that PostgreSQL cuts to 63 bytes', async () => {
    const long = `${'ä'.repeat(31)}xy`;
    const schema = new EntitySchema({
      name: 'long',
      tableName: 't'.repeat(70),
      columns: { id: { type: 'integer', primary: true }, value: { type: 'integer', name: long } },
    });
    const [postgres] = (await read('postgres', [schema])).tables;
    expect(postgres?.name).toBe('t'.repeat(63));
    expect(postgres?.columns[1]?.name).toBe(`${'ä'.repeat(31)}x`);
    expect((await read('sqlite', [schema])).tables[0]?.columns[1]?.name).toBe(long);
  });
});

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

describe('what cannot be', () => {
  it('names the entity and the property', async () => {
    expect(await refusal(readOne('postgres', { type: 'varchar', charset: 'utf8' }))).toMatchObject({
      code: 'unsupported-entity',
      entity: 'thing',
      property: 'value',
    });
    expect(await refusal(readOne('postgres', { type: 'integer', precision: 5 }))).toMatchObject({
      code: 'unsupported-entity',
      property: 'value',
    });
    const elsewhere = new EntitySchema({
      name: 'elsewhere',
      database: 'other.db',
      columns: { id: { type: 'integer', primary: true } },
    });
    for (const dialect of DIALECT_NAMES) {
      expect(await refusal(read(dialect, [elsewhere]))).toMatchObject({
        code: 'unsupported-entity',
        entity: 'elsewhere',
      });
    }
  });

  it('says in TypeORM’s words what TypeORM refuses, and for which dialect', async () => {
    expect(await refusal(readOne('sqlite', { type: 'timestamptz' }))).toEqual({
      code: 'entities-refused',
      dialect: 'sqlite',
      reason: expect.stringContaining('"timestamptz" in "thing.value" is not supported') as string,
    });
  });

  it('is a source that is none', async () => {
    for (const source of [undefined, 5, {}, { options: {} }]) {
      expect(
        await refusal(readEntities(source, 'sqlite', { resolveFrom: '/x/data-source.ts' })),
      ).toMatchObject({
        code: 'invalid-data-source',
        file: '/x/data-source.ts',
      });
    }
    expect(
      await refusal(readEntities({ type: 'postgres' }, 'sqlite', { resolveFrom: '/nowhere/data-source.ts' })),
    ).toEqual({ code: 'typeorm-missing', from: '/nowhere/data-source.ts' });
  });
});

describe('reading', () => {
  @Entity('records')
  class Record extends BaseEntity {
    @PrimaryColumn({ type: 'integer' })
    id!: number;
  }

  it('uses the data source’s own class, for either dialect, and neither connects nor loads anything else', async () => {
    const seen: DataSourceOptions[] = [];
    class Own extends DataSource {
      constructor(options: DataSourceOptions) {
        super(options);
        seen.push(options);
      }
    }
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-entities-'));
    const source = new Own({
      type: 'better-sqlite3',
      database: join(folder, 'sub', 'never.db'),
      entities: [Record],
      subscribers: ['/nowhere/*.js'],
      migrations: [join(folder, '*.js')],
      synchronize: true,
      dropSchema: true,
      migrationsRun: true,
      logging: true,
    });
    for (const dialect of [...DIALECT_NAMES, ...DIALECT_NAMES]) {
      expect((await readEntities(source, dialect, { resolveFrom: __filename })).tables).toHaveLength(1);
    }
    expect(seen.slice(1).map(({ type }) => type)).toEqual([
      'postgres',
      'better-sqlite3',
      'postgres',
      'better-sqlite3',
    ]);
    expect(seen[1]).toMatchObject({
      synchronize: false,
      dropSchema: false,
      migrationsRun: false,
      subscribers: [],
    });
    expect(seen[1]).not.toHaveProperty('database');
    expect(readdirSync(folder)).toEqual([]);
    expect(source.isInitialized).toBe(false);
  });

  it('leaves active records with the data source that is in use', async () => {
    const source = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [Record],
      synchronize: true,
    });
    await source.initialize();
    try {
      await readEntities(source, 'postgres', { resolveFrom: __filename });
      expect(await Record.count()).toBe(0);
    } finally {
      await source.destroy();
    }
  });

  it('gives the same frozen value whatever the order of the entities', async () => {
    @Entity('other')
    class Other {
      @PrimaryColumn({ type: 'integer' })
      id!: number;
    }
    const one = await read('postgres', [Record, Other]);
    expect(await read('postgres', [Other, Record])).toEqual(one);
    expect(Object.isFrozen(one.tables[0]?.columns[0])).toBe(true);
  });
});
