import type { View } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import { useDatabase } from './testing/harness';

// Roles belong to the server, which other suites use too.
const [owner, reader] = ['owner', 'reader'].map((name) => `plumbline_views_${name}_${process.pid}`);

// Before the database is dropped.
afterAll(async () => {
  await query(`DROP OWNED BY ${owner}, ${reader} CASCADE; DROP ROLE ${owner}; DROP ROLE ${reader}`);
});
const database = useDatabase();

const viewOf = (definition: string, more: Partial<View> = {}): View => ({
  name: 'seen',
  definition,
  indexes: [],
  ...more,
});
const create = (view: View): Operation => ({ kind: 'createView', view });
const drop = (view: View): Operation => ({ kind: 'dropView', view });
const query = <Row>(sql: string): Promise<readonly Row[]> => database.session.query<Row>(sql);

/** All that a view has beside its query, in the words of the catalogue. */
const belongings = () =>
  query(`SELECT c.reloptions, c.relowner::regrole::text AS owner, obj_description(c.oid, 'pg_class') AS comment,
                array(SELECT acl::text FROM unnest(c.relacl) acl ORDER BY 1) AS grants,
                (SELECT attacl::text FROM pg_attribute WHERE attrelid = c.oid AND attname = 'id') AS "columnGrants",
                col_description(c.oid, 1) AS "columnComment",
                array(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid) AS triggers,
                array(SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = c.oid) AS indexes
           FROM pg_class c WHERE c.oid = 'seen'::regclass`);

beforeAll(async () => {
  await query(
    `CREATE ROLE ${owner}; CREATE ROLE ${reader}; GRANT CREATE, USAGE ON SCHEMA public TO ${owner}`,
  );
  await query(`CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`);
});
beforeEach(async () => {
  await query(`DROP TABLE IF EXISTS people CASCADE; CREATE TABLE people (id integer, name varchar(50), age integer);
               GRANT SELECT ON people TO ${owner}`);
});

/** Everything that can belong to a plain view. */
const adorn = () =>
  query(`ALTER VIEW seen SET (security_barrier = true);
         GRANT SELECT, UPDATE ON seen TO ${reader} WITH GRANT OPTION; GRANT INSERT ON seen TO PUBLIC;
         GRANT REFERENCES (id) ON seen TO ${reader};
         COMMENT ON VIEW seen IS 'it''s seen'; COMMENT ON COLUMN seen.id IS 'the key';
         CREATE TRIGGER quiet INSTEAD OF INSERT ON seen FOR EACH ROW EXECUTE FUNCTION nothing();
         ALTER VIEW seen OWNER TO ${owner}`);

describe('a view that is dropped and created again in one revision', () => {
  it('keeps its owner, options, grants, comments and triggers around a change of what it reads', async () => {
    const view = viewOf('SELECT id, name FROM people');
    await database.apply(create(view));
    await adorn();
    const before = await belongings();
    await database.apply(
      drop(view),
      {
        kind: 'alterColumn',
        table: { name: 'people' },
        from: { name: 'name', type: 'varchar(50)', nullable: true },
        to: { name: 'name', type: 'text', nullable: true },
      },
      create(view),
    );
    expect(await belongings()).toEqual(before);
    expect(before).toMatchObject([
      { owner, triggers: ['quiet'], comment: "it's seen", columnComment: 'the key' },
    ]);
  });

  it('keeps the indexes of a stored view that no operation knows', async () => {
    const view = viewOf('SELECT id FROM people', { materialized: true });
    await database.apply(create(view));
    await query('CREATE INDEX by_hand ON seen (id)');
    await database.apply(drop(view), create(view));
    expect(await belongings()).toMatchObject([{ indexes: ['by_hand'] }]);
    await database.apply(drop(view));
  });

  it('is not given what another view of the name had before', async () => {
    const view = viewOf('SELECT id, name FROM people');
    await database.apply(create(view));
    await adorn();
    await database.apply(drop(view), create(view));
    await database.apply(drop(view));
    await database.apply(create(view));
    expect(await belongings()).toMatchObject([{ grants: [], comment: null, triggers: [] }]);
  });
});

describe('a view that is replaced', () => {
  const replace = (from: string, to: string): Operation => ({
    kind: 'replaceView',
    view: { name: 'seen' },
    from: { definition: from },
    to: { definition: to },
  });

  it.each([
    ['where a column comes last', 'SELECT id, name, age FROM people'],
    ['where only the condition changes', 'SELECT id, name FROM people WHERE age > 1'],
    ['where a column goes, which PostgreSQL replaces nowhere', 'SELECT id FROM people'],
    ['where a column changes its type', "SELECT id, 'x'::text AS name FROM people -- no more"],
  ])('keeps all that it has %s', async (_case, to) => {
    const view = viewOf('SELECT id, name FROM people');
    await database.apply(create(view));
    await adorn();
    const before = await belongings();
    await database.apply(replace(view.definition, to));
    expect(await belongings()).toEqual(before);
    await database.apply(replace(to, view.definition));
    expect(await belongings()).toEqual(before);
  });

  it('is refused where a view nobody knows of reads what goes, and that one is named', async () => {
    const view = viewOf('SELECT id, name FROM people');
    await database.apply(create(view));
    await query('CREATE VIEW onlooker AS SELECT name FROM seen');
    await expect(database.apply(replace(view.definition, 'SELECT id FROM people'))).rejects.toMatchObject({
      data: { sqlState: '2BP01', message: expect.stringContaining('view onlooker') as string },
    });
    expect((await database.read()).views.map(({ name }) => name)).toEqual(['onlooker', 'seen']);
  });
});

describe('an extension', () => {
  it('is installed, unless it is there, and removed', async () => {
    await database.apply({ kind: 'createExtension', extension: 'citext' });
    await database.apply({ kind: 'createExtension', extension: 'citext' });
    expect((await database.read()).extensions).toEqual(['citext']);
    await database.apply({ kind: 'dropExtension', extension: 'citext' });
    expect((await database.read()).extensions).toEqual([]);
  });

  it('that the server has not is named', async () => {
    await expect(
      database.apply({ kind: 'createExtension', extension: 'no_such_thing' }),
    ).rejects.toMatchObject({
      code: 'extension-unavailable',
      data: { extension: 'no_such_thing' },
    });
  });
});
