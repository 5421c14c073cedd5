import type { ColumnType, DefaultValue } from '../../model/schema';
import { normaliseDefault, parseDefault, renderDefault } from './defaults';
import { useDatabase } from './testing/harness';

const db = useDatabase();
const mood: ColumnType = { enum: 'Mood' };

describe('parseDefault', () => {
  it.each<readonly [string, ColumnType, DefaultValue | undefined]>([
    ["'x'::character varying", 'varchar(5)', 'x'],
    ["'it''s'::text", 'text', "it's"],
    ["E'a\\\\b'::text", 'text', 'a\\b'],
    ["E'a\\nb'", 'text', { sql: "E'a\\nb'" }],
    ["'x'::text", 'varchar', 'x'],
    ["'x'::text", 'jsonb', { sql: "'x'::text" }],
    ["'a'::text || 'b'::text", 'text', { sql: "'a'::text || 'b'::text" }],
    ['5', 'integer', 5],
    ["'-5'::integer", 'integer', -5],
    ["'-5'::integer", 'bigint', -5],
    ["'1.5'::numeric", 'integer', { sql: "'1.5'::numeric" }],
    ["'9223372036854775807'::bigint", 'bigint', '9223372036854775807'],
    ['0.10', 'numeric(10,2)', '0.10'],
    ['5', 'text', { sql: '5' }],
    ['true', 'boolean', true],
    ['false', 'text', { sql: 'false' }],
    ['NULL', 'text', undefined],
    ['NULL::character varying', 'varchar', undefined],
    ['now()', 'timestamptz', { sql: 'now()' }],
    ["nextval('s'::regclass)", 'integer', { sql: "nextval('s'::regclass)" }],
    [`'sad'::"Mood"`, mood, 'sad'],
    [`'sad'::audit."Mood"`, mood, 'sad'],
    [`'sad'::mood`, mood, { sql: `'sad'::mood` }],
    [`'{sad}'::"Mood"[]`, { ...mood, array: true }, '{sad}'],
    [`'{sad}'::"Mood"[]`, mood, { sql: `'{sad}'::"Mood"[]` }],
    ["'{}'::text[]", 'text[]', '{}'],
    ["'{}'::jsonb", 'jsonb', '{}'],
    ["'2020-01-01'::date", 'timestamp', { sql: "'2020-01-01'::date" }],
    [`'101'::"bit"`, 'bit(3)', '101'],
  ])('%s of %p is %p', (text, type, expected) => {
    expect(parseDefault(text, type)).toEqual(expected);
  });
});

describe('a literal survives the server', () => {
  it.each<readonly [string, DefaultValue]>([
    ['text', 'it\'s \\ "quoted" $$ – ünïcödé\n\t'],
    ['text', "\\'"],
    ['text', ''],
    ['text', "'x'::text"],
    ['varchar(30)', 'NULL'],
    ['integer', -2147483648],
    ['bigint', '-9223372036854775808'],
    ['double precision', 1e21],
    ['double precision', 1.5e-9],
    ['numeric', -1.25e22],
    ['numeric', -0.25],
    ['boolean', false],
    ['jsonb', '{"a": "it\'s"}'],
  ])('%s %p', async (type, value) => {
    const wanted = normaliseDefault(value, type);
    const [row] = await db.session.query<{ text: string }>(`
      BEGIN;
      CREATE TABLE t (c ${type} DEFAULT ${renderDefault(value, type)});
      SELECT pg_get_expr(adbin, adrelid) AS text FROM pg_attrdef WHERE adrelid = 't'::regclass`);
    await db.session.query('ROLLBACK');
    expect(parseDefault(row?.text ?? '', type)).toEqual(wanted);
  });
});
