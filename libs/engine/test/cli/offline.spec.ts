import { inspect } from 'node:util';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import type { PlanReport } from '../../src/report/report';
import { allLines } from '../corpus/support/catalogue';
import { connect } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { createProject, revisionFile, type TestProject } from '../support/project';
import { shellOf, throughDriver, type RunScript } from '../support/scripts';

const TABLES = `op.createTable('orgs', {
    columns: [
      { name: 'id', type: 'integer', identity: 'by default', on: { sqlite: { identity: undefined, autoIncrement: true } } },
      { name: 'name', type: 'text', comment: 'it\\'s; a "name"' },
    ],
    primaryKey: { name: 'orgs_pk', columns: ['id'] },
  });
  op.createTable('users', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'org', type: 'integer' }, { name: 'note', type: 'varchar(80)', nullable: true }],
    primaryKey: { name: 'users_pk', columns: ['id'] },
    foreignKeys: [{ name: 'users_org', columns: ['org'], references: { table: 'orgs', columns: ['id'] }, onDelete: 'cascade' }],
  });`;
const ROWS = `op.bulkInsert('orgs', [
    { id: 1, name: "O'Brien; \\\\set x :name $1 ? -- no" },
    { id: 2, name: 'two\\nlines\\tand "quotes" ü \u{1F600}' },
  ]);
  op.execute("-- first\\nINSERT INTO users (id, org, note) VALUES (1, 1, 'a;b'), (2, 2, ':id') -- last");
  op.execute("UPDATE users SET note = note || '%s \\\\.' WHERE id = 1;");`;
const VALUES = String.raw`op.createTable('things', {
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'flag', type: 'boolean', nullable: true },
      { name: 'large', type: 'bigint', nullable: true },
      { name: 'exact', type: 'numeric(40, 20)', nullable: true },
      { name: 'real', type: 'double precision', nullable: true },
      { name: 'bytes', type: 'bytea', nullable: true, on: { sqlite: { type: 'blob' } } },
      { name: 'doc', type: 'jsonb', nullable: true, on: { sqlite: { type: 'text' } } },
      { name: 'at', type: 'timestamptz', nullable: true, on: { sqlite: { type: 'datetime' } } },
      { name: 'words', type: 'text', default: "it's" },
    ],
    primaryKey: { columns: ['id'] },
    comment: 'a; \'comment\' \\ $$ $plumbline$',
  });
  op.bulkInsert('things', [
    { id: 1, flag: true, large: 9223372036854775807n, exact: '12345678901234567890.12345678901234567890', real: 1e308,
      bytes: new Uint8Array([0, 39, 92, 255]), doc: { a: ["'", '"', '\\', '\n', null, 1.5, { b: 'ü😀' }] },
      at: new Date('2024-02-29T23:59:59.999Z'), words: "\\'\";\n--\r\n.tables\n\\q\n/*'' $$ $1 ? :x %s E'\\' \u200b\t" },
    { id: 2, flag: false, large: -9223372036854775808n, exact: '-0.00000000000000000001', real: 5e-324,
      bytes: new Uint8Array([]), doc: [], at: new Date(0), words: '' },
    { id: 3, flag: null, large: null, exact: null, real: NAN, bytes: null, doc: null, at: null, words: op.sql("'a' || ';' || 'b'") },
  ]);`;
const CHANGES = `op.addColumn('orgs', { name: 'kind', type: 'varchar(10)', default: 'a:b' });
  op.alterColumn('orgs', {
    from: { name: 'name', type: 'text', comment: 'it\\'s; a "name"' },
    to: { name: 'name', type: 'text', nullable: true, comment: 'it\\'s; a "name"' },
  });
  op.createIndex('orgs', { name: 'orgs_name', columns: ['name'], where: "name <> ';'" });
  op.execute("UPDATE users SET note = 'after' WHERE id = 2");`;
const UNDO_CHANGES = `op.dropIndex('orgs', { name: 'orgs_name', columns: ['name'], where: "name <> ';'" });
  op.alterColumn('orgs', {
    from: { name: 'name', type: 'text', nullable: true, comment: 'it\\'s; a "name"' },
    to: { name: 'name', type: 'text', comment: 'it\\'s; a "name"' },
  });
  op.dropColumn('orgs', { name: 'kind', type: 'varchar(10)', default: 'a:b' });`;

