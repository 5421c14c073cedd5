import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDriver, type Database } from './driver';
import { sqlite } from './sqlite-dialect';
import { asSqlite } from './session';
import { openFile, targetOf, temporaryFolder, type TestFile } from './testing/harness';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is missing', () => {
  it('is not created by what only reads, and is by the first write', async () => {
    const path = join(folder, 'new.db');
    const session = await sqlite.connect(targetOf(path));
    expect((await sqlite.introspect(session)).tables).toEqual([]);
    expect(await sqlite.hasTable(session, 't')).toBe(false);
    await expect(session.query('SELECT * FROM t')).rejects.toMatchObject({ code: 'database-error' });
    expect(existsSync(path)).toBe(false);
    await session.query('CREATE TABLE t (a)');
    expect(existsSync(path)).toBe(true);
    expect(await sqlite.hasTable(session, 'T')).toBe(true);
    await session.close();
  });

  it('is created by begin(), and by another process between two statements it is seen', async () => {
    const path = join(folder, 'new.db');
    const [waiting, writing] = [await sqlite.connect(targetOf(path)), await sqlite.connect(targetOf(path))];
    await sqlite.begin(writing);
    await writing.query('CREATE TABLE t (a)');
    await sqlite.commit(writing);
    expect(await sqlite.hasTable(waiting, 't')).toBe(true);
    await Promise.all([waiting.close(), writing.close()]);
  });
});

describe('what cannot be opened', () => {
  const refusal = (path: string) =>
    sqlite.connect(targetOf(path)).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is a folder that is missing, a folder, or a file that is no database', async () => {
    const file = join(folder, 'text.db');
    writeFileSync(
      file,
      'This is not a database, and it is longer than a header of SQLite would be.'.repeat(20),
    );
    mkdirSync(join(folder, 'sub'));
    for (const [path, reason] of [
      [join(folder, 'gone', 'x.db'), /does not exist/],
      [join(folder, 'sub'), /cannot be opened/],
      [file, /not a SQLite database/],
    ] as const) {
      expect(await refusal(path)).toMatchObject({
        code: 'database-unreachable',
        data: { url: `sqlite:///${path}`, reason: expect.stringMatching(reason) },
      });
    }
    expect(readFileSync(file, 'utf8')).toMatch(/^This is not/);
    expect(existsSync(join(folder, 'gone'))).toBe(false);
  });

  it('cannot be written where the connection may only read', async () => {
    const session = await sqlite.connect(targetOf(join(folder, 'x.db')));
    await session.query('CREATE TABLE t (a)');
    await session.query('PRAGMA query_only = ON');
    await expect(sqlite.begin(session).then(() => session.query('DELETE FROM t'))).rejects.toMatchObject({
      code: 'read-only-database',
    });
    await session.close();
  });
});

