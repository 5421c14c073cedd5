import { Organisation, Product } from '@analytics/core';
import type { TestDatabase } from '@plumbline/testing';
import { startApi, type Api } from './support/api';
import { DATABASES } from './support/database';

describe.each(DATABASES)('products on $dialect', ({ create }) => {
  let database: TestDatabase;
  let api: Api;
  let organisations: readonly number[];

  beforeAll(async () => {
    database = await create();
    api = await startApi(database.url);
    const { manager } = api.dataSource;
    const saved = await manager.save(Organisation, [
      { name: 'One', slug: 'one' },
      { name: 'Two', slug: 'two' },
    ]);
    organisations = saved.map(({ id }) => id);
  });
  afterAll(async () => {
    await api?.stop();
    await database?.drop();
  });
  beforeEach(() => api.dataSource.createQueryBuilder().delete().from(Product).execute());

  it('are created and listed, all or those of an organisation', async () => {
    const [one, two] = organisations;
    const shop = { organisationId: one, name: 'Shop', description: 'Sells', monthlyPrice: '12.5' };
    const created = await api.send('POST', '/products', shop);
    expect(created).toMatchObject({ status: 201, body: { ...shop, monthlyPrice: '12.50' } });
    for (const name of ['Site', 'Blog']) {
      const answer = await api.send('POST', '/products', { organisationId: two, name, description: null });
      expect(answer).toMatchObject({ status: 201, body: { description: null, monthlyPrice: '0.00' } });
    }
    expect(await api.send('GET', '/products')).toMatchObject({ status: 200, body: { total: 3 } });
    expect(await api.send('GET', `/products?organisationId=${one}`)).toMatchObject({
      body: { total: 1, items: [created.body] },
    });
    expect(await api.send('GET', `/products?organisationId=${two}&limit=1&offset=1`)).toMatchObject({
      body: { total: 2, limit: 1, offset: 1, items: [{ name: 'Blog' }] },
    });
  });

  it('are shown, changed and removed', async () => {
    const [one] = organisations;
    const { location } = await api.send('POST', '/products', { organisationId: one, name: 'Shop' });
    const path = location ?? '';
    expect(path).toMatch(/^\/products\/\d+$/);
    const change = { name: 'Store', description: 'Sells', monthlyPrice: '3.00' };
    const changed = await api.send('PATCH', path, change);
    expect(changed).toMatchObject({ status: 200, body: { ...change, organisationId: one } });
    expect(await api.send('GET', path)).toMatchObject({ status: 200, body: changed.body });
    expect(await api.send('PATCH', path, { name: null })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'name' }] },
    });
    expect(await api.send('DELETE', path)).toMatchObject({ status: 204 });
    for (const method of ['GET', 'DELETE']) {
      expect(await api.send(method, path)).toMatchObject({ status: 404 });
    }
  });

  it('have a name of their own each within an organisation', async () => {
    const [one, two] = organisations;
    const statuses = [];
    for (const organisationId of [one, two, one]) {
      statuses.push((await api.send('POST', '/products', { organisationId, name: 'Shop' })).status);
    }
    expect(statuses).toEqual([201, 201, 409]);
  });

  it('belong to an organisation that there is', async () => {
    const answer = await api.send('POST', '/products', { organisationId: 2_147_483_647, name: 'Shop' });
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching('does not exist') as string },
    });
  });

  it.each([
    [{ name: 'x'.repeat(51) }, 'name'],
    [{ monthlyPrice: '-1' }, 'monthlyPrice'],
    [{ monthlyPrice: '1.234' }, 'monthlyPrice'],
    [{ monthlyPrice: '123456789' }, 'monthlyPrice'],
    [{ monthlyPrice: 12.5 }, 'monthlyPrice'],
    [{ monthlyPrice: null }, 'monthlyPrice'],
    [{ description: 7 }, 'description'],
    [{ organisationId: '1' }, 'organisationId'],
    [{ organisationId: 2_147_483_648 }, 'organisationId'],
  ])('are not created from %j', async (change, field) => {
    const answer = await api.send('POST', '/products', {
      organisationId: organisations[0],
      name: 'Shop',
      ...change,
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it.each(['organisationId=', 'organisationId=x', 'organisationId=0', 'limit=1000', 'name=Shop'])(
    'are not listed for %s',
    async (query) => {
      const answer = await api.send('GET', `/products?${query}`);
      expect(answer).toMatchObject({
        status: 400,
        body: { errors: [{ field: query.replace(/=.*/, '') }] },
      });
    },
  );
});
