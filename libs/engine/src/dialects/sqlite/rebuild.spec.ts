import type { Operation } from '../../operations/operation';
import { sqlite } from './sqlite-dialect';
import { apply, leftovers, openFile, schemaTexts, type TestFile } from './testing/harness';

/** A change that no ALTER TABLE can do, and its way back. */
const LONGER: Operation = {
  kind: 'alterColumn',
  table: { name: 'parent' },
  from: { name: 'label', type: 'varchar(10)' },
  to: { name: 'label', type: 'varchar(20)' },
};
const SHORTER: Operation = { ...LONGER, from: LONGER.to, to: LONGER.from };

let file: TestFile;
afterEach(() => file.close());

/** Creates, changes, changes back; the schema must be the texts of the start again, but for the quoted name. */
async function upAndDown(...statements: readonly string[]) {
  file = await openFile(...statements);
  const { session } = file;
  const start = await schemaTexts(session);
  const up = await apply(session, LONGER);
  expect(up.some((sql) => sql.startsWith('DROP TABLE "parent"'))).toBe(true);
  expect(await leftovers(session)).toEqual([]);
  const changed = await schemaTexts(session);
  expect(changed['parent']).toContain('varchar(20)');
  await apply(session, SHORTER);
  expect(await leftovers(session)).toEqual([]);
  const end = await schemaTexts(session);
  expect({ ...end, parent: end['parent']?.replace('"parent"', 'parent') }).toEqual(start);
  return session;
}

