import { join } from 'node:path';
import { DataSource, EntitySchema } from 'typeorm';
import type { Table } from '../../model/schema';
import { sqlite } from './sqlite-dialect';
import {
  apply,
  creating,
  model,
  openFile,
  table,
  targetOf,
  temporaryFolder,
  type TestFile,
} from './testing/harness';

const AUTHORS = table('authors', {
  columns: [
    { name: 'id', type: 'integer', autoIncrement: true },
    { name: 'email', type: 'varchar(255)' },
    { name: 'kind', type: 'varchar', default: "o'reilly" },
    { name: 'active', type: 'boolean', default: true },
    { name: 'score', type: 'decimal(10,2)', default: 0 },
    { name: 'nick', type: 'varchar', nullable: true, collation: 'NOCASE' },
    {
      name: 'shout',
      type: 'varchar',
      generated: { expression: 'upper("email")', stored: true },
      nullable: true,
    },
    { name: 'createdAt', type: 'datetime', default: { sql: "datetime('now')" } },
    { name: 'bossId', type: 'integer', nullable: true },
  ],
  primaryKey: { columns: ['id'] },
  uniques: [{ name: 'UQ_email', columns: ['email', 'kind'] }],
  checks: [{ name: 'CHK_score', expression: '"score" >= 0' }],
  foreignKeys: [
    {
      name: 'FK_boss',
      columns: ['bossId'],
      references: { table: 'authors', columns: ['id'] },
      onDelete: 'set null',
    },
  ],
  indexes: [
    { name: 'IDX_a', keys: ['kind', 'active'] },
    { name: 'IDX_b', keys: ['nick'], unique: true, where: '"active" = 1' },
  ],
});
const JUNCTION = table('links', {
  columns: [
    { name: 'a', type: 'integer' },
    { name: 'b', type: 'text' },
  ],
  primaryKey: { columns: ['a', 'b'] },
  withoutRowid: true,
});

describe('introspect', () => {
  let file: TestFile;
  afterEach(() => file.close());

  it('gives back what was created', async () => {
    file = await openFile();
    await apply(file.session, ...creating(AUTHORS), ...creating(JUNCTION));
    const actual = await sqlite.introspect(file.session);
    expect(actual).toEqual(sqlite.normalise(model(JUNCTION, AUTHORS)));
    expect(sqlite.normalise(actual)).toEqual(actual);
    expect(Object.isFrozen(actual.tables[0]?.columns[0])).toBe(true);
    expect(await sqlite.canonicalise(file.session, actual)).toEqual(actual);
  });

  it('drops from a desired model what SQLite has not, and settles the spelling', () => {
    const wanted: Table = {
      ...table('t', {
        columns: [
          { name: 'id', type: 'INTEGER', identity: 'always', comment: 'c' },
          { name: 'n', type: 'Decimal(10, 2)', default: { sql: '(5)' }, collation: 'binary' },
          { name: 'e', type: { enum: 'kind' } },
        ],
        primaryKey: { columns: ['id'] },
        exclusions: [{ name: 'x', expression: 'USING gist (a WITH =)' }],
        foreignKeys: [
          { columns: ['n'], references: { schema: 's', table: 't', columns: ['id'] }, onDelete: 'no action' },
        ],
        indexes: [{ name: 'i', keys: [{ column: 'n', nulls: 'last' }], method: 'hash', include: ['id'] }],
      }),
      schema: 's',
      comment: 'c',
    };
    expect(sqlite.normalise(model(wanted)).tables).toEqual([
      table('t', {
        columns: [
          { name: 'id', type: 'integer' },
          { name: 'n', type: 'decimal(10,2)', default: 5 },
          { name: 'e', type: 'varchar' },
        ],
        primaryKey: { columns: ['id'] },
        foreignKeys: [{ columns: ['n'], references: { table: 't', columns: ['id'] } }],
        indexes: [{ name: 'i', keys: ['n'] }],
      }),
    ]);
  });

  it('reads names as their objects spell them, and the key that a reference implies', async () => {
    file = await openFile(
      'CREATE TABLE Parent (ID integer PRIMARY KEY, Code text UNIQUE)',
      'CREATE TABLE child (p int REFERENCES PARENT, c text REFERENCES parent (CODE), UNIQUE (P, C))',
    );
    const [, child] = (await sqlite.introspect(file.session)).tables;
    expect(child?.foreignKeys.map(({ references }) => references)).toEqual(
      expect.arrayContaining([
        { table: 'Parent', columns: ['ID'] },
        { table: 'Parent', columns: ['Code'] },
      ]),
    );
    expect(child?.uniques).toEqual([{ columns: ['p', 'c'] }]);
  });

  it('leaves out views, virtual tables, what is behind them, what is ignored, and what is SQLite’s own', async () => {
    file = await openFile(
      'CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT)',
      'CREATE VIEW v AS SELECT * FROM t',
      'CREATE VIEW broken AS SELECT * FROM gone',
      'CREATE VIRTUAL TABLE search USING fts5(body)',
      'CREATE TABLE plumbline_version (version_num text)',
    );
    const { tables } = await sqlite.introspect(file.session, { ignoreTables: ['plumbline_version'] });
    expect(tables.map(({ name }) => name)).toEqual(['t']);
  });

  it('asks as many questions of sixty tables as of one', async () => {
    file = await openFile();
    const asked = async (tables: number) => {
      for (let i = 0; i < tables; i += 1) {
        await file.session.query(`CREATE TABLE t${tables}_${i} (id integer PRIMARY KEY, a text, UNIQUE (a))`);
        await file.session.query(`CREATE INDEX i${tables}_${i} ON t${tables}_${i} (a)`);
      }
      const spy = jest.spyOn(file.session, 'query');
      const { tables: found } = await sqlite.introspect(file.session);
      const calls = spy.mock.calls.length;
      spy.mockRestore();
      return { calls, found: found.length };
    };
    const one = await asked(1);
    const many = await asked(60);
    expect(many).toEqual({ calls: one.calls, found: 61 });
  });
});

