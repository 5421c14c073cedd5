import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../../test/support/apply';
import type { BackfillStep } from '../dialect/dialect';
import type { BackfillDefinition } from '../operations/definitions';
import { recordOperations } from '../operations/recorder';
import type { RunEvent } from '../report/run-event';
import type { Batches } from './batches';
import { runBackfill } from './run-backfill';

class Killed extends Error {}

describe.each(DATABASES)('runBackfill on $dialect', ({ dialect: name, create }) => {
  let database: TestDatabase;
  let connected: Connected;
  /** What is committed with the last batch, as the journal has it. */
  let cursor: string | undefined;
  let events: RunEvent[];

  beforeEach(async () => {
    database = await create();
    connected = await connect(database.url);
    cursor = undefined;
    events = [];
  });
  afterEach(async () => {
    await connected.session.close();
    await database.drop();
  });

  function compiled(definition: BackfillDefinition): BackfillStep {
    const [step] = connected.dialect.compile(
      recordOperations((op) => op.backfill('t', definition), connected.dialect.name),
    );
    if (step?.kind !== 'backfill') throw new Error('that is no backfill');
    return step;
  }

  /** @param dieAt the batch after whose work, and before whose commit, the process dies */
  async function run(
    definition: BackfillDefinition,
    { dieAt, signal }: { readonly dieAt?: number; readonly signal?: AbortSignal } = {},
  ): Promise<number> {
    const { dialect, session } = connected;
    let count = 0;
    const batches: Batches = {
      dialect,
      session,
      cursor,
      emit: (event) => events.push(event),
      ...(signal === undefined ? {} : { signal }),
      batch: async (work) => {
        signal?.throwIfAborted();
        await session.query('BEGIN');
        try {
          const next = await work();
          count += 1;
          if (count === dieAt) throw new Killed();
          await session.query('COMMIT');
          cursor = next;
        } catch (error) {
          await session.query('ROLLBACK');
          throw error;
        }
      },
    };
    await runBackfill(batches, compiled(definition));
    return count;
  }

  async function values(column = 'n'): Promise<readonly unknown[]> {
    const rows = await connected.session.query<{ n: unknown }>(
      `SELECT DISTINCT ${column} AS n FROM t ORDER BY 1`,
    );
    return rows.map(({ n }) => n);
  }

  /** 2,500 rows with `n` 0. */
  async function fill(keyTypes: string, key: string, of: string): Promise<void> {
    const { session } = connected;
    await session.query(`CREATE TABLE t (${keyTypes}, n integer NOT NULL DEFAULT 0${key})`);
    const series =
      name === 'postgres'
        ? 'generate_series(1, 2500) AS s (i)'
        : '(WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 2500) SELECT i FROM s)';
    await session.query(`INSERT INTO t SELECT ${of}, 0 FROM ${series}`);
  }

  const KEYS: readonly (readonly [string, string, string, string])[] = [
    ['an integer', 'id integer NOT NULL', ', PRIMARY KEY (id)', 'i * 3 - 5000'],
    ['a text', 'id varchar(40) NOT NULL', ', PRIMARY KEY (id)', `'ß''"\\' || i`],
    ['two columns', 'a integer NOT NULL, b text NOT NULL', ', PRIMARY KEY (b, a)', `i, 'x' || (i % 7)`],
    ['numbers beyond 2^53', 'id bigint NOT NULL', ', PRIMARY KEY (id)', '9007199254740993 + i'],
    ['a unique', 'id integer NOT NULL, more text', ', UNIQUE (id)', 'i, NULL'],
    ...(name === 'postgres'
      ? ([
          ['a uuid', 'id uuid', ', PRIMARY KEY (id)', 'gen_random_uuid()'],
          ['a time', 'id timestamptz', ', PRIMARY KEY (id)', "now() + i * interval '1.000007 second'"],
          ['a char', 'id char(9)', ', PRIMARY KEY (id)', "'x ' || i"],
        ] as const)
      : ([
          ['a blob', 'id blob NOT NULL', ', PRIMARY KEY (id)', "CAST('k' || i AS blob)"],
          ['a real', 'id real NOT NULL', ', PRIMARY KEY (id)', 'i / 3.0'],
          ['no key but the rowid', 'id integer', '', 'i'],
        ] as const)),
  ];

  it.each(KEYS)('changes each row once by the order of %s, killed and run again', async (_name, ...table) => {
    await fill(...table);
    const plusOne = { set: { n: { sql: 'n + 1' } }, batchSize: 400 };
    await expect(run(plusOne, { dieAt: 3 })).rejects.toThrow(Killed);
    expect(await values()).toEqual([0, 1]);
    // Two batches are committed, five are left.
    expect(await run(plusOne)).toBe(5);
    expect(await values()).toEqual([1]);
    // Where it ended nothing is left to do.
    expect(await run(plusOne)).toBe(0);
    expect(await values()).toEqual([1]);
  });

  it('changes only the rows that need it, and tells how far it is', async () => {
    await fill('id integer', ', PRIMARY KEY (id)', 'i');
    await connected.session.query('UPDATE t SET n = 7 WHERE id > 1000');
    if (name === 'postgres') await connected.session.query('ANALYZE t');
    await run({ set: { n: { sql: 'id % 2 + 1' } }, where: 'n = 0 -- those', batchSize: 1000, pause: 1 });
    expect(await values()).toEqual([1, 2, 7]);
    expect(events[0]).toMatchObject({ kind: 'backfill', table: 't', rows: 0, changed: 0 });
    expect(events.at(-1)).toMatchObject({ rows: 2500, changed: 1000 });
    expect(events.every((event) => event.kind === 'backfill')).toBe(true);
    if (name === 'postgres') expect(events[0]).toMatchObject({ total: 2500 });
  });

  it('sets literals and quotes names', async () => {
    const { session } = connected;
    await session.query('CREATE TABLE t (id integer PRIMARY KEY, "Group ""by""" text, d timestamp)');
    await session.query('INSERT INTO t (id) VALUES (1), (2)');
    await run({ set: { 'Group "by"': `it's 100 %s`, d: new Date('2026-01-02T03:04:05.000Z') } });
    const rows = await session.query(
      'SELECT id, "Group ""by""" AS g, CAST(d AS text) AS d FROM t ORDER BY id',
    );
    const d = expect.stringContaining('2026-01-02 03:04:05') as string;
    expect(rows).toEqual([
      { id: 1, g: `it's 100 %s`, d },
      { id: 2, g: `it's 100 %s`, d },
    ]);
  });

  it('refuses to change the key, and a table that does not exist', async () => {
    await expect(run({ set: { id: 1 } })).rejects.toMatchObject({ code: 'database-error' });
    await fill('id integer', ', PRIMARY KEY (id)', 'i');
    await expect(run({ set: { id: { sql: 'id + 1' } } })).rejects.toMatchObject({
      code: 'backfill-refused',
      why: "'id' is set, and is part of the key by whose order the rows are gone through.",
    });
    expect(cursor).toBeUndefined();
  });

  it('ends a pause when the run is to stop', async () => {
    await fill('id integer', ', PRIMARY KEY (id)', 'i');
    const stop = new AbortController();
    const done = run({ set: { n: 1 }, batchSize: 100, pause: 3_600_000 }, { signal: stop.signal });
    const settled = expect(done).rejects.toThrow();
    while (cursor === undefined) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await settled;
    expect(await values()).toEqual([0, 1]);
  });

  it.each(KEYS.slice(0, 3))('does the same as a script, by %s', async (_name, ...table) => {
    await fill(...table);
    const { session } = connected;
    await session.query('UPDATE t SET n = 100 WHERE n = 0');
    const step = compiled({
      set: { n: { sql: "n % 7 + length('%s')" } },
      where: 'n = 100 -- %',
      batchSize: 400,
      pause: 1,
    });
    await session.query(step.script);
    expect(await values()).toEqual([4]);
    expect(session.inTransaction()).toBe(false);
  });

  if (name === 'postgres') {
    it('refuses a table whose rows nothing tells apart, in a run and in a script', async () => {
      await fill('id integer, code integer', '', 'i, i');
      await connected.session.query('CREATE UNIQUE INDEX nullable ON t (id)');
      await connected.session.query('CREATE UNIQUE INDEX partial ON t (n) WHERE n > 5');
      await expect(run({ set: { n: 1 } })).rejects.toMatchObject({
        code: 'backfill-refused',
        why: expect.stringContaining('no primary key') as string,
      });
      await expect(connected.session.query(compiled({ set: { n: 1 } }).script)).rejects.toThrow(/has no key/);
      expect(await values()).toEqual([0]);
    });

    it('finds a table in a schema', async () => {
      const { session, dialect } = connected;
      await session.query('CREATE SCHEMA "Audit"; CREATE TABLE "Audit".t (id int PRIMARY KEY, n int)');
      await session.query('INSERT INTO "Audit".t VALUES (1, 0)');
      const [step] = dialect.compile(
        recordOperations((op) => op.backfill({ schema: 'Audit', name: 't' }, { set: { n: 5 } }), 'postgres'),
      );
      if (step?.kind !== 'backfill') throw new Error('that is no backfill');
      await session.query(step.script);
      expect(await session.query('SELECT n FROM "Audit".t')).toEqual([{ n: 5 }]);
    });
  }
});
