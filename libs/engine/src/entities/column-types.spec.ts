import { EntitySchema, type ColumnOptions } from 'typeorm';
import { columnReader } from './testing/read-shapes';
import { isTypeorm03 } from '../../test/support/typeorm-version';

const readOne = columnReader(EntitySchema);

/** TypeORM 0.3 has no such type on SQLite. */
const JSONB: readonly [ColumnOptions, string][] = isTypeorm03 ? [] : [[{ type: 'jsonb' }, 'jsonb']];

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
    ...JSONB,
    [{ type: Buffer as never }, 'blob'],
  ])('of %j are %s on SQLite', async (options, type) => {
    expect((await readOne('sqlite', options)).type).toBe(type);
  });
});
