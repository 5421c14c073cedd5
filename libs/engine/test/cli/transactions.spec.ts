import { createPostgresDatabase, DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { createProject, revisionFile, type TestProject } from '../support/project';

const CREATE = `op.createTable('t', { columns: [{ name: 'n', type: 'integer' }], primaryKey: { columns: ['n'] } });`;
const insert = (n: number): string => `op.execute('INSERT INTO t VALUES (${n})');`;
const NONE = 'transaction';

/** A revision file with how it runs. */
function apart(id: string, down: string | null, upgrade: string, downgrade = ''): string {
  return revisionFile(id, down, upgrade, downgrade).replace(
    'export function upgrade',
    `export const ${NONE} = 'none';\n\nexport function upgrade`,
  );
}

let database: TestDatabase;
let project: TestProject;
let connected: Connected;

async function begin(create: () => Promise<TestDatabase>): Promise<void> {
  database = await create();
  project = createProject({ variables: { DATABASE_URL: database.url }, inProcess: true });
  connected = await connect(database.url);
}
async function end(): Promise<void> {
  await connected.session.close();
  project.remove();
  await database.drop();
}
const query = (sql: string): Promise<readonly Record<string, unknown>[]> => connected.session.query(sql);
const rows = async (): Promise<readonly unknown[]> =>
  (await query('SELECT n FROM t ORDER BY n')).map(({ n }) => n);
const versions = async (): Promise<readonly unknown[]> =>
  (await query('SELECT version_num FROM plumbline_version')).map(({ version_num: id }) => id);
const attempts = async (): Promise<readonly string[]> =>
  (await query('SELECT revision, outcome, statements_applied AS n FROM plumbline_history ORDER BY id')).map(
    ({ revision, outcome, n }) => `${String(revision)} ${String(outcome)} ${String(n)}`,
  );

describe.each(DATABASES)('a failing third revision of five on $dialect', ({ create }) => {
  beforeEach(async () => {
    await begin(create);
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', insert(1)));
    project.write('versions/3_cccc.ts', revisionFile('cccc', 'bbbb', `${insert(2)} ${insert(1)}`));
    project.write('versions/4_dddd.ts', revisionFile('dddd', 'cccc', insert(4)));
    project.write('versions/5_eeee.ts', revisionFile('eeee', 'dddd', insert(5)));
  });
  afterEach(end);
  const mend = (): void =>
    project.write('versions/3_cccc.ts', revisionFile('cccc', 'bbbb', `${insert(2)} ${insert(3)}`));
  const finish = async (): Promise<void> => {
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await rows()).toEqual([1, 2, 3, 4, 5]);
    expect(await versions()).toEqual(['eeee']);
  };

  it('stays out alone, in a transaction for each', async () => {
    const { code, stderr } = await project.plumbline('upgrade', '--transaction', 'each');
    expect(stderr).toContain("The upgrade of 'cccc' failed at statement 2 of 2; it was rolled back");
    expect(code).toBe(5);
    expect(await rows()).toEqual([1]);
    expect(await versions()).toEqual(['bbbb']);
    expect(await attempts()).toEqual(['aaaa done 1', 'bbbb done 1', 'cccc failed 0']);
    mend();
    await finish();
  });

  it('takes all of them back, in one transaction', async () => {
    const { code, stderr } = await project.plumbline('upgrade', '--transaction', 'all');
    expect(stderr).toContain(
      "The upgrade of 'cccc' failed at statement 2 of 2; the whole run was rolled back",
    );
    expect(code).toBe(5);
    expect(await versions()).toEqual([]);
    expect((await connected.dialect.findTables(connected.session, ['t'])).found.size).toBe(0);
    expect(await attempts()).toEqual(['aaaa rolled back 0', 'bbbb rolled back 0', 'cccc failed 0']);
    mend();
    expect((await project.plumbline('upgrade', '--transaction', 'all')).code).toBe(0);
    await finish();
  });

  it('keeps what it did, without a transaction, and goes on at the statement that failed', async () => {
    const { code, stderr } = await project.plumbline('upgrade', '--transaction', 'none');
    expect(stderr).toContain("The upgrade of 'cccc' failed at statement 2 of 2; statement 1 stays applied");
    expect(code).toBe(5);
    expect(await rows()).toEqual([1, 2]);
    expect(await versions()).toEqual(['bbbb']);
    expect((await attempts()).at(-1)).toBe('cccc failed 1');
    expect((await project.plumbline('current')).stdout).toContain('cccc: upgrade is partial, step 1 of 2');
    expect((await project.plumbline('current', '--check-heads')).code).toBe(3);
    expect((await project.plumbline('downgrade')).stderr).toContain('error[partially-applied]');
    mend();
    await finish();
    expect((await project.plumbline('current')).stdout).not.toContain('partial');
  });
});

