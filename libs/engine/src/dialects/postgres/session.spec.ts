import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import { join } from 'node:path';
import { postgres } from './postgres-dialect';
import { connect } from './connect';
import { failure, targetOf, useDatabase } from './testing/harness';
import { tlsAttempts } from './tls';

const db = useDatabase();
const SECRET = 'p@ss/w%rd';

describe('connect', () => {
  it('says who it is and where', async () => {
    const session = await connect(targetOf(db.url));
    const info = await postgres.serverInfo(session);
    const [row] = await session.query(`SELECT current_setting('application_name') AS name`);
    await session.close();
    await session.close();

    expect(info.version).toMatch(/^PostgreSQL \d+(\.\d+)?$/);
    expect(info.database).toBe(new URL(db.url).pathname.slice(1));
    expect(info.user).toBe(new URL(db.url).username);
    expect(row).toEqual({ name: 'plumbline' });
  });

  it('takes application_name and options from the URL', async () => {
    const target = targetOf(db.url, (url) => {
      url.searchParams.set('application_name', 'mine');
      url.searchParams.set('options', '-c search_path=pg_catalog');
    });
    const session = await connect(target);
    const [row] = await session.query(
      `SELECT current_setting('application_name') AS name, current_setting('search_path') AS path`,
    );
    await session.close();
    expect(row).toEqual({ name: 'mine', path: 'pg_catalog' });
  });

  it('refuses a wrong password, and shows none', async () => {
    await db.session.query(`CREATE ROLE "guarded ${process.pid}" LOGIN PASSWORD 'right'`);
    const target = targetOf(db.url, (url) => {
      url.username = encodeURIComponent(`guarded ${process.pid}`);
      url.password = encodeURIComponent(SECRET);
    });
    const error = await failure(connect(target));
    await db.session.query(`DROP ROLE "guarded ${process.pid}"`);

    expect(error).toMatchObject({ code: 'authentication-failed', data: { user: `guarded ${process.pid}` } });
    expect(inspect(error, { depth: 10 })).not.toContain(SECRET);
    expect(inspect(error, { depth: 10 })).not.toContain(encodeURIComponent(SECRET));
  });

  it.each<readonly [string, (url: URL) => void, object]>([
    ['a port where nobody is', (url) => (url.port = '1'), { code: 'database-unreachable' }],
    ['a host that is none', (url) => (url.hostname = 'nowhere.invalid'), { code: 'database-unreachable' }],
    [
      'a socket that is not there',
      (url) => url.searchParams.set('host', '/nowhere'),
      { code: 'database-unreachable' },
    ],
    [
      'a database that is not there',
      (url) => (url.pathname = '/not%20there'),
      { code: 'database-missing', data: { database: 'not there' } },
    ],
    [
      'a certificate that cannot be read',
      (url) => {
        url.searchParams.set('sslmode', 'verify-ca');
        url.searchParams.set('sslrootcert', '/nowhere/root.crt');
      },
      { code: 'database-unreachable', data: { reason: expect.stringContaining('/nowhere/root.crt') } },
    ],
  ])('refuses %s', async (_name, change, expected) => {
    const target = targetOf(db.url, change);
    const error = await failure(connect(target));
    expect(error).toMatchObject(expected);
    expect(error).toHaveProperty('data.url', target.displayUrl);
  });

  it('does not load the driver before it is asked to connect', () => {
    const dialect = join(__dirname, 'postgres-dialect.ts');
    const jiti = require.resolve('jiti');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        '-e',
        `require(${JSON.stringify(jiti)}).createJiti(${JSON.stringify(__filename)}, { fsCache: false }).import(${JSON.stringify(dialect)})
          .then(() => console.log(Object.keys(require.cache).filter((file) => /node_modules.pg./.test(file)).length))`,
      ],
      { encoding: 'utf8' },
    );
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '0', stderr: '' });
  });
});

