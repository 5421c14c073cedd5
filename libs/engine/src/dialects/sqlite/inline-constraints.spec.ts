import type { Operation } from '../../operations/operation';
import { sqlite } from './sqlite-dialect';
import { apply, openFile, type TestFile } from './testing/harness';

const T = { name: 'items' };

describe('constraints written with their column', () => {
  let file: TestFile;
  afterEach(() => file.close());

  it('are dropped from the text of the column, and nothing else is', async () => {
    file = await openFile(
      'CREATE TABLE owners (id integer PRIMARY KEY)',
      `CREATE TABLE items (id integer PRIMARY KEY, -- the key
        a text UNIQUE NOT NULL CHECK (a <> ''), /* a */ b int REFERENCES owners ON DELETE CASCADE DEFERRABLE)`,
      "INSERT INTO items VALUES (1, 'x', NULL)",
    );
    await apply(
      file.session,
      { kind: 'dropUnique', table: T, unique: { columns: ['a'] } },
      { kind: 'dropCheck', table: T, check: { expression: "a<>''" } },
      {
        kind: 'dropForeignKey',
        table: T,
        foreignKey: { columns: ['b'], references: { table: 'owners', columns: ['id'] } },
      },
    );
    const [row] = await file.session.query<{ sql: string }>(
      "SELECT sql FROM sqlite_schema WHERE name = 'items'",
    );
    expect(row?.sql.replace(/\s+/g, ' ')).toBe(
      'CREATE TABLE "items" (id integer PRIMARY KEY, -- the key a text NOT NULL, /* a */ b int)',
    );
  });

  it('are dropped from between others without a comma', async () => {
    file = await openFile(
      'CREATE TABLE items (a int, CONSTRAINT one CHECK (a > 1) CONSTRAINT two CHECK (a > 2), CONSTRAINT three CHECK (a > 3))',
    );
    const drop = (name: string): Operation => ({
      kind: 'dropCheck',
      table: T,
      check: { name, expression: '' },
    });
    const names = async () =>
      (await sqlite.introspect(file.session)).tables[0]?.checks.map((check) => check.name);
    await apply(file.session, drop('one'));
    expect(await names()).toEqual(['three', 'two']);
    await apply(file.session, drop('three'));
    await apply(file.session, drop('two'));
    expect(await names()).toEqual([]);
  });
});