describe.each(DATABASES)('a revision without a transaction on $dialect', ({ create }) => {
  beforeEach(async () => {
    await begin(create);
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
  });
  afterEach(end);

  it('is refused when what is done of it was edited; the rest may be', async () => {
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', `${insert(1)} ${insert(2)} ${insert(1)}`));
    expect((await project.plumbline('upgrade')).stderr).toContain('statements 1 to 2 stay applied');
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', `${insert(1)} ${insert(7)} ${insert(3)}`));
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain("error[applied-part-edited]: Statement 2 of 'bbbb' is not what was run");
    expect(code).toBe(4);
    expect(await rows()).toEqual([1, 2]);
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', `${insert(1)} ${insert(2)} ${insert(3)}`));
    expect((await project.plumbline('upgrade')).code).toBe(0);
    expect(await rows()).toEqual([1, 2, 3]);
  });

  it('is finished by a stamp after a repair by hand, and goes down statement by statement too', async () => {
    const down = `op.execute('DELETE FROM t WHERE n = 1'); op.execute('DELETE FROM missing');`;
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', insert(1), down));
    expect((await project.plumbline('upgrade')).code).toBe(0);
    expect((await project.plumbline('downgrade')).stderr).toContain('statement 1 stays applied');
    expect(await rows()).toEqual([]);
    expect(await versions()).toEqual(['bbbb']);
    expect((await project.plumbline('upgrade')).stderr).toContain("The downgrade of 'bbbb' is partial");
    expect((await project.plumbline('stamp', 'aaaa')).code).toBe(0);
    expect((await project.plumbline('upgrade')).code).toBe(0);
    expect(await rows()).toEqual([1]);
  });

  it('runs code without one, keeps what it did where it fails, and calls it again', async () => {
    const code = (values: string, end: string): string =>
      `op.run('x', async ({ query }) => { await query('BEGIN'); await query('INSERT INTO t VALUES ${values}'); ${end} });`;
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', code('(1)', '')));
    expect((await project.plumbline('upgrade')).stderr).toContain(
      'ended before the transaction that it began',
    );
    expect(await rows()).toEqual([]);
    const broken = code('(1)', "await query('COMMIT'); await query('SELECT 1 FROM missing');");
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', broken));
    const { code: exit, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain('its code ran without a transaction, and what it did stays');
    expect(exit).toBe(5);
    expect(await rows()).toEqual([1]);
    expect((await project.plumbline('current')).stdout).toContain('bbbb: upgrade is partial, step 0 of 1');
    const mended = code('(2)', "await query('COMMIT');");
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', mended));
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await rows()).toEqual([1, 2]);
    expect(await versions()).toEqual(['bbbb']);
  });

  it('runs code in one after all, where the file was edited to say so or the run alone asked for none', async () => {
    const code = `op.run('x', async ({ query }) => { await query('INSERT INTO t VALUES (1)'); await query('SELECT 1 FROM missing'); });`;
    project.write(
      'versions/2_bbbb.ts',
      apart('bbbb', 'aaaa', code.replace(/await query\('INSERT[^;]*;/, '')),
    );
    expect((await project.plumbline('upgrade')).code).toBe(5);
    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', code));
    for (const mode of ['each', 'none']) {
      expect((await project.plumbline('upgrade', '--transaction', mode)).code).toBe(5);
      expect(await rows()).toEqual([]);
    }
    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', code.replace('missing', 't')));
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await rows()).toEqual([1]);
  });

  it('cannot be part of one transaction', async () => {
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', insert(1)));
    const { code, stderr } = await project.plumbline('upgrade', '--transaction', 'all');
    expect(stderr).toContain('error[not-transactional]: bbbb');
    expect(code).toBe(7);
    expect((await connected.dialect.findTables(connected.session, ['t'])).found.size).toBe(0);
  });
});

describe.each(DATABASES)('a run is refused before anything runs on $dialect', ({ create }) => {
  beforeEach(() => begin(create));
  afterEach(end);

  it.each(['COMMIT', 'rollback', 'BEGIN; SELECT 1', '/* x */ end', 'SELECT 1; COMMIT'])(
    'for the SQL %s',
    async (sql) => {
      project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, `${CREATE} op.execute('${sql}');`));
      const { code, stderr } = await project.plumbline('upgrade');
      expect(stderr).toContain('error[transaction-command]');
      expect(code).toBe(7);
      expect((await connected.dialect.introspect(connected.session)).tables).toEqual([]);
    },
  );

  it('and not for savepoints, words in strings and bodies; in code it is when it is asked for', async () => {
    const harmless = ["SELECT 'COMMIT; BEGIN'", 'SAVEPOINT a', 'ROLLBACK TO a', 'RELEASE a'];
    const upgrade = [CREATE, ...harmless.map((sql) => `op.execute(${JSON.stringify(sql)});`)].join('\n');
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, upgrade));
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    const code = `${insert(1)} op.run('x', async ({ query }) => { await query('COMMIT'); });`;
    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', code));
    expect((await project.plumbline('upgrade')).stderr).toContain('error[transaction-left]');
    expect(await rows()).toEqual([]);
  });

  it('where its tables are there already and nothing says why, and where the version table is gone', async () => {
    await query('CREATE TABLE t (n integer)');
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', insert(1)));
    const clash = await project.plumbline('upgrade');
    expect(clash.stderr).toContain('error[unmanaged-database]: The database has t already');
    expect(clash.code).toBe(7);
    expect((await project.plumbline('stamp', 'aaaa')).code).toBe(0);
    expect((await project.plumbline('upgrade')).code).toBe(0);
    await query('DROP TABLE plumbline_version');
    const lost = await project.plumbline('upgrade');
    expect(lost.stderr).toContain('error[versions-lost]');
    expect(lost.code).toBe(7);
    expect(await rows()).toEqual([1]);
    expect((await project.plumbline('stamp', 'bbbb')).code).toBe(0);
    expect((await project.plumbline('upgrade')).stdout).toContain('Nothing to do');
  });

  it('where the revision files are missing, and where a variable does not parse', async () => {
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
    const variable = await project.plumblineWith({ DB_MIGRATION_TIMEOUT: '10 minutes' }, 'upgrade');
    expect(variable.stderr).toContain('error[invalid-variable]: DB_MIGRATION_TIMEOUT=10 minutes');
    expect(variable.code).toBe(2);
    expect((await project.plumbline('upgrade')).code).toBe(0);
    project.delete('versions/1_aaaa.ts');
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain('error[no-revision-files]');
    expect(code).toBe(4);
  });
});

