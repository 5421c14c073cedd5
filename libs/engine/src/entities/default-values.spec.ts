import 'reflect-metadata';
import {
  EntitySchema,
  CreateDateColumn,
  Entity,
  PrimaryColumn,
  UpdateDateColumn,
  VersionColumn,
  type ColumnOptions,
} from 'typeorm';
import { columnReader, readTable } from './testing/read-shapes';
import { isTypeorm03 } from '../../test/support/typeorm-version';

const readOne = columnReader(EntitySchema);

/** TypeORM 0.3 has no such type on SQLite. */
const JSONB: readonly [ColumnOptions, unknown, unknown][] = isTypeorm03
  ? []
  : [[{ type: 'jsonb', default: { a: "it's" } }, `{"a":"it's"}`, { sql: `jsonb('{"a":"it''s"}')` }]];

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
    ...JSONB,
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
