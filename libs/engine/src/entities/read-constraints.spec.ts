import 'reflect-metadata';
import {
  Check,
  Column,
  Entity,
  EntitySchema,
  Exclusion,
  Index,
  ManyToOne,
  OneToOne,
  JoinColumn,
  PrimaryColumn,
  Unique,
  VirtualColumn,
  type Relation,
} from 'typeorm';
import { read, refusal } from './testing/read-shapes';

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
        primaryKey: { columns: ['id'] },
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