describe('on SQLite', () => {
  beforeEach(async () => {
    const sqlite = DATABASES.find(({ dialect }) => dialect === 'sqlite');
    if (sqlite === undefined) throw new Error('no SQLite');
    await begin(sqlite.create);
  });
  afterEach(end);

  it('PRAGMA foreign_keys in a revision is refused', async () => {
    project.write(
      'versions/1_aaaa.ts',
      revisionFile('aaaa', null, `op.execute('PRAGMA foreign_keys = OFF');`),
    );
    const { code, stderr } = await project.plumbline('upgrade');
    expect(stderr).toContain('error[refused-statement]');
    expect(code).toBe(7);
  });

  it.each(['each', 'all', 'none'])(
    'a rebuilt parent keeps its children, up and down, in mode %s',
    async (mode) => {
      const parent = `op.createTable('p', { columns: [{ name: 'id', type: 'integer' }, { name: 'a', type: 'text', nullable: true }], primaryKey: { columns: ['id'] } });
    op.createTable('c', { columns: [{ name: 'p', type: 'integer' }], foreignKeys: [{ columns: ['p'], references: { table: 'p', columns: ['id'] }, onDelete: 'cascade' }] });
    op.execute("INSERT INTO p VALUES (1, 'x')"); op.execute('INSERT INTO c VALUES (1), (1), (1)');`;
      const change = (from: string, to: string): string =>
        `op.alterColumn('p', { from: { name: 'a', type: 'text'${from} }, to: { name: 'a', type: 'text'${to} } });`;
      const nullable = ', nullable: true';
      project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, parent));
      project.write(
        'versions/2_bbbb.ts',
        revisionFile('bbbb', 'aaaa', change(nullable, ''), change('', nullable)),
      );
      for (const command of ['upgrade', 'downgrade', 'upgrade']) {
        expect(await project.plumbline(command, '--transaction', mode)).toMatchObject({
          code: 0,
          stderr: '',
        });
        expect(await query('SELECT count(*) AS n FROM c')).toEqual([{ n: 3 }]);
      }
    },
  );
});

