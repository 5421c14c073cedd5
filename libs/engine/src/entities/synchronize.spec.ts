import 'reflect-metadata';
import {
  Check,
  ChildEntity,
  Column,
  CreateDateColumn,
  DataSource,
  DeleteDateColumn,
  Entity,
  EntitySchema,
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
  type DataSourceOptions,
  type Relation,
} from 'typeorm';
import { createPostgresDatabase } from '@plumbline/testing';
import { isEnumRef, type SchemaModel, type Table } from '../model/schema';
import { readEntities } from './read-entities';

class Money {
  @Column({ type: 'numeric', precision: 12, scale: 2, default: 0 })
  amount!: string;
  @Column({ type: 'varchar', length: 3, default: 'EUR' })
  currency!: string;
}

@Entity('authors')
@TableInheritance({ column: { type: 'varchar', length: 20, name: 'kind' } })
@Unique(['email', 'name'])
@Check('"age" > 0')
class Author {
  @PrimaryGeneratedColumn()
  id!: number;
  @Column({ type: 'varchar', length: 120, unique: true })
  email!: string;
  @Column({ type: 'varchar', default: 'Anon' })
  name!: string;
  @Column({ type: 'integer', nullable: true })
  age!: number | null;
}

@ChildEntity('guest')
class Guest extends Author {
  @Column({ type: 'boolean', default: true })
  trusted!: boolean;
}

@Entity('articles')
@Index(['title', 'author'], { unique: true, where: '"deleted" IS NULL' })
class Article {
  @PrimaryGeneratedColumn('uuid')
  id!: string;
  @Column({ type: 'varchar', length: 200 })
  @Index()
  title!: string;
  @Column(() => Money)
  price!: Money;
  @Column({ type: 'simple-enum', enum: ['draft', 'out'], default: 'draft' })
  status!: string;
  @Column({ type: 'simple-json', nullable: true })
  extra!: unknown;
  @CreateDateColumn()
  created!: Date;
  @DeleteDateColumn()
  deleted!: Date;
  @ManyToOne(() => Author, { onDelete: 'CASCADE' })
  author!: Relation<Author>;
  @OneToOne(() => Article, { nullable: true, onDelete: 'SET NULL', onUpdate: 'CASCADE' })
  @JoinColumn()
  previous!: Relation<Article>;
  @ManyToMany(() => Author)
  @JoinTable()
  reviewers!: Relation<Author[]>;
}

@Entity('sections')
@Tree('closure-table')
class Section {
  @PrimaryColumn({ type: 'bigint' })
  id!: string;
  @TreeParent()
  parent!: Relation<Section>;
  @TreeChildren()
  children!: Relation<Section[]>;
}

const Composite = new EntitySchema({
  name: 'composites',
  columns: {
    part: { type: 'integer', primary: true },
    day: { type: 'date', primary: true },
    ratio: { type: 'real' },
    note: { type: 'text', nullable: true },
  },
});

const ENTITIES = [Article, Author, Composite, Guest, Section];

/** What both sides can tell of a table, in simple words. */
interface Facts {
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly string[];
  readonly foreignKeys: readonly string[];
}

async function withDataSource<T>(
  options: DataSourceOptions,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const source = new DataSource(options);
  await source.initialize();
  try {
    await source.synchronize();
    return await work(source);
  } finally {
    await source.destroy();
  }
}

describe('what TypeORM’s synchronize() makes on SQLite', () => {
  type Row = Record<string, string | number | null>;

  function expected(model: SchemaModel): Record<string, Facts> {
    return Object.fromEntries(
      model.tables.map((table) => [
        table.name,
        {
          columns: table.columns
            .map(({ name, type, nullable }) => `${name} ${String(type)} ${nullable ?? false}`)
            .sort(),
          primaryKey: table.primaryKey?.columns ?? [],
          indexes: [
            ...table.uniques.map(({ columns }) => `u ${columns.join()}`),
            ...table.indexes.map(({ name, keys, unique }) => `${name} ${unique ?? false} ${keys.join()}`),
          ].sort(),
          foreignKeys: table.foreignKeys
            .map(
              (key) =>
                `${key.columns.join()} ${key.references.table}(${key.references.columns.join()}) ${key.onDelete ?? 'no action'} ${key.onUpdate ?? 'no action'}`,
            )
            .sort(),
        },
      ]),
    );
  }

  async function found(source: DataSource): Promise<Record<string, Facts>> {
    const tables = await source.query<Row[]>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
    );
    const facts = tables.map(async ({ name }) => [name, await factsOf(source, String(name))] as const);
    return Object.fromEntries(await Promise.all(facts)) as Record<string, Facts>;
  }

  async function factsOf(source: DataSource, table: string): Promise<Facts> {
    const pragma = (name: string, of = table) => source.query<Row[]>(`SELECT * FROM pragma_${name}('${of}')`);
    const columns = await pragma('table_xinfo');
    const indexes = (await pragma('index_list')).filter(({ origin }) => origin !== 'pk');
    const keyed = indexes.map(async ({ name, unique, origin }) => {
      const keys = (await pragma('index_info', String(name))).map((key) => key['name']).join();
      return origin === 'u' ? `u ${keys}` : `${name} ${unique === 1} ${keys}`;
    });
    return {
      columns: columns
        // PRAGMA writes SQLite's own types in capitals.
        .map(({ name, type, notnull }) => `${name} ${String(type).toLowerCase()} ${notnull === 0}`)
        .sort(),
      primaryKey: columns
        .filter(({ pk }) => Number(pk) > 0)
        .sort((a, b) => Number(a['pk']) - Number(b['pk']))
        .map(({ name }) => String(name)),
      indexes: (await Promise.all(keyed)).sort(),
      foreignKeys: (await pragma('foreign_key_list'))
        .map((key) =>
          `${key['from']} ${key['table']}(${key['to']}) ${key['on_delete']} ${key['on_update']}`.replace(
            /CASCADE|SET NULL|NO ACTION/g,
            (action) => action.toLowerCase(),
          ),
        )
        .sort(),
    };
  }

  it('is what the model says', async () => {
    const options: DataSourceOptions = { type: 'better-sqlite3', database: ':memory:', entities: ENTITIES };
    const model = await readEntities(options, 'sqlite', { resolveFrom: __filename });
    expect(model.tables).toHaveLength(6);
    expect(expected(model)).toEqual(await withDataSource(options, found));
  });
});

