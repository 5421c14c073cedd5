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