describe('sslmode, against a server without TLS', () => {
  it.each(['disable', 'allow', 'prefer'])('%s connects', async (mode) => {
    const session = await connect(targetOf(db.url, (url) => url.searchParams.set('sslmode', mode)));
    expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await session.close();
  });

  it.each(['require', 'verify-ca', 'verify-full'])('%s refuses', async (mode) => {
    const target = targetOf(db.url, (url) => url.searchParams.set('sslmode', mode));
    expect(await failure(connect(target))).toMatchObject({
      code: 'database-unreachable',
      data: { reason: `sslmode=${mode} asks for TLS, and the server does not offer it.` },
    });
  });

  it.each<readonly [string, string | undefined, readonly unknown[]]>([
    ['disable', undefined, [false]],
    ['allow', undefined, [false, { rejectUnauthorized: false }]],
    ['prefer', undefined, [{ rejectUnauthorized: false }, false]],
    ['require', undefined, [{ rejectUnauthorized: false }]],
    [
      'require',
      __filename,
      [{ rejectUnauthorized: true, ca: expect.any(Buffer), checkServerIdentity: expect.any(Function) }],
    ],
    [
      'verify-ca',
      __filename,
      [{ rejectUnauthorized: true, ca: expect.any(Buffer), checkServerIdentity: expect.any(Function) }],
    ],
    ['verify-full', 'system', [{ rejectUnauthorized: true }]],
    ['verify-full', __filename, [{ rejectUnauthorized: true, ca: expect.any(Buffer) }]],
  ])('%s with the root certificate %s', (mode, root, attempts) => {
    const target = targetOf(db.url, (url) => {
      url.searchParams.set('sslmode', mode);
      if (root !== undefined) url.searchParams.set('sslrootcert', root);
    });
    expect(tlsAttempts(target)).toEqual(attempts);
  });
});

describe('query', () => {
  it('leaves text as text where a JavaScript value would lose something', async () => {
    const [row] = await db.session.query(`
      SELECT 9223372036854775807 AS big, 1.10::numeric AS exact, '2020-01-02'::date AS day,
             '2020-01-02 03:04:05.123456'::timestamp AS moment, interval '1 day' AS span,
             1 AS whole, true AS yes, '{"a":1}'::jsonb AS document, ARRAY['a','b'] AS list`);
    expect(row).toEqual({
      big: '9223372036854775807',
      exact: '1.10',
      day: '2020-01-02',
      moment: '2020-01-02 03:04:05.123456',
      span: '1 day',
      whole: 1,
      yes: true,
      document: { a: 1 },
      list: ['a', 'b'],
    });
  });

  it('gives SQLSTATE and message, and never the values of rows', async () => {
    await db.session.query(`CREATE TABLE people (email text CONSTRAINT once UNIQUE, age int);
      INSERT INTO people VALUES ('ann@example.org', 1)`);
    const duplicate = await failure(
      db.session.query(`INSERT INTO people VALUES ('ann@example.org', 271828)`),
    );
    const cast = await failure(db.session.query('SELECT email::int FROM people'));

    expect(duplicate).toMatchObject({
      code: 'database-error',
      data: {
        sqlState: '23505',
        message: 'duplicate key value violates unique constraint "once"',
        statement: "INSERT INTO people VALUES ('…', …)",
      },
    });
    expect(cast).toMatchObject({ data: { message: 'invalid input syntax for type integer: "…"' } });
    const shown = inspect([duplicate, cast], { depth: 10 });
    expect(shown).not.toContain('ann@example.org');
    expect(shown).not.toContain('271828');
  });

  it('knows a transaction from the server, however it was begun and ended', async () => {
    const { session } = db;
    expect(session.inTransaction()).toBe(false);
    await session.query('START TRANSACTION');
    expect(session.inTransaction()).toBe(true);
    await failure(session.query('SELECT 1/0'));
    expect(session.inTransaction()).toBe(true);
    expect(session.hasFailed()).toBe(true);
    await session.query('/* a comment */ COMMIT');
    expect(session.inTransaction()).toBe(false);
  });

  it('does not take COMMIT of a failed transaction for a commit', async () => {
    await postgres.begin(db.session);
    await failure(db.session.query('SELECT 1/0'));
    expect(await failure(postgres.commit(db.session))).toMatchObject({ data: { sqlState: '25P02' } });
    expect(db.session.inTransaction()).toBe(false);
  });

  it('says so where the database is read-only', async () => {
    await db.session.query('BEGIN READ ONLY');
    const error = await failure(db.session.query('CREATE TABLE no ()'));
    await db.session.query('ROLLBACK');
    expect(error).toMatchObject({ code: 'read-only-database' });
  });

  it('says so when the connection is lost, and does not end the process', async () => {
    const session = await connect(targetOf(db.url));
    const [row] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await db.session.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(await failure(session.query('SELECT 1'))).toMatchObject({ code: 'database-unreachable' });
    await session.close();
  });
});

describe('hasTable', () => {
  it('looks in the default schema, or in the given one, at tables only', async () => {
    await db.session.query(
      `CREATE SCHEMA side; CREATE TABLE "Here" (); CREATE TABLE side.there (); CREATE VIEW seen AS SELECT 1`,
    );
    const { session } = db;
    expect(await postgres.hasTable(session, 'Here')).toBe(true);
    expect(await postgres.hasTable(session, 'here')).toBe(false);
    expect(await postgres.hasTable(session, 'there')).toBe(false);
    expect(await postgres.hasTable(session, 'there', 'side')).toBe(true);
    expect(await postgres.hasTable(session, 'seen')).toBe(false);
  });
});