describe('query', () => {
  let file: TestFile;
  beforeEach(async () => {
    file = await openFile('CREATE TABLE t (a integer PRIMARY KEY, b)');
  });
  afterEach(() => file.close());

  it('enforces foreign keys', async () => {
    expect(await file.session.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  });

  it('keeps integers exact, in both directions', async () => {
    const { session } = file;
    await session.query('INSERT INTO t VALUES (?, ?), (?, ?)', [1, 5, 9007199254740993n, true]);
    expect(await session.query('SELECT a, b, typeof(b) AS t FROM t ORDER BY a')).toEqual([
      { a: 1, b: 5, t: 'integer' },
      { a: 9007199254740993n, b: 1, t: 'integer' },
    ]);
  });

  it('binds dates, blobs, NULL and fractions', async () => {
    const { session } = file;
    const [row] = await session.query('SELECT ? AS d, ? AS b, ? AS u, ? AS f', [
      new Date('2026-01-02T03:04:05.678Z'),
      Buffer.from([1]),
      undefined,
      1.5,
    ]);
    expect(row).toEqual({ d: '2026-01-02 03:04:05.678', b: Buffer.from([1]), u: null, f: 1.5 });
  });

  it('gives rows of RETURNING, takes several statements, and none', async () => {
    const { session } = file;
    expect(await session.query('INSERT INTO t (b) VALUES (?) RETURNING a', ['x'])).toEqual([{ a: 1 }]);
    expect(await session.query("INSERT INTO t (b) VALUES ('y'); INSERT INTO t (b) VALUES ('z')")).toEqual([]);
    expect(await session.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 3 }]);
    expect(await session.query('-- nothing')).toEqual([]);
    await expect(session.query('SELECT ?; SELECT 1', [1])).rejects.toMatchObject({ code: 'database-error' });
  });

  it('says what SQLite says, with its code and without the values', async () => {
    await file.session.query("INSERT INTO t VALUES (1, 'secret')");
    await expect(file.session.query("INSERT INTO t VALUES (1, 'secret')")).rejects.toMatchObject({
      code: 'database-error',
      data: {
        message: 'UNIQUE constraint failed: t.a',
        sqlState: 'SQLITE_CONSTRAINT_PRIMARYKEY',
        statement: 'INSERT INTO t VALUES (?, ?)',
      },
    });
  });

  it('leaves no transaction open that a failing text began', async () => {
    const { session } = file;
    await expect(session.query('BEGIN; INSERT INTO t VALUES (1, 1); SELECT nope')).rejects.toThrow(/nope/);
    expect(session.inTransaction()).toBe(false);
    expect(await session.query('SELECT * FROM t')).toEqual([]);
  });

  it('tells the version and the file', async () => {
    const [row] = await file.session.query<{ v: string }>('SELECT sqlite_version() AS v');
    expect(await sqlite.serverInfo(file.session)).toEqual({
      version: `SQLite ${row?.v ?? ''}`,
      database: file.path,
      user: '',
    });
  });
});

describe('a file that another connection has locked', () => {
  let file: TestFile;
  let other: Database;
  beforeEach(async () => {
    file = await openFile('CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)');
    other = new (loadDriver())(file.path);
  });
  afterEach(async () => {
    other.close();
    await file.close();
  });

  it('is waited for by what reads, while the process goes on', async () => {
    other.exec('BEGIN EXCLUSIVE');
    setImmediate(() => other.exec('COMMIT'));
    expect(await file.session.query('SELECT a FROM t')).toEqual([{ a: 1 }]);
    other.exec('BEGIN EXCLUSIVE');
    setImmediate(() => other.exec('COMMIT'));
    await file.session.runAll([{ sql: 'UPDATE t SET a = 2' }], () => undefined);
    expect(await file.session.query('SELECT a FROM t')).toEqual([{ a: 2 }]);
  });

  it('is waited for by a commit, while another reads', async () => {
    await sqlite.begin(file.session);
    await file.session.query('INSERT INTO t VALUES (2)');
    const reading = other.prepare('SELECT a FROM t').iterate();
    reading.next();
    setImmediate(() => void reading.return?.());
    await sqlite.commit(file.session);
    expect(await file.session.query('SELECT a FROM t')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('is backed up whole, whenever it is locked', async () => {
    const session = asSqlite(file.session);
    const copyTo = session.copyTo.bind(session);
    jest.spyOn(session, 'copyTo').mockImplementationOnce((...words) => {
      other.exec('BEGIN EXCLUSIVE');
      setTimeout(() => other.exec('COMMIT'), 20);
      return copyTo(...words);
    });
    const copy = join(folder, 'copy.db');
    writeFileSync(copy, '');
    await sqlite.backups.write(session, copy, { variables: {} });
    const copied = await sqlite.connect(targetOf(copy));
    expect(await copied.query('SELECT a FROM t')).toEqual([{ a: 1 }]);
    await copied.close();
  });

  it('is opened, and the waiting is ended by who cancels it', async () => {
    other.exec('BEGIN EXCLUSIVE');
    const session = await sqlite.connect(targetOf(file.path));
    const answer = session.query('SELECT a FROM t');
    await sqlite.monitor(session).cancel();
    await expect(answer).rejects.toMatchObject({ data: { sqlState: 'SQLITE_INTERRUPT' } });
    const begun = sqlite.begin(session);
    await sqlite.monitor(session).cancel();
    await expect(begun).rejects.toMatchObject({ data: { sqlState: 'SQLITE_INTERRUPT' } });
    await session.close();
  });
});
