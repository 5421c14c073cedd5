import { sqlite } from './sqlite-dialect';
import { connect } from './connect';
import { asSqlite } from './session';
import { leftovers, openFile, targetOf, type TestFile } from './testing/harness';

let file: TestFile;
beforeEach(async () => {
  file = await openFile(
    'CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE)',
    'CREATE TABLE c (p integer REFERENCES p ON DELETE CASCADE, code text REFERENCES p (code))',
    'INSERT INTO p VALUES (1, NULL), (2, NULL)',
    'INSERT INTO c (p) VALUES (1), (2)',
  );
});
afterEach(() => file.close());

describe('a transaction for schema changes', () => {
  it('has foreign keys off while it is open, and on again after either end', async () => {
    const { session } = file;
    for (const end of [sqlite.commit, sqlite.rollback]) {
      await sqlite.begin(session);
      expect(await session.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 0 }]);
      expect(session.inTransaction()).toBe(true);
      await end(session);
      expect(await leftovers(session)).toEqual([]);
    }
  });

  it('is not committed with a violation that was not there, and is rolled back', async () => {
    const { session } = file;
    await sqlite.begin(session);
    await session.query('DELETE FROM p WHERE id = 1');
    await expect(sqlite.commit(session)).rejects.toMatchObject({
      code: 'foreign-key-violations',
      data: { violations: [{ table: 'c', parent: 'p', rows: 1 }] },
    });
    expect(await leftovers(session)).toEqual([]);
    expect(await session.query('SELECT count(*) AS n FROM p')).toEqual([{ n: 2 }]);
  });

  it('bears violations that were there, and not one more', async () => {
    const { session } = file;
    await session.query('PRAGMA foreign_keys = OFF');
    await session.query('DELETE FROM p WHERE id = 1');
    await sqlite.begin(session);
    await session.query('CREATE TABLE other (a)');
    await sqlite.commit(session);
    expect(await sqlite.hasTable(session, 'other')).toBe(true);
    await sqlite.begin(session);
    await session.query('DELETE FROM p');
    await expect(sqlite.commit(session)).rejects.toMatchObject({ code: 'foreign-key-violations' });
  });

  it('is not committed when a foreign key has lost the key that it points to', async () => {
    const { session } = file;
    await session.query("UPDATE p SET code = 'x' WHERE id = 1");
    await session.query("UPDATE c SET code = 'x' WHERE p = 1");
    await sqlite.begin(session);
    await session.query('CREATE TABLE p2 (id integer PRIMARY KEY, code text)');
    await session.query('INSERT INTO p2 SELECT * FROM p');
    await session.query('DROP TABLE p');
    await session.query('PRAGMA legacy_alter_table = ON');
    await session.query('ALTER TABLE p2 RENAME TO p');
    await expect(sqlite.commit(session)).rejects.toThrow(/foreign key mismatch/);
    expect(await leftovers(session)).toEqual([]);
  });

  it.each(['plumbline_history_old', 'plumbline_new_p', 'plumbline_versions'])(
    'takes a table %s for one of the engine only where it is one',
    async (name) => {
      const { session } = file;
      await session.query(`CREATE TABLE "${name}" (p integer REFERENCES p)`);
      await sqlite.begin(session);
      await session.query(`INSERT INTO "${name}" VALUES (99)`);
      await expect(sqlite.commit(session)).rejects.toMatchObject({ code: 'foreign-key-violations' });
    },
  );

  it('looks at no table that nobody touched', async () => {
    const { session } = file;
    const looked = async (...statements: readonly string[]): Promise<readonly string[]> => {
      const prepare = jest.spyOn(asSqlite(session).connection(), 'prepare');
      await sqlite.begin(session);
      for (const sql of statements) await session.query(sql);
      await sqlite.commit(session);
      const asked = prepare.mock.calls.flatMap(
        ([sql]) => /foreign_key_check\('(\w+)'\)/.exec(sql)?.[1] ?? [],
      );
      prepare.mockRestore();
      return [...new Set(asked)];
    };
    await session.query('CREATE TABLE other (id integer PRIMARY KEY)');
    await session.query('CREATE TABLE child (other integer REFERENCES other)');
    expect(await looked('CREATE TABLE new (a)', 'CREATE INDEX i ON other (id)')).toEqual([]);
    expect(await looked('ALTER TABLE p ADD COLUMN more text')).toEqual(['c']);
    expect(await looked('ALTER TABLE child ADD COLUMN more text')).toEqual(['child']);
    expect(await looked('CREATE TABLE newer (other integer REFERENCES other)')).toEqual(['newer']);
    expect(await looked('DROP TABLE newer')).toEqual(['newer']);
    expect((await looked('UPDATE other SET id = id')).length).toBe(2);
    expect((await looked('CREATE TABLE a1 (a); UPDATE other SET id = id')).length).toBe(2);
  });

  it('is not committed when a table comes that is no parent for those that wait for one', async () => {
    const { session } = file;
    await session.query('CREATE TABLE orphan (x integer REFERENCES missing (x))');
    await sqlite.begin(session);
    await session.query('CREATE TABLE missing (x integer)');
    await expect(sqlite.commit(session)).rejects.toThrow(/foreign key mismatch/);
  });

  it('sees what another connection has added between two transactions', async () => {
    const { session } = file;
    await sqlite.begin(session);
    await session.query('CREATE TABLE first (a)');
    await sqlite.commit(session);
    const other = await connect(targetOf(file.path));
    await other.query('CREATE TABLE late (p integer REFERENCES p)');
    await other.query('INSERT INTO late VALUES (2)');
    await other.close();
    await sqlite.begin(session);
    await session.query('CREATE TABLE p2 (id integer PRIMARY KEY, code text UNIQUE)');
    await session.query('DROP TABLE p');
    await session.query('PRAGMA legacy_alter_table = ON');
    await session.query('ALTER TABLE p2 RENAME TO p');
    const error: unknown = await sqlite.commit(session).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'foreign-key-violations',
      data: { violations: expect.arrayContaining([{ table: 'late', parent: 'p', rows: 1 }]) },
    });
  });

  it('is not begun inside another, and does not end in silence when it is gone', async () => {
    const { session } = file;
    await session.query('BEGIN');
    await expect(sqlite.begin(session)).rejects.toMatchObject({ code: 'internal' });
    expect(await leftovers(session)).toEqual([]);
    await sqlite.begin(session);
    await session.query('COMMIT');
    await expect(sqlite.commit(session)).rejects.toThrow(/no transaction is active/);
    expect(await leftovers(session)).toEqual([]);
  });

  it('waits for another writer, and says that the database is busy when it does not end', async () => {
    const impatient = await connect(targetOf(file.path));
    await sqlite.begin(file.session);
    await expect(sqlite.begin(impatient, { lock: 10, statement: 10 })).rejects.toMatchObject({
      code: 'database-error',
      data: { sqlState: 'SQLITE_BUSY' },
    });
    expect(await leftovers(impatient)).toEqual([]);
    setTimeout(() => void sqlite.rollback(file.session), 100);
    await sqlite.begin(impatient);
    expect(impatient.inTransaction()).toBe(true);
    await sqlite.rollback(impatient);
    await impatient.close();
  });
});
