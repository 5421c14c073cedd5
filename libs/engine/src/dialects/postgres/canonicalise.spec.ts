import type { SchemaModel, Table } from '../../model/schema';
import { postgres } from './postgres-dialect';
import { connect } from './connect';
import { creation, failure, model, table, targetOf, useDatabase } from './testing/harness';

const db = useDatabase();

/** What a person or an entity writes, none of it as PostgreSQL does. */
const written: SchemaModel = model({
  schemas: ['Audit "log"', 'order'],
  enums: [
    { schema: 'order', name: 'state', values: ['audit.open', 'done'] },
    { name: 'mood', values: ['sad', 'ok'] },
    { schema: 'Audit "log"', name: 'level', values: ['low', 'high'] },
  ],
  tables: [
    table(
      'people',
      [
        { name: 'id', type: 'serial' },
        { name: 'at', type: 'timestamp with time zone', default: { sql: 'NOW()' } },
        { name: 'sum', type: 'int', default: { sql: '(1+2)' } },
        { name: 'document', type: 'jsonb', default: '{"b":1,"a":[1]}' },
        { name: 'email', type: 'varchar' },
        { name: 'mood', type: { enum: 'mood' }, default: { sql: `'sad'::mood` } },
        { name: 'level', type: { enum: 'level', schema: 'Audit "log"' }, default: 'low' },
        { name: 'state', type: { enum: 'state', schema: 'order', array: true }, default: '{done}' },
        { name: 'twice', type: 'int', generated: { expression: 'sum*2', stored: true } },
      ],
      {
        checks: [
          { name: 'size', expression: `length(email)>3 and mood in ('sad','ok')` },
          { expression: 'sum>0' },
          { name: 'own_schema', expression: `mood <> 'ok'::public.mood` },
          {
            name: 'words',
            expression: `state <> ARRAY['audit.open'::"order"."state"] AND email <> 'public.mood'`,
          },
        ],
        indexes: [
          { name: 'partial', keys: ['id'], where: `email is not null and level='low'` },
          { name: 'by_lower', keys: [{ expression: 'LOWER(email)' }] },
        ],
        foreignKeys: [
          { columns: ['sum'], references: { table: 'nowhere', columns: ['id'] }, onDelete: 'no action' },
        ],
        comment: 'People',
      },
    ),
    table('people', [{ name: 'id', type: 'int8', identity: 'always' }], {
      schema: 'Audit "log"',
      primaryKey: { columns: ['id'] },
    }),
  ],
});

const traces = async () =>
  (
    await db.session.query(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'plumbline%'
       UNION ALL SELECT typname FROM pg_type WHERE typname IN ('mood', 'level')`,
    )
  ).length;

const withoutForeignKeys = (each: Table): Table => ({ ...each, foreignKeys: [] });

describe('canonicalise', () => {
  it('gives what introspection gives when the model is made for good', async () => {
    const settled = await postgres.canonicalise(db.session, written);
    expect(await traces()).toBe(0);

    await db.apply(...creation({ ...written, tables: written.tables.map(withoutForeignKeys) }));
    const made = await db.read();
    expect({ ...settled, tables: settled?.tables.map(withoutForeignKeys) }).toEqual(made);
    expect(settled?.tables.find(({ schema }) => schema === undefined)?.foreignKeys).toEqual(
      written.tables[0]?.foreignKeys,
    );
    // The objects are there now, which changes nothing.
    expect(await postgres.canonicalise(db.session, written)).toEqual(settled);
    expect(await postgres.canonicalise(db.session, made)).toEqual(made);
    await db.session.query(
      'DROP SCHEMA "Audit ""log""" CASCADE; DROP SCHEMA "order" CASCADE; DROP TABLE people; DROP TYPE mood',
    );
  });

  it('writes expressions as PostgreSQL does', async () => {
    const settled = await postgres.canonicalise(db.session, written);
    const people = settled?.tables.find(({ schema }) => schema === undefined);
    const column = (name: string) => people?.columns.find((each) => each.name === name);

    expect(column('at')?.default).toEqual({ sql: 'now()' });
    expect(column('sum')?.default).toEqual({ sql: '(1 + 2)' });
    expect(column('document')?.default).toBe('{"a": [1], "b": 1}');
    expect(column('mood')?.default).toBe('sad');
    expect(column('level')?.default).toBe('low');
    expect(column('twice')?.generated).toEqual({ expression: 'sum * 2', stored: true });
    expect(people?.checks).toEqual([
      { name: 'own_schema', expression: `mood <> 'ok'::mood` },
      { name: 'people_sum_check', expression: 'sum > 0' },
      {
        name: 'size',
        expression: `(length((email)::text) > 3) AND (mood = ANY (ARRAY['sad'::mood, 'ok'::mood]))`,
      },
      {
        name: 'words',
        expression: `(state <> ARRAY['audit.open'::"order".state]) AND ((email)::text <> 'public.mood'::text)`,
      },
    ]);
    expect(people?.indexes).toEqual([
      { name: 'by_lower', keys: [{ expression: 'lower((email)::text)' }] },
      {
        name: 'partial',
        keys: ['id'],
        where: `(email IS NOT NULL) AND (level = 'low'::"Audit ""log""".level)`,
      },
    ]);
  });

  it('leaves no trace, and the open transaction as it was', async () => {
    await db.session.query('BEGIN; CREATE TABLE mine (id int); SET LOCAL search_path = public, pg_catalog');
    await postgres.canonicalise(db.session, written);
    expect(db.session.inTransaction()).toBe(true);
    expect(await db.session.query(`SELECT current_setting('search_path') AS path`)).toEqual([
      { path: 'public, pg_catalog' },
    ]);
    expect(await postgres.hasTable(db.session, 'mine')).toBe(true);
    await db.session.query('ROLLBACK');
    expect(await traces()).toBe(0);
  });

  it('passes on what the server refuses, and rolls back all the same', async () => {
    const wrong = model({ tables: [table('t', [{ name: 'a', type: 'no_such_type' }])] });
    expect(await failure(postgres.canonicalise(db.session, wrong))).toMatchObject({
      code: 'database-error',
      data: { sqlState: '42704' },
    });
    expect(db.session.inTransaction()).toBe(false);
    expect(await traces()).toBe(0);

    await db.session.query('BEGIN');
    await failure(postgres.canonicalise(db.session, wrong));
    expect(await db.session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await db.session.query('ROLLBACK');
  });

  it('gives nothing where the database is read-only', async () => {
    await db.session.query('SET default_transaction_read_only = on');
    const settled = await postgres.canonicalise(db.session, written);
    await db.session.query('RESET default_transaction_read_only');
    expect(settled).toBeUndefined();
  });

  it('gives nothing to a user who may not create', async () => {
    const role = `weak_${process.pid}`;
    await db.session.query(`CREATE ROLE ${role} LOGIN PASSWORD 'weak'`);
    const session = await connect(
      targetOf(db.url, (url) => {
        url.username = role;
        url.password = 'weak';
      }),
    );
    const settled = await postgres.canonicalise(session, written);
    await session.close();
    await db.session.query(`DROP ROLE ${role}`);
    expect(settled).toBeUndefined();
  });
});
