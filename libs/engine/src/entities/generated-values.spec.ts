import 'reflect-metadata';
import {
  Column,
  Entity,
  EntitySchema,
  Generated,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type ColumnOptions,
} from 'typeorm';
import { DIALECT_NAMES, type DialectName } from '../config/database-url';
import type { Column as ModelColumn } from '../model/schema';
import { columnReader, read, readTable, refusal } from './testing/read-shapes';

const readOne = columnReader(EntitySchema);

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
