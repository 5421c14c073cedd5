import { DataFeed, Event, Organisation, Product, User } from '@analytics/core';
import type { TestDatabase } from '@plumbline/testing';
import { startApi, type Api } from './support/api';
import { DATABASES } from './support/database';

describe.each(DATABASES)('events on $dialect', ({ create }) => {
  let database: TestDatabase;
  let api: Api;
  let dataSourceId: number;
  let userId: number;

  beforeAll(async () => {
    database = await create();
    api = await startApi(database.url);
    const { manager } = api.dataSource;
    const { id: organisationId } = await manager.save(Organisation, { name: 'One', slug: 'one' });
    const { id: productId } = await manager.save(Product, { organisationId, name: 'Shop' });
    ({ id: dataSourceId } = await manager.save(DataFeed, { productId, name: 'Web', kind: 'web' }));
    ({ id: userId } = await manager.save(User, { email: 'ada@example.org', name: 'Ada' }));
  });
  afterAll(async () => {
    await api?.stop();
    await database?.drop();
  });
  beforeEach(() => api.dataSource.createQueryBuilder().delete().from(Event).execute());

  it('are created, shown, changed and removed', async () => {
    const happened = {
      dataSourceId,
      userId,
      name: 'order',
      payload: { total: '12.50', lines: [{ sku: 'a' }] },
      occurredAt: '2026-11-24T12:00:00.000Z',
    };
    const created = await api.send('POST', '/events', happened);
    expect(created).toMatchObject({ status: 201, body: { ...happened, processedAt: null } });
    expect((created.body as { id: unknown }).id).toEqual(expect.stringMatching(/^\d+$/));
    const path = created.location ?? '';
    expect(await api.send('GET', path)).toMatchObject({ status: 200, body: created.body });
    const change = { payload: { total: '9.00' }, processedAt: '2026-11-25T01:00:00.000Z', userId: null };
    const changed = await api.send('PATCH', path, change);
    expect(changed).toMatchObject({ status: 200, body: { ...change, name: 'order' } });
    expect((changed.body as { payload: unknown }).payload).toEqual(change.payload);
    expect((await api.send('GET', path)).body).toEqual(changed.body);
    expect(await api.send('DELETE', path)).toMatchObject({ status: 204 });
    expect(await api.send('GET', path)).toMatchObject({ status: 404 });
  });

  it('have defaults, and are listed newest first, by name and time', async () => {
    const at = (hour: number): string => `2026-11-24T${String(hour).padStart(2, '0')}:00:00.000Z`;
    for (const [name, hour] of [
      ['view', 1],
      ['order', 2],
      ['view', 3],
      ['view', 4],
    ] as const) {
      await api.send('POST', '/events', { dataSourceId, name, occurredAt: at(hour) });
    }
    const names = async (query: string): Promise<unknown> => {
      const { body } = await api.send('GET', `/events?${query}`);
      const { items, total } = body as { items: { occurredAt: string }[]; total: number };
      return [total, ...items.map(({ occurredAt }) => Number(occurredAt.slice(11, 13)))];
    };
    expect(await names('')).toEqual([4, 4, 3, 2, 1]);
    expect(await names('name=view&limit=2')).toEqual([3, 4, 3]);
    expect(await names(`since=${at(2)}&until=${at(4)}`)).toEqual([2, 3, 2]);
    expect(await names(`since=2026-11-24T05:00:00%2B02:00&dataSourceId=${dataSourceId}`)).toEqual([2, 4, 3]);
    expect(await names('dataSourceId=2147483647')).toEqual([0]);

    const now = await api.send('POST', '/events', { dataSourceId, name: 'now' });
    expect(now).toMatchObject({ status: 201, body: { payload: {}, userId: null } });
    const { occurredAt } = now.body as { occurredAt: string };
    expect(Math.abs(Date.now() - Date.parse(occurredAt))).toBeLessThan(60_000);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ payload: [1] }, 'payload'],
    [{ payload: 'text' }, 'payload'],
    [{ payload: { text: 'a\0b' } }, 'payload'],
    [{ occurredAt: '2026-11-24' }, 'occurredAt'],
    [{ occurredAt: '2026-11-24T12:00:00' }, 'occurredAt'],
    [{ occurredAt: '2026-13-24T12:00:00Z' }, 'occurredAt'],
    [{ occurredAt: 5 }, 'occurredAt'],
    [{ userId: '1' }, 'userId'],
  ])('are not created from %j', async (change, field) => {
    const answer = await api.send('POST', '/events', { dataSourceId, name: 'view', ...change });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it.each(['0', 'x', '9223372036854775808', '1.0'])('have no id %s', async (id) => {
    expect(await api.send('GET', `/events/${id}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'id' }] },
    });
  });

  it('are not there for the largest id', async () => {
    expect(await api.send('GET', '/events/9223372036854775807')).toMatchObject({ status: 404 });
  });
});
