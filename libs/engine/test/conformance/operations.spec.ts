import { DATABASES, type TestDatabase } from '@plumbline/testing';
import type { Table } from '../../src/model/schema';
import { applyOperations } from '../../src/operations/apply';
import type { Operations } from '../../src/operations/operations-api';
import { recordOperations } from '../../src/operations/recorder';
import { EMPTY_SCHEMA } from '../../src/model/schema';
import { connect, runOperations, type Connected } from '../support/apply';

/** What no comparison asks for: operations that a person writes, on each real database. */
describe.each(DATABASES)('$dialect', ({ create }) => {
  let database: TestDatabase;
  let connected: Connected;
  let model = EMPTY_SCHEMA;

  beforeEach(async () => {
    database = await create();
    connected = await connect(database.url);
    model = EMPTY_SCHEMA;
    await run((op) => {
      op.createTable('orgs', {
        columns: [{ name: 'id', type: 'integer' }],
        primaryKey: { name: 'PK_orgs', columns: ['id'] },
      });
      op.createTable('users', {
        columns: [
          { name: 'id', type: 'integer' },
          { name: 'org', type: 'integer' },
        ],
        primaryKey: { name: 'PK_users', columns: ['id'] },
      });
    });
    await connected.session.query('INSERT INTO users (id, org) VALUES (1, -7)');
  });
  afterEach(async () => {
    await connected.session.close();
    await database.drop();
  });

  /** Runs what a revision asks for, and holds the model that it makes to what the database then says. */
  async function run(body: (op: Operations) => void): Promise<void> {
    const { dialect, session } = connected;
    const operations = recordOperations(body, dialect.name);
    await runOperations(connected, operations);
    model = dialect.normalise(applyOperations(model, operations));
    expect(await dialect.introspect(session)).toEqual(model);
  }

  async function users(): Promise<Table | undefined> {
    return (await connected.dialect.introspect(connected.session)).tables.find(
      ({ name }) => name === 'users',
    );
  }

  const check = { name: 'CK_org', expression: 'org > 0', notValid: true } as const;
  const foreignKey = {
    name: 'FK_org',
    columns: ['org'],
    references: { table: 'orgs', columns: ['id'] },
    notValid: true,
  } as const;

  it('adds constraints past rows that break them, and checks these rows when it is told to', async () => {
    const { session, dialect } = connected;
    const add = () =>
      run((op) => {
        op.addCheck('users', check);
        op.addForeignKey('users', foreignKey);
      });
    if (dialect.name === 'sqlite') {
      // There is no such thing: every row is checked at once.
      await expect(add()).rejects.toThrow();
      await session.query('UPDATE users SET org = 7');
      await session.query('INSERT INTO orgs (id) VALUES (7)');
      await add();
      await run((op) => op.validateConstraint('users', 'CK_org'));
      return;
    }
    await add();
    expect((await users())?.checks).toEqual([expect.objectContaining({ name: 'CK_org', notValid: true })]);
    expect((await users())?.foreignKeys).toEqual([foreignKey]);
    await expect(session.query('INSERT INTO users (id, org) VALUES (2, -1)')).rejects.toThrow(/CK_org/);
    await expect(run((op) => op.validateConstraint('users', 'CK_org'))).rejects.toThrow(/CK_org/);
    await session.query('INSERT INTO orgs (id) VALUES (7)');
    await session.query('UPDATE users SET org = 7');
    await run((op) => {
      op.validateConstraint('users', 'CK_org');
      op.validateConstraint('users', 'FK_org');
    });
    expect((await users())?.foreignKeys[0]).not.toHaveProperty('notValid');
  });
});
