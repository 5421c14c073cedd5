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

  it('makes keys of indexes that are there', async () => {
    await run((op) => {
      op.createIndex('users', { name: 'IX_users_org', columns: ['org'], unique: true });
      op.dropPrimaryKey('users', { name: 'PK_users', columns: ['id'] });
      op.createIndex('users', { name: 'PK_new', columns: ['id'], unique: true });
    });
    await run((op) => {
      op.addUnique('users', { name: 'UQ_users_org', columns: ['org'], usingIndex: 'IX_users_org' });
      op.addPrimaryKey('users', { columns: ['id'], usingIndex: 'PK_new' });
    });
    expect(await users()).toMatchObject({
      uniques: [{ name: 'UQ_users_org', columns: ['org'] }],
      primaryKey: { name: 'PK_new', columns: ['id'] },
      indexes: [],
    });
    await run((op) => op.dropUnique('users', { name: 'UQ_users_org', columns: ['org'] }));
  });

  describe('bulkInsert', () => {
    const columns = {
      postgres: {
        word: 'varchar(200)',
        whole: 'integer',
        large: 'numeric',
        part: 'double precision',
        yes: 'boolean',
        at: 'timestamptz',
        raw: 'bytea',
        doc: 'jsonb',
      },
      sqlite: {
        word: 'varchar(200)',
        whole: 'integer',
        large: 'text',
        part: 'real',
        yes: 'boolean',
        at: 'datetime',
        raw: 'blob',
        doc: 'text',
      },
    };
    const values = [
      {
        word: `it's "\\" 表\n--`,
        whole: -7,
        large: 123456789012345678n,
        part: 0.1,
        yes: true,
        at: new Date('2026-01-02T03:04:05.678Z'),
        raw: Uint8Array.of(0, 39, 255),
        doc: { "a'b": [1, null, '\\'] },
      },
      { word: '', whole: 0, large: null, part: 1e21, yes: false, at: null, raw: null, doc: [] },
    ];
    const read = async () => connected.session.query('SELECT * FROM all_types ORDER BY part');

    it('reads back what was given, the same from parameters and from literals', async () => {
      const { dialect, session } = connected;
      await run((op) =>
        op.createTable('all_types', {
          columns: Object.entries(columns[op.dialect]).map(([name, type]) => ({
            name,
            type,
            nullable: true,
          })),
        }),
      );
      const insert = (op: Operations) =>
        op.bulkInsert('all_types', [
          ...values,
          { ...values[0], word: op.sql("lower('SQL')"), part: 0.2, doc: 'null' },
        ]);
      await run(insert);
      const rows = await read();
      expect(rows).toEqual([
        {
          word: `it's "\\" 表\n--`,
          whole: -7,
          large: dialect.name === 'postgres' ? '123456789012345678' : '123456789012345678',
          part: 0.1,
          yes: dialect.name === 'postgres' ? true : 1,
          at: expect.stringContaining('02 03:04:05.678') as string,
          raw: Buffer.from([0, 39, 255]),
          doc: dialect.name === 'postgres' ? { "a'b": [1, null, '\\'] } : `{"a'b":[1,null,"\\\\"]}`,
        },
        expect.objectContaining({ word: 'sql', doc: dialect.name === 'postgres' ? null : 'null' }),
        expect.objectContaining({ word: '', part: 1e21, yes: dialect.name === 'postgres' ? false : 0 }),
      ]);
      const types = async () =>
        dialect.name === 'sqlite' ? session.query('SELECT typeof(large), typeof(part) FROM all_types') : [];
      const before = await types();

      await session.query('DELETE FROM all_types');
      for (const step of dialect.compile(recordOperations(insert, dialect.name))) {
        if (step.kind === 'sql') await session.query(step.sql);
      }
      expect(await read()).toEqual(rows);
      expect(await types()).toEqual(before);
    });

    it('inserts more rows than one statement holds', async () => {
      const ids = Array.from({ length: 1203 }, (_, index) => ({ id: index + 100 }));
      await run((op) => op.bulkInsert('orgs', ids));
      const [row] = await connected.session.query<{ n: number | string }>('SELECT count(*) AS n FROM orgs');
      expect(Number(row?.n)).toBe(1203);
    });
  });
});
