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

describe('a rebuild that fails', () => {
  it('leaves everything as it was: texts, rows, enforcement, no temporary table', async () => {
    file = await openFile(
      'CREATE TABLE parent (id integer PRIMARY KEY, label varchar(10))',
      'CREATE TABLE child (p integer REFERENCES parent ON DELETE CASCADE)',
      "INSERT INTO parent VALUES (1, 'a'), (2, NULL)",
      'INSERT INTO child VALUES (1)',
    );
    const before = await schemaTexts(file.session);
    const notNull: Operation = {
      kind: 'alterColumn',
      table: { name: 'parent' },
      from: { name: 'label', type: 'varchar(10)', nullable: true },
      to: { name: 'label', type: 'varchar(10)' },
    };
    await expect(apply(file.session, LONGER, notNull)).rejects.toMatchObject({ code: 'database-error' });
    expect(await leftovers(file.session)).toEqual([]);
    expect(await schemaTexts(file.session)).toEqual(before);
    expect(await file.session.query('SELECT count(*) AS n FROM child')).toEqual([{ n: 1 }]);
    await apply(file.session, { ...notNull, using: `coalesce("label", 'none')` });
    expect(await file.session.query('SELECT label FROM parent ORDER BY id')).toEqual([
      { label: 'a' },
      { label: 'none' },
    ]);
  });

  it('refuses to break a view or a trigger, and says which', async () => {
    file = await openFile(
      'CREATE TABLE parent (id integer PRIMARY KEY, label varchar(10), x int)',
      'CREATE TABLE log (x int)',
      'CREATE VIEW v AS SELECT x FROM parent',
      'CREATE VIEW broken AS SELECT * FROM gone',
    );
    const drop: Operation = {
      kind: 'dropColumn',
      table: { name: 'parent' },
      column: { name: 'x', type: 'int', nullable: true },
    };
    await expect(apply(file.session, drop)).rejects.toMatchObject({
      code: 'rebuild-refused',
      data: { table: 'parent', reason: expect.stringContaining('view v') },
    });
    await file.session.query('DROP VIEW v');
    await file.session.query('CREATE TRIGGER t AFTER INSERT ON log BEGIN UPDATE parent SET x = new.x; END');
    await expect(apply(file.session, drop)).rejects.toMatchObject({
      code: 'rebuild-refused',
      data: { reason: expect.stringContaining('INSERT on log') },
    });
    await file.session.query('DROP TRIGGER t');
    await apply(file.session, drop);
    expect((await sqlite.introspect(file.session)).tables.at(-1)?.columns).toHaveLength(2);
  });

  it('refuses inside a transaction that enforces foreign keys, and guards itself where there is none', async () => {
    file = await openFile(
      'CREATE TABLE parent (id integer PRIMARY KEY, label varchar(10) NOT NULL)',
      'CREATE TABLE child (p integer REFERENCES parent ON DELETE CASCADE)',
      "INSERT INTO parent VALUES (1, 'a')",
      'INSERT INTO child VALUES (1)',
    );
    const { session } = file;
    const [step] = sqlite.compile([LONGER]);
    if (step?.kind !== 'tableChange') throw new Error('A table change was expected.');
    await session.query('BEGIN');
    await expect(sqlite.expand(session, step)).rejects.toMatchObject({ code: 'rebuild-refused' });
    await session.query('ROLLBACK');
    for (const sql of await sqlite.expand(session, step)) await session.query(sql);
    expect(await session.query('SELECT * FROM child')).toEqual([{ p: 1 }]);
    expect(await leftovers(session)).toEqual([]);
    const [text = ''] = await sqlite.expand(session, { ...step, operations: [SHORTER] });
    const failing = text.replace('DROP TABLE "parent"', 'DROP TABLE "not there"');
    await expect(session.query(failing)).rejects.toMatchObject({ code: 'database-error' });
    expect(await leftovers(session)).toEqual([]);
  });
});

describe('rows that a constraint would lose in silence', () => {
  it('stop the rebuild: ON CONFLICT IGNORE under another collation', async () => {
    file = await openFile(
      'CREATE TABLE t (a text UNIQUE ON CONFLICT IGNORE)',
      "INSERT INTO t VALUES ('x'), ('X')",
    );
    const change: Operation = {
      kind: 'alterColumn',
      table: { name: 't' },
      from: { name: 'a', type: 'text', nullable: true },
      to: { name: 'a', type: 'text', nullable: true, collation: 'NOCASE' },
    };
    await expect(apply(file.session, change)).rejects.toThrow(/every row of t is copied/);
    expect(await leftovers(file.session)).toEqual([]);
    expect(await file.session.query('SELECT a FROM t ORDER BY a')).toEqual([{ a: 'X' }, { a: 'x' }]);
  });
});

describe('values under a new type', () => {
  const change = (from: string, to: string): Operation => ({
    kind: 'alterColumn',
    table: { name: 't' },
    from: { name: 'v', type: from, nullable: true },
    to: { name: 'v', type: to, nullable: true },
  });
  const read = async () => file.session.query('SELECT v, typeof(v) AS t FROM t ORDER BY rowid');

  it('turns text into numbers where it is one, and fails where it is not', async () => {
    file = await openFile('CREATE TABLE t (v varchar)', "INSERT INTO t VALUES ('5'), (NULL)");
    await apply(file.session, change('varchar', 'integer'));
    expect(await read()).toEqual([
      { v: 5, t: 'integer' },
      { v: null, t: 'null' },
    ]);
    await apply(file.session, change('integer', 'varchar'));
    expect((await read())[0]).toEqual({ v: '5', t: 'text' });
    await file.session.query("INSERT INTO t VALUES ('abc')");
    await expect(apply(file.session, change('varchar', 'integer'))).rejects.toThrow(
      /every value of t\.v is a number/,
    );
    expect((await read()).at(-1)).toEqual({ v: 'abc', t: 'text' });
  });

  it('keeps dates and JSON as they are, and casts between text and blob', async () => {
    file = await openFile('CREATE TABLE t (v varchar)', "INSERT INTO t VALUES ('2026-01-02 03:04')");
    await apply(file.session, change('varchar', 'datetime'));
    expect(await read()).toEqual([{ v: '2026-01-02 03:04', t: 'text' }]);
    await apply(file.session, change('datetime', 'text'));
    await apply(file.session, change('text', 'blob'));
    expect((await read())[0]).toMatchObject({ t: 'blob' });
    await apply(file.session, change('blob', 'text'));
    expect(await read()).toEqual([{ v: '2026-01-02 03:04', t: 'text' }]);
  });
});
