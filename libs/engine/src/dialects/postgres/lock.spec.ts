import { connect } from './connect';
import { lockKey } from './lock';
import { postgres } from './postgres-dialect';
import { failure, targetOf, useDatabase } from './testing/harness';

const db = useDatabase();
const KEY = 'plumbline';
const SOON = { timeout: 300 };

const held = async () =>
  (
    await db.session.query(
      `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()`,
    )
  ).length;
/** The server learns of a closed connection a little later. */
async function settle(count: number): Promise<number> {
  for (let n = 0; n < 100 && (await held()) !== count; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return held();
}

describe('lock', () => {
  it('is held until it is released, by a connection of its own', async () => {
    const lock = await postgres.lock(db.session, KEY, SOON);
    expect(await held()).toBe(1);
    expect(db.session.inTransaction()).toBe(false);
    await lock.release();
    expect(await settle(0)).toBe(0);
    await lock.release();
  });

  it('keeps the second out, tells it once who holds it, and gives up in time', async () => {
    const first = await postgres.lock(db.session, KEY, SOON);
    const waits: string[] = [];
    const began = Date.now();
    const error = await failure(
      postgres.lock(db.session, KEY, { ...SOON, onWait: (holder) => waits.push(holder) }),
    );
    const took = Date.now() - began;
    await first.release();

    expect(error).toMatchObject({
      code: 'lock-timeout',
      exitCode: 6,
      data: { seconds: 0.3, holder: waits[0] },
    });
    expect(waits).toHaveLength(1);
    expect(waits[0]).toMatch(
      /^process \d+ \('plumbline', user '\w+'\), since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    );
    expect(took).toBeGreaterThanOrEqual(290);
    expect(took).toBeLessThan(2000);
    expect(await settle(0)).toBe(0);
  });

  it('lets the second in when the first releases it', async () => {
    const first = await postgres.lock(db.session, KEY, SOON);
    let isWaiting: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (isWaiting = resolve));
    const second = postgres.lock(db.session, KEY, { timeout: 10_000, onWait: () => isWaiting() });
    await waiting;
    await first.release();
    await (await second).release();
    expect(await settle(0)).toBe(0);
  });

  it('is freed when its holder dies, and released all the same', async () => {
    const first = await postgres.lock(db.session, KEY, SOON);
    await db.session.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`,
    );
    await (await postgres.lock(db.session, KEY, { timeout: 5000 })).release();
    await first.release();
    expect(await settle(0)).toBe(0);
  });

  it('is one lock a text and a database', async () => {
    const one = await postgres.lock(db.session, 'one', SOON);
    const two = await postgres.lock(db.session, 'two', SOON);
    expect(await held()).toBe(2);
    await Promise.all([one.release(), two.release()]);
  });

  it('outlives the server’s timeout for idle transactions', async () => {
    const names = await db.session.query(
      "SELECT name FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')",
    );
    const options = names.map(({ name }) => `-c ${String(name)}=100`).join(' ');
    const target = targetOf(db.url, (url) => url.searchParams.set('options', options));
    const session = await connect(target);
    const lock = await postgres.lock(session, KEY, SOON);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await held()).toBe(1);
    await lock.release();
    await session.close();
  });

  it('does not stand in the way of CREATE INDEX CONCURRENTLY, waiters neither', async () => {
    await db.session.query('CREATE TABLE busy (id int)');
    const first = await postgres.lock(db.session, KEY, SOON);
    const second = failure(postgres.lock(db.session, KEY, { timeout: 1000 }));
    await db.session.query(`SET statement_timeout = 900`);
    await db.session.query('CREATE INDEX CONCURRENTLY busy_id ON busy (id)');
    await db.session.query(`RESET statement_timeout`);
    await second;
    await first.release();
  });

  it('has a key of 64 bits, signed', () => {
    const keys = ['', 'a', 'plumbline', 'ß'].map(lockKey);
    expect(new Set(keys).size).toBe(4);
    expect(keys.every((key) => key === BigInt.asIntN(64, key))).toBe(true);
  });
});
