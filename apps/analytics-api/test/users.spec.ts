import { User } from '@analytics/core';
import type { TestDatabase } from '@plumbline/testing';
import { startApi, type Api } from './support/api';
import { DATABASES } from './support/database';

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

describe.each(DATABASES)('users on $dialect', ({ create }) => {
  let database: TestDatabase;
  let api: Api;

  beforeAll(async () => {
    database = await create();
    api = await startApi(database.url);
  });
  afterAll(async () => {
    await api?.stop();
    await database?.drop();
  });
  beforeEach(() => api.dataSource.createQueryBuilder().delete().from(User).execute());

  const add = async (email: string): Promise<number> => {
    const { body } = await api.send('POST', '/users', { email, name: 'Ada' });
    return (body as User).id;
  };

  it('are created, shown, changed and removed', async () => {
    const created = await api.send('POST', '/users', { email: 'ada@example.org', name: 'Ada 🧮' });
    const ada = {
      id: expect.any(Number) as number,
      email: 'ada@example.org',
      name: 'Ada 🧮',
      isActive: true,
      lastSeenAt: null,
      createdAt: expect.stringMatching(TIME) as string,
      updatedAt: expect.stringMatching(TIME) as string,
    };
    expect(created).toMatchObject({ status: 201, body: ada });
    const path = `/users/${(created.body as User).id}`;
    expect(created.location).toBe(path);
    expect(await api.send('GET', path)).toMatchObject({ status: 200, body: created.body });
    expect(await api.send('PATCH', path, { isActive: false })).toMatchObject({
      status: 200,
      body: { ...ada, isActive: false },
    });
    expect(await api.send('PATCH', path, {})).toMatchObject({ status: 200, body: { isActive: false } });
    expect(await api.send('DELETE', path)).toMatchObject({ status: 204, body: undefined });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await api.send(method, path, method === 'PATCH' ? { name: 'x' } : undefined);
      expect(answer).toMatchObject({ status: 404, type: expect.stringMatching('problem') as string });
    }
  });

  it('are listed in pages', async () => {
    for (const name of ['a', 'b', 'c']) await add(`${name}@example.org`);
    expect(await api.send('GET', '/users')).toMatchObject({ body: { total: 3, limit: 50, offset: 0 } });
    const page = await api.send('GET', '/users?limit=1&offset=1');
    expect(page).toMatchObject({
      status: 200,
      body: { total: 3, limit: 1, offset: 1, items: [{ email: 'b@example.org' }] },
    });
    expect(await api.send('GET', '/users?offset=9')).toMatchObject({ body: { total: 3, items: [] } });
  });

  it('have an address of their own each', async () => {
    await add('same@example.org');
    const second = await api.send('POST', '/users', { email: 'same@example.org', name: 'Eve' });
    const problem = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'A value that must be unique is taken.',
    };
    expect(second).toMatchObject({ status: 409, type: expect.stringMatching(/^application\/problem\+json/) });
    expect(second.body).toEqual(problem);
    const other = await add('other@example.org');
    expect((await api.send('PATCH', `/users/${other}`, { email: 'same@example.org' })).body).toEqual(problem);
  });

  it.each([
    [{ name: 'Ada' }, 'email'],
    [{ email: 'ada', name: 'Ada' }, 'email'],
    [{ email: 'ada@example.org', name: '' }, 'name'],
    [{ email: 'ada@example.org', name: 'x'.repeat(121) }, 'name'],
    [{ email: 'ada@example.org', name: 'a\0b' }, 'name'],
    [{ email: 'ada@example.org', name: null }, 'name'],
    [{ email: 'ada@example.org', name: 'Ada', isActive: 'yes' }, 'isActive'],
    [{ email: 'ada@example.org', name: 'Ada', isActive: null }, 'isActive'],
    [{ email: 'ada@example.org', name: 'Ada', id: 7 }, 'id'],
  ])('are not created from %j', async (body, field) => {
    const answer = await api.send('POST', '/users', body);
    expect(answer.status).toBe(400);
    expect(answer.type).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ title: 'Bad Request', errors: [{ field }] });
    expect(await api.dataSource.manager.count(User)).toBe(0);
  });

  it.each([{ name: null }, { email: 'nobody' }, { createdAt: '2020-01-01' }])(
    'are not changed by %j',
    async (body) => {
      const id = await add('ada@example.org');
      const answer = await api.send('PATCH', `/users/${id}`, body);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: Object.keys(body)[0] }] } });
    },
  );

  it.each(['[]', '[1]', '"text"', 'null', '{', ''])('are not created from the text %j', async (text) => {
    const answer = await api.send('POST', '/users', text);
    expect(answer).toMatchObject({ status: 400, body: { title: 'Bad Request' } });
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'offset=-1', 'offset=1.5', 'order=name'])(
    'are not listed for %s',
    async (query) => {
      const field = query.replace(/=.*/, '');
      const answer = await api.send('GET', `/users?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    },
  );

  it.each(['0', '-1', 'x', '1.0', '0x1', '2147483648', '99999999999999999999', '1%27'])(
    'have no key %s',
    async (id) => {
      const answer = await api.send('GET', `/users/${id}`);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
    },
  );

  it('are created by many at once, each exactly once', async () => {
    const addresses = Array.from({ length: 40 }, (_, number) => `user${number % 20}@example.org`);
    const answers = await Promise.all(
      addresses.map((email) => api.send('POST', '/users', { email, name: 'x' })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    expect(statuses.filter((status) => status === 409)).toHaveLength(20);
    expect(await api.dataSource.manager.count(User)).toBe(20);
  });
});
