import 'reflect-metadata';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BaseEntity, DataSource, Entity, EntitySchema, PrimaryColumn, type DataSourceOptions } from 'typeorm';
import { DIALECT_NAMES } from '../config/database-url';
import { readEntities } from './read-entities';
import { columnReader, read, refusal } from './testing/read-shapes';

const readOne = columnReader(EntitySchema);

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
