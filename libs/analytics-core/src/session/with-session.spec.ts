import { createDatabase, DATABASES, type TestDatabase } from '../testing/databases';
import { Tag } from '../entities/tag';
import { transactionScope, withSession } from './with-session';

describe.each(DATABASES)('a session on $dialect', ({ create }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database?.drop());
  beforeEach(() => database.dataSource.createQueryBuilder().delete().from(Tag).execute());

  const names = async () =>
    (await database.dataSource.manager.find(Tag, { order: { name: 'ASC' } })).map(({ name }) => name);

  it('commits when its work is done, and gives the result', async () => {
    const id = await withSession(database.dataSource, async (session) => {
      const { id } = await session.save(Tag, { name: 'kept' });
      return id;
    });
    expect(id).toEqual(expect.any(Number));
    expect(await names()).toEqual(['kept']);
  });

  it('rolls back when its work throws, and throws the same', async () => {
    const failure = new Error('no');
    await expect(
      withSession(database.dataSource, async (session) => {
        await session.save(Tag, { name: 'lost' });
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await names()).toEqual([]);
  });

  it('rolls back after an error of the database, and can be followed by another', async () => {
    await expect(
      withSession(database.dataSource, async (session) => {
        await session.insert(Tag, { name: 'same' });
        await session.insert(Tag, { name: 'same' });
      }),
    ).rejects.toThrow(/unique|UQ_/i);
    await withSession(database.dataSource, (session) => session.insert(Tag, { name: 'next' }));
    expect(await names()).toEqual(['next']);
  });

  it('undoes a scope that throws, and that alone', async () => {
    await withSession(database.dataSource, async (session) => {
      await session.save(Tag, { name: 'a' });
      await transactionScope(session, async () => {
        await session.save(Tag, { name: 'b' });
        const inner = transactionScope(session, async (same) => {
          await same.save(Tag, { name: 'c' });
          throw new Error('inner');
        });
        await expect(inner).rejects.toThrow('inner');
      });
      const outer = transactionScope(session, async () => {
        await transactionScope(session, () => session.save(Tag, { name: 'd' }));
        throw new Error('outer');
      });
      await expect(outer).rejects.toThrow('outer');
      await session.save(Tag, { name: 'e' });
    });
    expect(await names()).toEqual(['a', 'b', 'e']);
  });

  it('goes on after an error of the database within a scope', async () => {
    await withSession(database.dataSource, async (session) => {
      await session.insert(Tag, { name: 'one' });
      await expect(transactionScope(session, () => session.insert(Tag, { name: 'one' }))).rejects.toThrow();
      await session.insert(Tag, { name: 'two' });
    });
    expect(await names()).toEqual(['one', 'two']);
  });

  it('has scopes only within a session', async () => {
    const { manager } = database.dataSource;
    await expect(transactionScope(manager, async () => 1)).rejects.toThrow('withSession');
  });

  it('refuses writing when it is read-only, and the next one does not', async () => {
    await withSession(database.dataSource, (session) => session.insert(Tag, { name: 'before' }));
    const readOnly = { readOnly: true };
    expect(await withSession(database.dataSource, (session) => session.count(Tag), readOnly)).toBe(1);
    await expect(
      withSession(database.dataSource, (session) => session.insert(Tag, { name: 'never' }), readOnly),
    ).rejects.toThrow(/read-?only/i);
    await withSession(database.dataSource, (session) => session.insert(Tag, { name: 'after' }));
    expect(await names()).toEqual(['after', 'before']);
  });

  it('is apart from sessions at the same time', async () => {
    const results = await Promise.allSettled(
      [...'abcdefghijklmnopqrst'].map((name, number) =>
        withSession(database.dataSource, async (session) => {
          await session.insert(Tag, { name });
          if (number % 2 === 1) throw new Error(name);
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await names()).toEqual([...'acegikmoqs']);
  });

  it('gives its connection back, whatever happens', async () => {
    for (let round = 0; round < 20; round += 1) {
      await withSession(database.dataSource, (session) => session.count(Tag), { readOnly: round % 2 === 0 });
      await expect(
        withSession(database.dataSource, async () => {
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
    }
    expect(await names()).toEqual([]);
  });
});

describe('a session within a session', () => {
  it('is refused on SQLite, where it would wait for ever', async () => {
    const database = await createDatabase('sqlite');
    try {
      const { dataSource } = database;
      await expect(
        withSession(dataSource, () => withSession(dataSource, (session) => session.count(Tag))),
      ).rejects.toThrow('transactionScope');
      expect(await withSession(dataSource, (session) => session.count(Tag))).toBe(0);
    } finally {
      await database.drop();
    }
  });

  it('has a connection of its own on PostgreSQL', async () => {
    const database = await createDatabase('postgres');
    try {
      const { dataSource } = database;
      const seen = await withSession(dataSource, async (outer) => {
        await outer.insert(Tag, { name: 'not yet' });
        return withSession(dataSource, (inner) => inner.count(Tag));
      });
      expect(seen).toBe(0);
    } finally {
      await database.drop();
    }
  });
});