describe('what a rebuild keeps', () => {
  it('the rows of children with ON DELETE CASCADE and SET NULL, up and down', async () => {
    const session = await upAndDown(
      'CREATE TABLE parent (id integer PRIMARY KEY, label varchar(10) NOT NULL)',
      'CREATE TABLE child (id integer PRIMARY KEY, p integer REFERENCES parent (id) ON DELETE CASCADE)',
      'CREATE TABLE other (id integer PRIMARY KEY, p integer REFERENCES parent ON DELETE SET NULL)',
      "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
      'INSERT INTO child VALUES (1, 1), (2, 2)',
      'INSERT INTO other VALUES (1, 1), (2, 2)',
    );
    expect(await session.query('SELECT * FROM child')).toEqual([
      { id: 1, p: 1 },
      { id: 2, p: 2 },
    ]);
    expect(await session.query('SELECT count(*) AS n FROM other WHERE p IS NOT NULL')).toEqual([{ n: 2 }]);
    await session.query('DELETE FROM parent WHERE id = 1');
    expect(await session.query('SELECT count(*) AS n FROM child')).toEqual([{ n: 1 }]);
  });

  it('indexes of every kind, triggers, and views over the table', async () => {
    const session = await upAndDown(
      'CREATE TABLE parent (id integer PRIMARY KEY, label varchar(10) NOT NULL, n int)',
      'CREATE TABLE log (what text)',
      'CREATE INDEX i_partial ON parent (label) WHERE n > 0',
      'CREATE INDEX i_expression ON parent (lower(label), n DESC)',
      'CREATE UNIQUE INDEX i_collated ON parent (label COLLATE NOCASE)',
      "CREATE TRIGGER t AFTER INSERT ON parent BEGIN INSERT INTO log VALUES ('new ' || new.label); END",
      'CREATE TRIGGER t_log AFTER INSERT ON log BEGIN UPDATE parent SET n = n + 1; END',
      'CREATE VIEW v AS SELECT p.label FROM parent AS p',
      'CREATE VIEW v_of_v AS SELECT label FROM v',
      'CREATE TRIGGER t_view INSTEAD OF INSERT ON v BEGIN INSERT INTO parent (label) VALUES (new.label); END',
      "INSERT INTO parent VALUES (1, 'a', 1)",
    );
    expect(await session.query('SELECT * FROM log')).toEqual([{ what: 'new a' }]);
    await session.query("INSERT INTO v (label) VALUES ('b')");
    expect(await session.query('SELECT label FROM v_of_v ORDER BY 1')).toEqual([
      { label: 'a' },
      { label: 'b' },
    ]);
    expect(await session.query('SELECT count(*) AS n FROM log')).toEqual([{ n: 2 }]);
  });

  it('collations, ON CONFLICT, unnamed and named checks, comments and odd spellings', async () => {
    const session = await upAndDown(
      `CREATE TABLE parent ( -- the parents ( of all
        [id]   INTEGER PRIMARY KEY ON CONFLICT REPLACE, /* key, "quoted" */
        label varchar(10) COLLATE NOCASE NOT NULL CHECK (label <> ')' AND length(label) < 99), -- a label, with a comma
        \`we"ird\` unsigned big int DEFAULT (1 + (2)),
        "e""mail" text UNIQUE ON CONFLICT IGNORE,
        CONSTRAINT "named, check" CHECK ("e""mail" LIKE '%@%' OR "e""mail" IS NULL)
        CHECK (id > 0) -- no comma before
      )`,
      "INSERT INTO parent VALUES (1, 'a', 5, 'x@y')",
    );
    await session.query("INSERT INTO parent VALUES (2, 'b', 5, 'x@y')");
    expect(await session.query("SELECT id FROM parent WHERE label = 'A'")).toEqual([{ id: 1 }]);
    expect(await session.query('SELECT count(*) AS n FROM parent')).toEqual([{ n: 1 }]);
    await expect(session.query("INSERT INTO parent VALUES (0, 'c', 5, 'z@y')")).rejects.toThrow(/CHECK/);
  });

  it('generated columns, virtual and stored', async () => {
    const session = await upAndDown(
      `CREATE TABLE parent (id integer PRIMARY KEY, label varchar(10) NOT NULL,
        up text GENERATED ALWAYS AS (upper(label)) VIRTUAL NOT NULL, twice text AS (label || label) STORED)`,
      "INSERT INTO parent (label) VALUES ('a')",
    );
    expect(await session.query('SELECT up, twice FROM parent')).toEqual([{ up: 'A', twice: 'aa' }]);
  });

  it('STRICT and WITHOUT ROWID', async () => {
    const session = await upAndDown(
      'CREATE TABLE parent (k text NOT NULL PRIMARY KEY, label varchar(10) NOT NULL) WITHOUT ROWID',
      "INSERT INTO parent VALUES ('k', 'a')",
    );
    await expect(session.query('SELECT rowid FROM parent')).rejects.toThrow(/rowid/);
    await file.close();
    file = await openFile(
      'CREATE TABLE parent (id integer PRIMARY KEY, n int NOT NULL) STRICT',
      'INSERT INTO parent VALUES (1, 2)',
    );
    const change: Operation = {
      kind: 'alterColumn',
      table: { name: 'parent' },
      from: { name: 'n', type: 'int' },
      to: { name: 'n', type: 'text' },
    };
    await apply(file.session, change);
    expect(await file.session.query('SELECT n FROM parent')).toEqual([{ n: '2' }]);
    expect((await schemaTexts(file.session))['parent']).toMatch(/STRICT$/);
  });

  it('the high-water mark of AUTOINCREMENT, with rows and without', async () => {
    const session = await upAndDown(
      'CREATE TABLE parent (id integer PRIMARY KEY AUTOINCREMENT, label varchar(10) NOT NULL)',
      "INSERT INTO parent (id, label) VALUES (1, 'a'), (41, 'b')",
      'DELETE FROM parent',
    );
    await session.query("INSERT INTO parent (label) VALUES ('c')");
    expect(await session.query('SELECT id FROM parent')).toEqual([{ id: 42 }]);
    expect(await session.query('SELECT * FROM sqlite_sequence')).toEqual([{ name: 'parent', seq: 42 }]);
  });

  it('the rowid of a table without an integer key, even where a column has its name', async () => {
    const session = await upAndDown(
      'CREATE TABLE parent (label varchar(10) NOT NULL, "rowid" text)',
      "INSERT INTO parent VALUES ('a', 'x'), ('b', 'y'), ('c', 'z')",
      "DELETE FROM parent WHERE label = 'b'",
    );
    expect(await session.query('SELECT _rowid_ AS r, label FROM parent')).toEqual([
      { r: 1, label: 'a' },
      { r: 3, label: 'c' },
    ]);
  });

  it('references of the table to itself, and deferrable foreign keys', async () => {
    const session = await upAndDown(
      `CREATE TABLE parent (id integer PRIMARY KEY, label varchar(10) NOT NULL,
        up integer REFERENCES parent (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)`,
      "INSERT INTO parent VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', 2)",
    );
    expect(await session.query('SELECT count(*) AS n FROM parent')).toEqual([{ n: 3 }]);
    const [key] = (await sqlite.introspect(session)).tables[0]?.foreignKeys ?? [];
    expect(key).toEqual({
      columns: ['up'],
      references: { table: 'parent', columns: ['id'] },
      onDelete: 'cascade',
      deferrable: 'initially deferred',
    });
    await session.query('DELETE FROM parent WHERE id = 1');
    expect(await session.query('SELECT count(*) AS n FROM parent')).toEqual([{ n: 0 }]);
  });

  it('names with quotes, spaces and letters of any script', async () => {
    const name = `it's "the" pärent [1]`;
    const quoted = sqlite.quote(name);
    file = await openFile(
      `CREATE TABLE ${quoted} ("a""b" text NOT NULL DEFAULT 'it''s', "c]d" int)`,
      `CREATE INDEX "i""x" ON ${quoted} ("a""b")`,
      `INSERT INTO ${quoted} ("c]d") VALUES (1)`,
    );
    const before = await sqlite.introspect(file.session);
    const op = (from: string, to: string): Operation => ({
      kind: 'alterColumn',
      table: { name },
      from: { name: 'c]d', type: from, nullable: true },
      to: { name: 'c]d', type: to, nullable: true },
    });
    await apply(file.session, op('int', 'bigint'));
    await apply(file.session, op('bigint', 'int'));
    expect(await sqlite.introspect(file.session)).toEqual(before);
    expect(await file.session.query(`SELECT * FROM ${quoted}`)).toEqual([{ 'a"b': "it's", 'c]d': 1 }]);
  });
});