describe('a database that TypeORM made', () => {
  const Author = new EntitySchema({
    name: 'authors',
    columns: {
      id: { type: 'integer', primary: true, generated: 'increment' },
      email: { type: 'varchar', length: 255 },
      kind: { type: 'varchar', default: 'human' },
      active: { type: 'boolean', default: true },
      score: { type: 'decimal', precision: 10, scale: 2, default: 0 },
      nick: { type: 'varchar', nullable: true, collation: 'NOCASE' },
      shout: { type: 'varchar', asExpression: 'upper("email")', generatedType: 'STORED', nullable: true },
      createdAt: { type: 'datetime', createDate: true },
      bossId: { type: 'integer', nullable: true },
    },
    uniques: [{ name: 'UQ_email', columns: ['email', 'kind'] }],
    checks: [{ name: 'CHK_score', expression: '"score" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_boss',
        target: 'authors',
        columnNames: ['bossId'],
        referencedColumnNames: ['id'],
        onDelete: 'SET NULL',
      },
    ],
    indices: [
      { name: 'IDX_a', columns: ['kind', 'active'] },
      { name: 'IDX_b', columns: ['nick'], unique: true, where: '"active" = 1' },
    ],
  });
  const Link = new EntitySchema({
    name: 'links',
    columns: { a: { type: 'integer', primary: true }, b: { type: 'text', primary: true } },
    withoutRowid: true,
  });

  it('introspects to the model that our own CREATE TABLE makes', async () => {
    const path = join(temporaryFolder(), 'typeorm.db');
    const source = new DataSource({ type: 'better-sqlite3', database: path, entities: [Author, Link] });
    await source.initialize();
    await source.synchronize();
    await source.destroy();
    const session = await sqlite.connect(targetOf(path));
    const made = await sqlite.introspect(session, { ignoreTables: ['typeorm_metadata'] });
    await session.close();
    const own = {
      ...AUTHORS,
      columns: AUTHORS.columns.map((c) => (c.name === 'kind' ? { ...c, default: 'human' } : c)),
    };
    expect(made).toEqual(sqlite.normalise(model(own, JUNCTION)));
  });
});