/** What a script cannot know, and what takes another time. */
const DIFFERENT = new Set(['started_at', 'duration_ms', 'lock_wait_ms', 'os_user', 'host']);

describe.each(DATABASES)('a script on $dialect', ({ dialect, create }) => {
  let scripted: TestDatabase;
  let online: TestDatabase;
  let project: TestProject;

  beforeEach(async () => {
    [scripted, online] = [await create(), await create()];
    project = createProject();
    project.write(
      'versions/1_aaaa_tables.ts',
      revisionFile('aaaa', null, TABLES, "op.execute('DROP TABLE users'); op.execute('DROP TABLE orgs');"),
    );
    project.write(
      'versions/2_bbbb_rows.ts',
      revisionFile(
        'bbbb',
        'aaaa',
        `${ROWS}\n${VALUES.replace('NAN', dialect === 'postgres' ? "'NaN'" : '0.1')}`,
        "op.execute('DELETE FROM users'); op.execute('DELETE FROM orgs'); op.execute('DROP TABLE things');",
      ),
    );
    project.write('versions/3_cccc_changes.ts', revisionFile('cccc', 'bbbb', CHANGES, UNDO_CHANGES));
  });
  afterEach(async () => {
    project.remove();
    await scripted.drop();
    await online.drop();
  });

  const succeed = async (url: string, ...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runInProcess(project, { DATABASE_URL: url }, words);
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
    return stdout;
  };
  /** The script of a range, for which nothing is connected to. */
  const offline = (...words: readonly string[]): Promise<string> =>
    succeed(scripted.url.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'), 'plan', '--sql', ...words);

  const rowsOf = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
    const { session } = await connect(url);
    try {
      return await session.query(sql);
    } finally {
      await session.close();
    }
  };
  /** All that a database holds: its schema as it is read, and the rows of each table in an order of their own. */
  const contents = async (url: string): Promise<unknown> => {
    const { dialect: spoken, session } = await connect(url);
    try {
      const schema = await spoken.introspect(session);
      const lines = await allLines({ dialect: spoken, session });
      const rows: Record<string, readonly unknown[]> = {};
      for (const { name } of schema.tables) {
        const found = await session.query(`SELECT * FROM ${spoken.quote(name)}`);
        rows[name] = found
          .map((row) =>
            inspect(
              Object.entries(row).filter(([key]) => name !== 'plumbline_history' || !DIFFERENT.has(key)),
              { depth: null },
            ),
          )
          .sort();
      }
      return { schema, lines, rows };
    } finally {
      await session.close();
    }
  };
  const compare = async (): Promise<void> =>
    expect(await contents(scripted.url)).toEqual(await contents(online.url));

  const shell = shellOf(dialect);
  const ways: readonly (readonly [string, RunScript | undefined])[] = [
    ['the driver', throughDriver],
    typeof shell === 'string' ? [`its own shell (${shell})`, undefined] : ['its own shell', shell],
  ];
  for (const [way, runScript] of ways) {
    const test = runScript === undefined ? it.skip : it;

    test(`leaves what a run leaves, up and down, through ${way}`, async () => {
      const apply = async (script: string): Promise<void> => {
        const outcome = await runScript?.(scripted.url, script);
        expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
      };
      await apply(await offline('base:bbbb'));
      await succeed(online.url, 'upgrade', 'bbbb');
      await compare();
      await apply(await succeed(scripted.url, 'plan', '--sql'));
      await succeed(online.url, 'upgrade');
      await compare();
      await apply(await offline('--down', 'cccc:aaaa'));
      await succeed(online.url, 'downgrade', 'aaaa');
      await compare();
      await apply(await offline('aaaa:heads'));
      await succeed(online.url, 'upgrade');
      await compare();
      expect(await succeed(scripted.url, 'upgrade')).toContain('Nothing to do');
    });

    test(`stops at its first error and keeps what was done before, through ${way}`, async () => {
      project.write(
        'versions/4_dddd_bad.ts',
        revisionFile(
          'dddd',
          'cccc',
          "op.execute('UPDATE orgs SET kind = 1'); op.execute('UPDATE orgs SET kind = 2');",
        ),
      );
      project.write(
        'versions/5_eeee_after.ts',
        revisionFile('eeee', 'dddd', "op.execute('DELETE FROM orgs');"),
      );
      const outcome = await runScript?.(
        scripted.url,
        (await offline('base:heads')).replace('UPDATE orgs SET kind = 2', 'UPDATE missing SET kind = 2'),
      );
      expect(outcome?.code).not.toBe(0);
      expect(outcome?.stderr).toContain('missing');
      await succeed(online.url, 'upgrade', 'cccc');
      await compare();
    });

    test(`does nothing where the database is elsewhere, through ${way}`, async () => {
      await succeed(scripted.url, 'upgrade', 'aaaa');
      await succeed(online.url, 'upgrade', 'aaaa');
      const first = await runScript?.(scripted.url, await offline('base:bbbb'));
      expect(first?.stderr).toContain('nothing is applied to the database yet');
      const second = await runScript?.(scripted.url, await offline('bbbb:cccc'));
      expect(second?.stderr).toContain('the database is at bbbb');
      expect([first?.code, second?.code]).not.toContain(0);
      await compare();
    });
  }

  it('is not made of a revision that runs code', async () => {
    project.write(
      'versions/4_dddd_code.ts',
      revisionFile('dddd', 'cccc', "op.run('tidy', () => undefined);"),
    );
    const { code, stderr } = await runInProcess(project, { DATABASE_URL: scripted.url }, ['plan', '--sql']);
    expect(stderr).toContain("error[code-in-script]: Revision 'dddd' runs code, 'tidy'");
    expect(code).toBe(7);
  });

  it('takes the lock of a run, which is that of the schema however it is named', async () => {
    if (dialect !== 'postgres') return;
    const { dialect: spoken, session } = await connect(scripted.url);
    const script = await offline('base:aaaa');
    const lock = await spoken.lock(session, 'plumbline:public', { timeout: 0 });
    try {
      expect((await throughDriver(scripted.url, script)).stderr).toContain('no other run holds the lock');
      const named = project
        .read('plumbline.config.ts')
        .replace('dialects:', "versionSchema: 'public', dialects:");
      for (const config of [project.read('plumbline.config.ts'), named]) {
        project.write('plumbline.config.ts', config);
        const variables = { DATABASE_URL: scripted.url, DB_RUN_LOCK_TIMEOUT: '0.1' };
        for (const command of ['upgrade', 'stamp'])
          expect((await runInProcess(project, variables, [command, 'aaaa'])).code).toBe(6);
      }
    } finally {
      await lock.release();
      await session.close();
    }
    expect(await throughDriver(scripted.url, script)).toMatchObject({ code: 0 });
  });

  it('is what a range asks for, and a range asks for nothing else', async () => {
    const { code, stderr } = await runInProcess(project, { DATABASE_URL: scripted.url }, [
      'plan',
      'base:aaaa',
    ]);
    expect(stderr).toContain('error[range-not-allowed]');
    expect(code).toBe(4);
  });

  describe('of a revision that is not in one transaction', () => {
    const shown = (): string =>
      dialect === 'postgres'
        ? "op.createIndex('users', { name: 'users_note', columns: ['note'], concurrently: true });"
        : "op.autocommit(() => op.execute('VACUUM'));";
    const PARTS = `op.execute("UPDATE users SET note = 'x' WHERE id = 1");
      ${shown()}
      op.autocommit(() => op.createIndex('orgs', { name: 'orgs_alone', columns: ['name', 'id'] }));
      op.backfill('users', { set: { note: { sql: "note || '+%'" } }, where: "note <> '%'", batchSize: 1 });
      op.createIndex('users', { name: 'users_both', columns: ['note', 'id'] });`;
    const UNDO_PARTS = `op.dropIndex('users', { name: 'users_both', columns: ['note', 'id'] });
      op.dropIndex('orgs', { name: 'orgs_alone', columns: ['name', 'id'] });
      op.execute('DROP INDEX IF EXISTS users_note');
      op.execute('${dialect === 'postgres' ? 'SET search_path = pg_catalog' : 'SELECT 1 WHERE false'}');`;
    const NONE = "export const transaction = 'none';";

    beforeEach(() => {
      const parts = revisionFile('dddd', 'cccc', PARTS, UNDO_PARTS);
      project.write('versions/4_dddd_parts.ts', parts);
      const apart = revisionFile('eeee', 'dddd', UNDO_CHANGES, CHANGES);
      project.write('versions/5_eeee_apart.ts', apart.replace(/^export const depends/m, `${NONE}\n$&`));
    });
    const journal = async (): Promise<readonly string[]> =>
      (await rowsOf(scripted.url, 'SELECT * FROM plumbline_progress ORDER BY fence, step')).map(
        ({ fence, step, state, batch_cursor: cursor }) => `${fence} ${step} ${state} ${cursor}`,
      );

    for (const [way, runScript] of ways) {
      // The driver sends a script as one message, in which nothing can stand outside of a transaction.
      const test = runScript === undefined || runScript === throughDriver ? it.skip : it;

      test(`leaves what a run leaves, in each mode, through ${way}`, async () => {
        const moves: readonly (readonly string[])[] = [
          ['upgrade', 'aaaa:heads', 'heads'],
          ['downgrade', 'eeee:cccc', 'cccc'],
          ['upgrade', 'cccc:heads', 'heads', '--transaction', 'none'],
          ['downgrade', 'eeee:aaaa', 'aaaa', '--transaction', 'none'],
        ];
        expect(
          await runScript?.(scripted.url, await offline('base:aaaa', '--transaction', 'all')),
        ).toMatchObject({ code: 0 });
        await succeed(online.url, 'upgrade', 'aaaa', '--transaction', 'all');
        await compare();
        for (const [command = '', range = '', target = '', ...mode] of moves) {
          const down = command === 'downgrade' ? ['--down'] : [];
          const outcome = await runScript?.(scripted.url, await offline(range, ...down, ...mode));
          expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
          await succeed(online.url, command, target, ...mode);
          await compare();
        }
      });

      test(`is gone on with by a run where it stopped, through ${way}`, async () => {
        for (const { url } of [scripted, online]) await succeed(url, 'upgrade', 'cccc');
        const script = await offline('cccc:dddd');
        for (const statement of [
          /^CREATE INDEX "orgs_alone"/m,
          /^(?:DO \$plumbline\$\nDECLARE|UPDATE "users" SET "note")/m,
        ]) {
          const broken = script.replace(statement, (found) => `SELECT missing;\n${found}`);
          expect(broken).not.toBe(script);
          const outcome = await runScript?.(scripted.url, broken);
          expect(outcome?.stderr).toMatch(
            statement.source.includes('orgs') ? /missing/ : /nothing of the upgrade of dddd is done/,
          );
        }
        expect(await journal()).toEqual(['dddd:upgrade:0 0 done null', 'dddd:upgrade:0 1 done null']);
        const shownNow = await succeed(scripted.url, 'plan', '--json', 'dddd');
        expect((JSON.parse(shownNow) as PlanReport).transactions).toHaveLength(3);
        const refused = await runInProcess(project, { DATABASE_URL: scripted.url }, [
          'plan',
          '--sql',
          'dddd',
        ]);
        expect(refused.stderr).toContain('error[partially-applied]');
        await succeed(scripted.url, 'upgrade', 'dddd');
        await succeed(online.url, 'upgrade', 'dddd');
        await compare();
      });
    }

    it('notes how far a loop of batches came, for the run that goes on', async () => {
      if (dialect !== 'postgres' || typeof shell === 'string') return;
      for (const { url } of [scripted, online]) {
        await succeed(url, 'upgrade', 'cccc');
        await rowsOf(url, "INSERT INTO users SELECT 7 * g, 1, 'n' || g FROM generate_series(1, 6) g");
        await rowsOf(
          url,
          `CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF new.id = 21 AND new.note LIKE '%+%' AND current_setting('application_name') = 'psql' THEN RAISE EXCEPTION 'stopped'; END IF;
          RETURN new; END $$`,
        );
        await rowsOf(url, 'CREATE TRIGGER stop BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stop()');
      }
      const outcome = await shell(scripted.url, await offline('cccc:dddd'));
      expect(outcome.stderr).toContain('stopped');
      expect((await journal()).at(-1)).toBe('dddd:upgrade:0 3 running {"after":["14"],"rows":4,"changed":4}');
      for (const { url } of [scripted, online]) await succeed(url, 'upgrade', 'dddd');
      await compare();
    });

    it('is refused in one transaction, as a run of it is', async () => {
      for (const words of [['plan'], ['plan', '--sql', 'base:heads'], ['upgrade']]) {
        const { code, stderr } = await runInProcess(project, { DATABASE_URL: scripted.url }, [
          ...words,
          '--transaction',
          'all',
        ]);
        expect({ words, code, stderr }).toMatchObject({
          code: 7,
          stderr: expect.stringContaining('error[not-transactional]: dddd and eeee'),
        });
      }
    });
  });
});
