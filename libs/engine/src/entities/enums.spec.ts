import 'reflect-metadata';
import { Entity, EntitySchema, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { read, refusal } from './testing/read-shapes';

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
