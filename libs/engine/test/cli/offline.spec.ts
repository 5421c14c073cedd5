import { DATABASES, type TestDatabase } from '@plumbline/testing';
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
      revisionFile('bbbb', 'aaaa', ROWS, "op.execute('DELETE FROM users'); op.execute('DELETE FROM orgs');"),
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

  /** All that a database holds: its schema as it is read, and the rows of each table in an order of their own. */
  const contents = async (url: string): Promise<unknown> => {
    const { dialect: spoken, session } = await connect(url);
    try {
      const schema = await spoken.introspect(session);
      const rows: Record<string, readonly unknown[]> = {};
      for (const { name } of schema.tables) {
        const found = await session.query(`SELECT * FROM ${spoken.quote(name)}`);
        rows[name] = found
          .map((row) =>
            JSON.stringify(
              Object.entries(row).filter(([key]) => name !== 'plumbline_history' || !DIFFERENT.has(key)),
            ),
          )
          .sort();
      }
      return { schema, rows };
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

  it('is what a range asks for, and a range asks for nothing else', async () => {
    const { code, stderr } = await runInProcess(project, { DATABASE_URL: scripted.url }, [
      'plan',
      'base:aaaa',
    ]);
    expect(stderr).toContain('error[range-not-allowed]');
    expect(code).toBe(4);
  });

  it('leaves out of transactions what must not be in one', async () => {
    const concurrent =
      "op.createIndex('orgs', { name: 'orgs_kind', columns: ['kind'], concurrently: true });";
    project.write(
      'versions/4_dddd_concurrent.ts',
      revisionFile('dddd', 'cccc', concurrent, '/* no way back */'),
    );
    const script = await offline('cccc:dddd');
    const alone =
      /^-- upgrade dddd.*\nCREATE INDEX CONCURRENTLY "orgs_kind" ON "orgs" \("kind"\);\nBEGIN;\n/m;
    expect(alone.test(script)).toBe(dialect === 'postgres');
    expect(script.match(/^COMMIT;$/gm)).toHaveLength(1);
  });
});
