import { tableSizes } from './table-sizes';
import { openFile } from './testing/harness';

it('knows of tables what ANALYZE found, else the largest rowid, and the bytes of their pages', async () => {
  const file = await openFile(
    'CREATE TABLE "Some, users" (id integer PRIMARY KEY, name text)',
    'CREATE INDEX names ON "Some, users" (name)',
    'CREATE TABLE pairs (a integer PRIMARY KEY, b text) WITHOUT ROWID',
    'CREATE TABLE empty (a integer)',
    'CREATE VIEW seen AS SELECT 1',
    `WITH RECURSIVE n (i) AS (VALUES (101) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
     INSERT INTO "Some, users" SELECT i, 'x' FROM n`,
    "INSERT INTO pairs VALUES (1, 'x')",
  );
  const names = ['some, USERS', 'pairs', 'empty', 'seen', 'missing'].map((name) => ({ name }));
  const rows = async (): Promise<readonly unknown[]> =>
    [...(await tableSizes(file.session, names))].map(([name, size]) => [name, size.rows]);
  expect(await rows()).toEqual([
    ['some, USERS', 500],
    ['pairs', undefined],
    ['empty', 0],
  ]);
  await file.session.query('ANALYZE');
  expect(await rows()).toEqual([
    ['some, USERS', 400],
    ['pairs', 1],
    ['empty', 0],
  ]);
  const [pages] = await file.session.query<{ readonly bytes: number }>(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  );
  const held = (await tableSizes(file.session, names)).get('some, USERS')?.bytes ?? 0;
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(pages?.bytes ?? 0);
  await file.close();
});
