import { Organisation, User } from '@analytics/core';
import type { TestDatabase } from '@plumbline/testing';
import { startApi, type Api } from './support/api';
import { DATABASES } from './support/database';

describe.each(DATABASES)('dashboards on $dialect', ({ create }) => {
  let database: TestDatabase;
  let api: Api;
  let organisationId: number;
  let ownerId: number;

  beforeAll(async () => {
    database = await create();
    api = await startApi(database.url);
    const { manager } = api.dataSource;
    ({ id: organisationId } = await manager.save(Organisation, { name: 'One', slug: 'one' }));
    ({ id: ownerId } = await manager.save(User, { email: 'ada@example.org', name: 'Ada' }));
  });
  afterAll(async () => {
    await api?.stop();
    await database?.drop();
  });

  it('are created, shown, listed, changed and removed', async () => {
    const created = await api.send('POST', '/dashboards', { organisationId, ownerId, title: 'Sales' });
    expect(created).toMatchObject({
      status: 201,
      body: { organisationId, ownerId, title: 'Sales', isPublic: false },
    });
    const path = created.location ?? '';
    expect(await api.send('GET', path)).toMatchObject({ status: 200, body: created.body });
    await api.send('POST', '/dashboards', { organisationId, title: 'Nobody has it' });
    expect(await api.send('GET', `/dashboards?ownerId=${ownerId}`)).toMatchObject({
      body: { total: 1, items: [created.body] },
    });
    expect(
      await api.send('GET', `/dashboards?organisationId=${organisationId}&limit=1&offset=1`),
    ).toMatchObject({ body: { total: 2, limit: 1, offset: 1, items: [{ ownerId: null }] } });
    const changed = await api.send('PATCH', path, { title: 'Turnover', isPublic: true, ownerId: null });
    expect(changed).toMatchObject({
      status: 200,
      body: { title: 'Turnover', isPublic: true, ownerId: null, organisationId },
    });
    expect(await api.send('DELETE', path)).toMatchObject({ status: 204 });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await api.send(method, path, method === 'PATCH' ? {} : undefined);
      expect(answer).toMatchObject({ status: 404, type: expect.stringMatching('problem') as string });
    }
  });

  it('belong to an organisation and an owner that there are', async () => {
    for (const body of [
      { organisationId: 2_147_483_647, title: 'x' },
      { organisationId, ownerId: 2_147_483_647, title: 'x' },
    ]) {
      expect(await api.send('POST', '/dashboards', body)).toMatchObject({ status: 409 });
    }
  });

  it.each([
    [{ title: '' }, 'title'],
    [{ title: 'x'.repeat(151) }, 'title'],
    [{ title: 'a\0b' }, 'title'],
    [{ ownerId: 0 }, 'ownerId'],
    [{ isPublic: 'yes' }, 'isPublic'],
    [{ isPublic: null }, 'isPublic'],
    [{ more: 1 }, 'more'],
  ])('are not created from %j', async (change, field) => {
    const body = { organisationId, title: 'Sales', ...change };
    expect(await api.send('POST', '/dashboards', body)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });

  it('stay with their organisation', async () => {
    const { location } = await api.send('POST', '/dashboards', { organisationId, title: 'Stays' });
    expect(await api.send('PATCH', location ?? '', { organisationId: 1 })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'organisationId' }] },
    });
  });
});
