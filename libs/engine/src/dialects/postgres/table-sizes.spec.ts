import { tableSizes } from './table-sizes';
import { useDatabase } from './testing/harness';

describe('the sizes of tables', () => {
  const db = useDatabase();

  it('are those of the statistics, with the partitions of a table and whatever its name is', async () => {
    await db.session.query(`CREATE SCHEMA audit;
      CREATE TABLE audit."Log; --" (id integer, note text);
      INSERT INTO audit."Log; --" SELECT i, repeat('x', 100) FROM generate_series(1, 1000) i;
      CREATE TABLE parts (id integer) PARTITION BY RANGE (id);
      CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (1) TO (11);
      CREATE TABLE part2 PARTITION OF parts FOR VALUES FROM (11) TO (21);
      INSERT INTO parts SELECT i FROM generate_series(1, 20) i;
      CREATE TABLE empty (id integer);
      CREATE TABLE never (id integer); INSERT INTO never VALUES (1);
      CREATE VIEW seen AS SELECT 1 AS one;
      ANALYZE audit."Log; --"; ANALYZE parts;`);
    const sizes = await tableSizes(db.session, [
      { schema: 'audit', name: 'Log; --' },
      ...['parts', 'empty', 'never', 'seen', 'missing'].map((name) => ({ name })),
    ]);
    const { bytes = 0 } = sizes.get('audit.Log; --') ?? {};
    expect(bytes).toBeGreaterThan(100_000);
    expect([...sizes].map(([name, size]) => [name, size.rows])).toEqual([
      ['audit.Log; --', 1000],
      ['parts', 20],
      ['empty', 0],
      ['never', undefined],
    ]);
  });
});
