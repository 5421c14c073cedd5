import { DATABASES, type TestDatabase } from '@plumbline/testing';
import type { PlanReport } from '../../src/report/report';
import { connect, type Connected } from '../support/apply';
import { createProject, revisionFile, type TestProject } from '../support/project';

const USERS = `op.createTable('users', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'name', type: 'varchar(50)', nullable: true }],
    primaryKey: { name: 'users_pk', columns: ['id'] },
  });
  op.createIndex('users', { name: 'users_name', columns: ['name'] });`;
const CHANGES = `op.createIndex('users', { name: 'users_id', columns: ['id', 'name'] });
  op.alterColumn('users', {
    from: { name: 'name', type: 'varchar(50)', nullable: true },
    to: { name: 'name', type: 'varchar(50)' },
  });`;
const LOSS = `op.renameTable('users', 'people');
  op.run('look', () => undefined);
  op.dropTable('people', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'name', type: 'varchar(50)' }],
    primaryKey: { name: 'users_pk', columns: ['id'] },
  });`;

describe.each(DATABASES)('a plan on $dialect', ({ dialect, create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeAll(async () => {
    database = await create();
    project = createProject({ variables: { DATABASE_URL: database.url }, inProcess: true });
    project.write(
      'versions/1_aaaa_users.ts',
      revisionFile('aaaa', null, USERS, "op.execute('DROP TABLE users');"),
    );
    project.write('versions/2_bbbb_changes.ts', revisionFile('bbbb', 'aaaa', CHANGES, '/* no way back */'));
    project.write('versions/3_cccc_loss.ts', revisionFile('cccc', 'bbbb', LOSS, '/* no way back */'));
    connected = await connect(database.url);
  });
  afterAll(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  const plan = async (...words: readonly string[]): Promise<PlanReport> => {
    const { stdout, stderr } = await project.plumbline('plan', '--json', ...words);
    expect(stderr).toBe('');
    return JSON.parse(stdout) as PlanReport;
  };

  it('names no lock on what the run itself creates', async () => {
    const { transactions, tables } = await plan('aaaa');
    expect(transactions).toHaveLength(1);
    expect(transactions[0]?.locks.filter(({ table }) => table !== undefined)).toEqual([]);
    expect(tables).toEqual([]);
  });

  it('groups statements by transaction, with the locks of each and the size of what they touch', async () => {
    await project.plumbline('upgrade', 'aaaa');
    await connected.session.query("INSERT INTO users (id, name) VALUES (1, 'Ada'), (2, 'Bob'), (3, 'Cy')");
    await connected.session.query('ANALYZE');
    const { transactions, tables, losses, revisions } = await plan();
    expect(revisions.map(({ revision }) => revision)).toEqual(['bbbb', 'cccc']);
    expect(transactions.map((one) => [one.atomic, ...one.revisions])).toEqual([
      [true, 'bbbb'],
      [true, 'cccc'],
    ]);
    expect(tables).toEqual([{ table: 'users', rows: 3, bytes: expect.any(Number) }]);
    const [changes, loss] = transactions;
    const statements = changes?.steps.flatMap((step) => step.statements) ?? [];
    expect(changes?.locks).toEqual(
      dialect === 'postgres'
        ? [{ table: 'users', mode: 'ACCESS EXCLUSIVE', blocks: ['reads', 'writes', 'schema changes'] }]
        : [{ mode: 'write lock', blocks: ['writes', 'schema changes'] }],
    );
    expect(statements[0]).toMatchObject({
      sql: expect.stringContaining('CREATE INDEX'),
      locks: [dialect === 'postgres' ? { table: 'users', mode: 'SHARE' } : { mode: 'write lock' }],
      scans: ['users'],
    });
    expect(statements.some(({ rewrites }) => rewrites.includes('users'))).toBe(dialect === 'sqlite');
    // It is called `people` by then, and `users` before the run.
    expect(loss?.locks.map(({ table }) => table)).toEqual([dialect === 'postgres' ? 'users' : undefined]);
    expect(loss?.steps.flatMap((step) => step.statements.map(({ opaque }) => opaque))).toEqual([
      false,
      true,
      false,
    ]);
    expect(losses).toEqual([
      {
        revision: 'cccc',
        operation: 'drop table people (2 columns)',
        reason: 'the rows of the table are gone',
        tables: [{ table: 'users', rows: 3, bytes: expect.any(Number) }],
      },
    ]);
  });

  it('is read by people', async () => {
    const { stdout } = await project.plumbline('plan');
    expect(stdout).toContain('\nTransaction 2\nupgrade cccc Revision cccc\n');
    expect(stdout).toMatch(/reads all of users \(≈ 3 rows, [\d.]+ [kM]?B\)/);
    expect(stdout).toMatch(
      /\nLost for good:\n {2}cccc {2}drop table people \(2 columns\) {2}users: ≈ 3 rows, /,
    );
    expect(stdout).toMatch(/ {2}Locked until it ends:\n {4}\S.*schema changes wait/);
  });

  it('tells of a downgrade', async () => {
    const { transactions, from, to } = await plan('base', '--down');
    expect({ from, to, revisions: transactions[0]?.revisions }).toEqual({
      from: ['aaaa'],
      to: [],
      revisions: ['aaaa'],
    });
    expect((await plan('aaaa')).transactions).toEqual([]);
  });

  it('shows what stands outside of a transaction', async () => {
    const concurrent = `op.createIndex('users', { name: 'users_late', columns: ['name'], concurrently: true });
      op.autocommit(() => op.createIndex('users', { name: 'users_alone', columns: ['name', 'id'] }));
      op.addColumn('users', { name: 'age', type: 'integer', nullable: true });`;
    project.write(
      'versions/4_dddd_concurrent.ts',
      revisionFile('dddd', 'aaaa', concurrent, '/* no way back */'),
    );
    const { transactions } = await plan('dddd');
    expect(transactions.map(({ atomic, steps }) => [atomic, steps.length])).toEqual(
      dialect === 'postgres'
        ? [
            [false, 1],
            // It is in a transaction with its row in the journal.
            [true, 1],
            [true, 1],
          ]
        : expect.arrayContaining([[true, expect.any(Number)]]),
    );
    expect(transactions.flatMap(({ steps }) => steps.map((step) => step.operations[0]?.description))).toEqual(
      [
        expect.stringContaining('create index users_late on users'),
        'create index users_alone on users (name, id)',
        expect.stringContaining('add column users.age'),
      ],
    );
    expect((await project.plumbline('plan', 'dddd')).stdout.includes('\nOutside of a transaction\n')).toBe(
      dialect === 'postgres',
    );
  });

  it('has the transactions of the mode, of a revision that says for itself how it runs too', async () => {
    const groups = async (...words: readonly string[]): Promise<readonly string[]> =>
      (await plan('eeee', ...words)).transactions.map(({ atomic, revisions, steps }) =>
        [atomic, ...revisions, steps.length].join(' '),
      );
    project.write('versions/2_bbbb_changes.ts', revisionFile('bbbb', 'aaaa', CHANGES, '/* no way back */'));
    const two = "op.execute('DELETE FROM users WHERE id = 7'); op.execute('DELETE FROM users WHERE id = 8');";
    const file = (transaction: string): string =>
      revisionFile('eeee', 'bbbb', two, '/* no way back */').replace(
        'export const dependsOn',
        `export const transaction = '${transaction}';\nexport const dependsOn`,
      );
    project.write('versions/5_eeee_two.ts', file('each'));
    expect(await groups()).toEqual(['true bbbb 2', 'true eeee 2']);
    expect(await groups('--transaction', 'all')).toEqual(['true bbbb eeee 4']);
    expect(await groups('--transaction', 'none')).toEqual(['true bbbb 1', 'true bbbb 1', 'true eeee 2']);
    project.write('versions/5_eeee_two.ts', file('none'));
    expect(await groups()).toEqual(['true bbbb 2', 'true eeee 1', 'true eeee 1']);
    expect((await project.plumbline('plan', 'eeee', '--transaction', 'some')).code).toBe(2);
  });
});
