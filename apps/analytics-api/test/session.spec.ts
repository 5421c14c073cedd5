import { User } from '@analytics/core';
import type { TestDatabase } from '@plumbline/testing';
import type { EntitySubscriberInterface } from 'typeorm';
import { startApi, type Api } from './support/api';
import { DATABASES } from './support/database';

describe.each(DATABASES)('the session of a request on $dialect', ({ create }) => {
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
  afterEach(() => api.dataSource.subscribers.splice(0));

  const subscribe = (subscriber: EntitySubscriberInterface<User>): void =>
    void api.dataSource.subscribers.push(subscriber);

  const create1 = (name: string) => api.send('POST', '/users', { email: `${name}@example.org`, name });

  it('is rolled back when the request fails after it has written', async () => {
    let written = false;
    subscribe({
      afterInsert: async ({ manager }) => {
        written = (await manager.count(User)) === 1;
        throw new Error('the secret of the log');
      },
    });
    const answer = await create1('lost');
    expect(written).toBe(true);
    expect(answer).toMatchObject({ status: 500, type: expect.stringMatching('problem') as string });
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'The service failed; its log says why.',
    });
    expect(await api.dataSource.manager.count(User)).toBe(0);
  });

  it('is committed before the answer comes', async () => {
    const { status } = await create1('kept');
    expect(status).toBe(201);
    expect(await api.dataSource.manager.existsBy(User, { name: 'kept' })).toBe(true);
  });

  it('cannot write when it is a GET', async () => {
    const { body } = await create1('read');
    const failures: unknown[] = [];
    subscribe({
      afterLoad: async (_, event) => {
        await event?.queryRunner.query(`UPDATE users SET name = 'written'`).catch((error: unknown) => {
          failures.push(error);
        });
      },
    });
    await api.send('GET', `/users/${(body as User).id}`);
    api.dataSource.subscribers.splice(0);
    expect(String(failures[0])).toMatch(/read-?only/i);
    expect(await api.dataSource.manager.existsBy(User, { name: 'read' })).toBe(true);
    expect(await create1('after')).toMatchObject({ status: 201 });
  });

  it('gives its connection back, whatever comes of the request', async () => {
    const paths = ['/users', '/users/999', '/users?limit=x', '/products'];
    for (let round = 0; round < 15; round += 1) {
      await Promise.all(paths.map((path) => api.send('GET', path)));
    }
    expect(await api.send('GET', '/health/database')).toMatchObject({ status: 200 });
  });
});
