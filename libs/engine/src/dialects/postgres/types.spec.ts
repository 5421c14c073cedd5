import { castExpression } from './casts';
import { normaliseType, renderType } from './types';

describe('normaliseType', () => {
  it.each([
    ['INT', 'integer'],
    ['int4', 'integer'],
    ['pg_catalog.int8', 'bigint'],
    ['character varying(255)', 'varchar(255)'],
    ['VARCHAR ( 20 )', 'varchar(20)'],
    ['character varying', 'varchar'],
    ['char', 'char(1)'],
    ['character(3)', 'char(3)'],
    ['bpchar', 'bpchar'],
    ['bpchar(3)', 'char(3)'],
    ['"char"', '"char"'],
    ['"bit"', '"bit"'],
    ['bit varying(5)', 'varbit(5)'],
    ['decimal', 'numeric'],
    ['numeric(8)', 'numeric(8,0)'],
    ['decimal(8, 2)', 'numeric(8,2)'],
    ['float', 'double precision'],
    ['float(24)', 'real'],
    ['float(53)', 'double precision'],
    ['double  precision', 'double precision'],
    ['timestamp without time zone', 'timestamp'],
    ['timestamp(6) with time zone', 'timestamptz(6)'],
    ['timestamp(3) with time zone', 'timestamptz(3)'],
    ['timestamptz(0)', 'timestamptz(0)'],
    ['time(3) without time zone', 'time(3)'],
    ['timetz', 'timetz'],
    ['interval(6)', 'interval(6)'],
    ['interval day to second(3)', 'interval day to second(3)'],
    ['text[]', 'text[]'],
    ['integer[3][3]', 'integer[]'],
    ['int ARRAY', 'integer[]'],
    ['character varying(20)[]', 'varchar(20)[]'],
    ['timestamp(3) with time zone[]', 'timestamptz(3)[]'],
    ['geometry(Point, 4326)', 'geometry(Point,4326)'],
    ['vector(3)', 'vector(3)'],
    ['"My Type"[]', '"My Type"[]'],
  ])('%s is %s', (text, expected) => {
    expect(normaliseType(text)).toBe(expected);
    expect(normaliseType(expected)).toBe(expected);
  });
});

it('quotes enum types', () => {
  expect(renderType({ enum: 'a"b', schema: 's', array: true })).toBe('"s"."a""b"[]');
});

describe('castExpression', () => {
  it.each([
    ['integer', 'bigint', undefined],
    ['varchar(9)', 'varchar(3)', undefined],
    ['integer', 'text', undefined],
    ['text', 'integer', '"c"::integer'],
    ['text', 'uuid', '"c"::uuid'],
    ['boolean', 'bigint', '"c"::integer::bigint'],
    ['integer', 'boolean', '"c"::boolean'],
    ['integer[]', 'bigint[]', undefined],
    ['text[]', 'integer[]', '"c"::integer[]'],
    ['text', 'json[]', 'CASE WHEN "c" IS NULL THEN NULL ELSE ARRAY["c"]::json[] END'],
    ['integer', 'integer[]', 'CASE WHEN "c" IS NULL THEN NULL ELSE ARRAY["c"]::integer[] END'],
  ])('%s to %s', (from, to, expected) => {
    expect(castExpression('c', from, to)).toBe(expected);
  });

  it('sends enums through text', () => {
    expect(castExpression('c', { enum: 'a' }, { enum: 'b' })).toBe('"c"::text::"b"');
    expect(castExpression('c', { enum: 'a', array: true }, { enum: 'b', array: true })).toBe(
      '"c"::text[]::"b"[]',
    );
    expect(castExpression('c', { enum: 'a' }, 'varchar')).toBeUndefined();
    expect(castExpression('c', { enum: 'a' }, 'integer')).toBe('"c"::text::integer');
    expect(castExpression('c', 'integer', { enum: 'a' })).toBe('"c"::text::"a"');
    expect(castExpression('c', 'text', { enum: 'a', array: true })).toBe(
      `CASE WHEN "c" IS NULL THEN NULL WHEN "c" LIKE '{%}' THEN "c"::"a"[] ELSE ARRAY["c"]::text[]::"a"[] END`,
    );
  });
});
