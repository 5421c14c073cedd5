import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { sqlite } from './sqlite-dialect';
import { openFile, targetOf, type TestFile } from './testing/harness';

const KEY = 'plumbline_version';

let file: TestFile;
beforeEach(async () => {
  file = await openFile('CREATE TABLE t (a)');
});
afterEach(() => file.close());

describe('the lock of a run', () => {
  it('is held by one at a time, says who holds it, and leaves no file', async () => {
    const first = await sqlite.lock(file.session, KEY, { timeout: 0 });
    const holders: string[] = [];
    await expect(
      sqlite.lock(file.session, KEY, { timeout: 250, onWait: (holder) => holders.push(holder) }),
    ).rejects.toMatchObject({
      code: 'lock-timeout',
      data: { seconds: 0.25, holder: expect.stringContaining(`Process ${process.pid} on`) },
    });
    expect(holders).toEqual([expect.stringContaining(`Process ${process.pid} on`)]);
    await first.release();
    await first.release();
    expect(existsSync(`${file.path}.plumbline-lock`)).toBe(false);
    await (await sqlite.lock(file.session, KEY, { timeout: 0 })).release();
  });

  it('lets transactions of the database pass', async () => {
    const lock = await sqlite.lock(file.session, KEY, { timeout: 0 });
    await sqlite.begin(file.session);
    await sqlite.commit(file.session);
    await sqlite.begin(file.session);
    await sqlite.rollback(file.session);
    await lock.release();
  });

  it('is one lock for two paths to the same file, and none for memory', async () => {
    const link = `${file.path}-link`;
    symlinkSync(file.path, link);
    const [other, memory] = [await sqlite.connect(targetOf(link)), await sqlite.copySchema()];
    const lock = await sqlite.lock(file.session, KEY, { timeout: 0 });
    await expect(sqlite.lock(other, KEY, { timeout: 0 })).rejects.toMatchObject({ code: 'lock-timeout' });
    await lock.release();
    const [a, b] = [
      await sqlite.lock(memory, KEY, { timeout: 0 }),
      await sqlite.lock(memory, KEY, { timeout: 0 }),
    ];
    await Promise.all([a.release(), b.release(), other.close(), memory.close()]);
  });

  it('says that the folder may not be written where the lock cannot be made', async () => {
    // A folder in its place is refused to every user, root included.
    mkdirSync(`${file.path}.plumbline-lock`);
    await expect(sqlite.lock(file.session, KEY, { timeout: 0 })).rejects.toMatchObject({
      code: 'read-only-database',
      data: { reason: expect.stringContaining('may not be written') },
    });
  });

  it('never has two holders, however many come and go', async () => {
    let inside = 0;
    let most = 0;
    let turns = 0;
    const run = async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        const lock = await sqlite.lock(file.session, KEY, { timeout: 30_000 });
        inside += 1;
        turns += 1;
        most = Math.max(most, inside);
        await new Promise((done) => setTimeout(done, 5));
        inside -= 1;
        await lock.release();
      }
    };
    await Promise.all(Array.from({ length: 6 }, run));
    expect({ most, turns }).toEqual({ most: 1, turns: 18 });
  });

  it('goes with the process that held it, however that ended', async () => {
    const holder = spawn(process.execPath, [
      '-e',
      `const db = new (require(process.argv[1]))(process.argv[2]);
       db.exec("CREATE TABLE holder (token, pid, host, since); INSERT INTO holder VALUES ('x', 4711, 'h', 's'); BEGIN IMMEDIATE");
       console.log('held'); setInterval(() => undefined, 1000);`,
      require.resolve('better-sqlite3'),
      `${file.path}.plumbline-lock`,
    ]);
    await new Promise((held) => holder.stdout.once('data', held));
    const waiting = jest.fn();
    await expect(sqlite.lock(file.session, KEY, { timeout: 50, onWait: waiting })).rejects.toMatchObject({
      data: { holder: 'Process 4711 on h holds it since s.' },
    });
    const ended = new Promise((done) => holder.once('exit', done));
    holder.kill('SIGKILL');
    await ended;
    const lock = await sqlite.lock(file.session, KEY, { timeout: 1000 });
    await lock.release();
    expect(existsSync(`${file.path}.plumbline-lock`)).toBe(false);
  });
});
