import { castExpression } from './casts';
import { useDatabase } from './testing/harness';

const TYPES = [
  ...['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision', 'money', 'boolean'],
  ...['text', 'varchar', 'char(1)', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'],
  ...['uuid', 'bytea', 'bit(1)', 'varbit', 'json', 'jsonb', 'jsonpath', 'xml', 'tsvector', 'tsquery'],
  ...['inet', 'cidr', 'macaddr', 'macaddr8', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle'],
  ...['int4range', 'int8range', 'numrange', 'tsrange', 'tstzrange', 'daterange'],
  ...[
    'int4multirange',
    'int8multirange',
    'nummultirange',
    'tsmultirange',
    'tstzmultirange',
    'datemultirange',
  ],
];

const db = useDatabase();

/** The pairs of types between which the server refuses an assignment of such a cast, which ALTER COLUMN makes too. */
async function refused(types: readonly string[]): Promise<readonly unknown[]> {
  const columns = types.map((type, index) => `c${index} ${type}`).join(', ');
  const assignments = types.flatMap((from, source) =>
    types.map((to, target) => ({
      pair: `${from} to ${to}`,
      sql: `INSERT INTO every_type (c${target}) SELECT ${castExpression(`c${source}`, from, to) ?? `c${source}`} FROM every_type`,
    })),
  );
  await db.session.query(`CREATE TEMPORARY TABLE every_type (${columns})`);
  await db.session.query('CREATE TEMPORARY TABLE failures (pair text, error text)');
  await db.session.query(`DO $do$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM jsonb_to_recordset($json$${JSON.stringify(assignments)}$json$) x(pair text, sql text) LOOP
      BEGIN
        EXECUTE 'PREPARE assignment AS ' || one.sql;
        DEALLOCATE assignment;
      EXCEPTION WHEN OTHERS THEN
        INSERT INTO failures VALUES (one.pair, SQLERRM);
      END;
    END LOOP;
  END $do$`);
  const found = await db.session.query('SELECT * FROM failures');
  await db.session.query('DROP TABLE every_type, failures');
  return found;
}

it('has a way from each type to each other', async () => {
  expect(await refused(TYPES)).toEqual([]);
});

it('has a way from lists of each type to lists of each other', async () => {
  expect(await refused(TYPES.map((type) => `${type}[]`))).toEqual([]);
});

it('has a way from types of extensions and of users to each other, by their text where they have no cast', async () => {
  await db.session
    .query(`CREATE EXTENSION hstore; CREATE EXTENSION cube; CREATE EXTENSION ltree; CREATE EXTENSION isn;
    CREATE EXTENSION citext; CREATE DOMAIN positive AS integer CHECK (VALUE > 0); CREATE TYPE pair AS (a integer, b text)`);
  const others = ['hstore', 'cube', 'ltree', 'isbn13', 'positive', 'pair'];
  expect(await refused([...TYPES, ...others, 'citext'])).toEqual([]);
  expect(await refused(others.map((type) => `${type}[]`))).toEqual([]);
  expect(castExpression('c', 'hstore', 'jsonb')).toBe('"c"::jsonb');
  expect(castExpression('c', 'integer', 'positive')).toBe('"c"::text::positive');
});