describe('on PostgreSQL', () => {
  beforeEach(() => begin(createPostgresDatabase));
  afterEach(end);

  it('a query that code did not wait for fails the revision', async () => {
    const late = `${CREATE} op.run('late', ({ query }) => { void query('INSERT INTO t VALUES (9)'); });`;
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, late));
    expect((await project.plumbline('upgrade')).stderr).toContain('every query must be awaited');
    expect((await connected.dialect.findTables(connected.session, ['t'])).found.size).toBe(0);
  });

  it('a procedure that commits is called without a transaction, also where it is all of the revision', async () => {
    const procedure =
      'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$';
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, `${CREATE} op.execute('${procedure}');`));
    project.write('versions/2_bbbb.ts', apart('bbbb', 'aaaa', "op.execute('CALL p()');"));
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await rows()).toEqual([1]);
    expect(await versions()).toEqual(['bbbb']);
  });

  it('check fails for what is partially done', async () => {
    const inside = createProject({ variables: { DATABASE_URL: database.url }, insideWorkspace: true });
    inside.write('data-source.ts', "export default { type: 'postgres', entities: [] };");
    inside.write(
      'versions/1_aaaa.ts',
      apart('aaaa', null, `op.execute('SELECT 1'); op.execute('SELECT x');`),
    );
    expect((await inside.plumbline('upgrade')).code).toBe(5);
    const { code, stdout } = await inside.plumbline('check');
    inside.remove();
    expect(stdout).toContain('aaaa: upgrade is partial, step 1 of 2. Next: plumbline upgrade');
    expect(code).toBe(3);
  });

  it('a history table of an older version is widened in place', async () => {
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, CREATE));
    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', insert(1)));
    expect((await project.plumbline('upgrade', 'aaaa')).code).toBe(0);
    await query('ALTER TABLE plumbline_history ALTER COLUMN outcome TYPE varchar(10)');
    expect((await project.plumbline('upgrade')).code).toBe(0);
    const types = await connected.dialect.columnTypes(connected.session, 'plumbline_history');
    expect(types.get('outcome')).toBe('character varying(20)');
    expect(await attempts()).toEqual(['aaaa done 1', 'bbbb done 1']);
  });
});