describe('what TypeORM’s synchronize() makes on PostgreSQL', () => {
  const LONG: Readonly<Record<string, string>> = {
    varchar: 'character varying',
    timestamp: 'timestamp without time zone',
  };
  const long = (type: string) => type.replace(/^[a-z]+/, (word) => LONG[word] ?? word);

  const sortedLines = (lines: readonly string[]) => [...lines].sort();

  const CATALOGUE = {
    columns: `SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        NOT a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), '-')) AS line
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
    constraints: `SELECT format('%s %s %s', conrelid::regclass, conname, contype) AS line FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'c', 'f')`,
    indexes: `SELECT format('%s %s', indrelid::regclass, indexrelid::regclass) AS line FROM pg_index
      JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))`,
    enums: `SELECT format('%s %s', t.typname, string_agg(enumlabel, ',' ORDER BY enumsortorder)) AS line
      FROM pg_enum JOIN pg_type t ON t.oid = enumtypid GROUP BY t.typname`,
  };

  function defaultOf(table: Table, column: Table['columns'][number]): string {
    const type = isEnumRef(column.type) ? column.type.enum : long(column.type);
    if (column.autoIncrement === true) return `nextval('${table.name}_${column.name}_seq'::regclass)`;
    const value = column.default;
    if (value === undefined) return '-';
    if (typeof value === 'object') return value.sql;
    if (typeof value === 'boolean') return String(value);
    return `'${value}'::${type.replace(/\(.*\)/, '')}`;
  }

  function expected({ tables, enums }: SchemaModel): Record<keyof typeof CATALOGUE, readonly string[]> {
    return {
      columns: sortedLines(
        tables.flatMap((table) =>
          table.columns.map((column) => {
            const type = isEnumRef(column.type) ? column.type.enum : long(column.type);
            const nullable = column.nullable === true ? 't' : 'f';
            return `${table.name}.${column.name} ${type} ${nullable} ${defaultOf(table, column)}`;
          }),
        ),
      ),
      constraints: sortedLines(
        tables.flatMap(({ name, primaryKey, uniques, checks, foreignKeys }) => [
          `${name} ${primaryKey?.name} p`,
          ...uniques.map((unique) => `${name} ${unique.name} u`),
          ...checks.map((check) => `${name} ${check.name} c`),
          ...foreignKeys.map((key) => `${name} ${key.name} f`),
        ]),
      ),
      indexes: sortedLines(
        tables.flatMap(({ name, indexes }) => indexes.map((index) => `${name} "${index.name}"`)),
      ),
      enums: sortedLines(enums.map(({ name, values }) => `${name} ${values.join()}`)),
    };
  }

  it('is what the model says', async () => {
    const database = await createPostgresDatabase();
    try {
      const options: DataSourceOptions = {
        type: 'postgres',
        url: database.url,
        entities: ENTITIES,
        uuidExtension: 'pgcrypto',
        installExtensions: false,
      };
      const model = await readEntities(options, 'postgres', { resolveFrom: __filename });
      const found = await withDataSource(options, async (source) => {
        const lines = async (sql: string) =>
          (await source.query<{ line: string }[]>(sql)).map(({ line }) => line).sort();
        return {
          columns: await lines(CATALOGUE.columns),
          constraints: await lines(CATALOGUE.constraints),
          indexes: await lines(CATALOGUE.indexes),
          enums: await lines(CATALOGUE.enums),
        };
      });
      expect(expected(model)).toEqual(found);
    } finally {
      await database.drop();
    }
  });
});
