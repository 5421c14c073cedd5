import { DATABASES, type TestDatabase } from '../testing/databases';
import { ApiKey } from './api-key';
import { DailyRollup } from './daily-rollup';
import { Dashboard } from './dashboard';
import { DataFeed } from './data-feed';
import { Event } from './event';
import { Membership } from './membership';
import { Metric } from './metric';
import { Organisation } from './organisation';
import { Product } from './product';
import { Tag } from './tag';
import { User } from './user';
import { Widget } from './widget';

describe.each(DATABASES)('the entities on $dialect', ({ create }) => {
  let database: TestDatabase;
  let organisation: Organisation;
  let user: User;
  let feed: DataFeed;

  beforeAll(async () => {
    database = await create();
    const { manager } = database.dataSource;
    organisation = await manager.save(Organisation, { name: "Bees & Sons' Honey", slug: 'bees' });
    user = await manager.save(User, { email: 'ada@example.org', name: 'Ada' });
    const product = await manager.save(Product, { organisationId: organisation.id, name: 'Shop' });
    feed = await manager.save(DataFeed, { productId: product.id, name: 'Web', kind: 'web' });
  });
  afterAll(() => database?.drop());

  const manager = () => database.dataSource.manager;

  it('generates keys and times, and applies defaults', async () => {
    const found = await manager().findOneByOrFail(User, { email: 'ada@example.org' });
    expect(found.id).toBe(user.id);
    expect(found.isActive).toBe(true);
    expect(found.lastSeenAt).toBeNull();
    expect(found.createdAt).toBeInstanceOf(Date);
    expect(Math.abs(found.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
    expect(await manager().findOneByOrFail(DataFeed, { id: feed.id })).toMatchObject({
      settings: {},
      isEnabled: true,
    });
  });

  it('keeps the role of a member, and forgets members with their organisation', async () => {
    const gone = await manager().save(Organisation, { name: 'Gone', slug: 'gone' });
    await manager().save(Membership, { organisationId: gone.id, userId: user.id, role: 'owner' });
    await manager().save(Membership, { organisationId: organisation.id, userId: user.id });
    const memberships = await manager().find(Membership, {
      where: { userId: user.id },
      relations: { organisation: true },
      order: { organisationId: 'ASC' },
    });
    expect(memberships.map(({ role, organisation: { slug } }) => [slug, role])).toEqual([
      ['bees', 'viewer'],
      ['gone', 'owner'],
    ]);
    await manager().delete(Organisation, gone.id);
    expect(await manager().countBy(Membership, { userId: user.id })).toBe(1);
    await expect(
      manager().insert(Membership, {
        organisationId: organisation.id,
        userId: user.id,
        role: 'king' as 'owner',
      }),
    ).rejects.toThrow(/membership_role|CHECK/);
  });

  it('stores events with a 64-bit key as text, a document and points in time', async () => {
    const occurredAt = new Date('2026-11-23T09:08:07.654Z');
    const payload = { path: '/', nested: { list: [1, 'two', null], quote: "it's" } };
    const saved = await manager().save(
      manager().create(Event, { dataSourceId: feed.id, userId: user.id, name: 'visit', payload, occurredAt }),
    );
    expect(saved.id).toMatch(/^\d+$/);
    const plain = await manager().save(
      manager().create(Event, { dataSourceId: feed.id, name: 'visit', occurredAt }),
    );
    expect(plain.id).toBe(String(Number(saved.id) + 1));
    const found = await manager().findOneByOrFail(Event, { id: saved.id });
    expect(found).toMatchObject({ id: saved.id, payload, occurredAt, processedAt: null });
    expect(await manager().findOneByOrFail(Event, { id: plain.id })).toMatchObject({
      payload: {},
      userId: null,
    });
    found.processedAt = new Date('2026-11-23T10:00:00.000Z');
    await manager().save(found);
    expect(await manager().countBy(Event, { processedAt: found.processedAt })).toBe(1);
    const inserted = await manager().insert(Event, { dataSourceId: feed.id, name: 'many', occurredAt });
    expect(String(inserted.identifiers[0]?.['id'])).toBe(String(Number(saved.id) + 2));
  });

  it('holds exact decimals as text, and refuses what a check forbids', async () => {
    const product = await manager().save(
      manager().create(Product, { organisationId: organisation.id, name: 'App', monthlyPrice: '12.50' }),
    );
    expect((await manager().findOneByOrFail(Product, { id: product.id })).monthlyPrice).toBe('12.50');
    expect((await manager().findOneByOrFail(Product, { name: 'Shop' })).monthlyPrice).toBe('0.00');
    await expect(manager().update(Product, product.id, { monthlyPrice: '-1' })).rejects.toThrow(/CHK_/);
    await expect(manager().insert(Product, { organisationId: organisation.id, name: 'App' })).rejects.toThrow(
      /unique|UQ_/i,
    );
  });

  it('rolls a metric up by day, under a key of three columns', async () => {
    const metric = await manager().save(Metric, { organisationId: organisation.id, key: 'visits' });
    const key = { organisationId: organisation.id, metricId: metric.id, day: '2026-11-23' };
    await manager().save(DailyRollup, { ...key, value: '1234567.1250' });
    await manager().save(DailyRollup, { ...key, value: '99.5000', sampleCount: 3 });
    const rollups = await manager().findBy(DailyRollup, { metricId: metric.id });
    expect(rollups).toEqual([
      expect.objectContaining({ ...key, value: '99.5000', sampleCount: 3, computedAt: null }),
    ]);
  });

  it('orders widgets, nests them, and tags dashboards', async () => {
    const tags = await manager().save(Tag, [{ name: 'sales' }, { name: 'weekly' }]);
    const dashboard = await manager().save(
      manager().create(Dashboard, {
        organisationId: organisation.id,
        ownerId: user.id,
        title: 'Sales',
        tags,
      }),
    );
    const group = await manager().save(
      manager().create(Widget, { dashboardId: dashboard.id, kind: 'group', title: 'All' }),
    );
    await manager().save(
      [2, 1].map((position) =>
        manager().create(Widget, { dashboardId: dashboard.id, parentId: group.id, kind: 'line', position }),
      ),
    );
    const found = await manager().findOneOrFail(Dashboard, {
      where: { id: dashboard.id },
      relations: { tags: true, owner: true, widgets: { children: true } },
      order: { tags: { name: 'ASC' }, widgets: { id: 'ASC', children: { position: 'ASC' } } },
    });
    expect(found.owner?.email).toBe('ada@example.org');
    expect(found.tags.map(({ name }) => name)).toEqual(['sales', 'weekly']);
    expect(found.widgets[0]?.children.map(({ position }) => position)).toEqual([1, 2]);
    await manager().delete(Widget, group.id);
    expect(await manager().countBy(Widget, { dashboardId: dashboard.id })).toBe(0);
  });

  it('gives API keys an id, a status and no expiry', async () => {
    const saved = await manager().save(
      manager().create(ApiKey, { organisationId: organisation.id, label: 'CI', hash: 'a'.repeat(64) }),
    );
    expect(saved.id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(await manager().findOneByOrFail(ApiKey, { id: saved.id })).toMatchObject({
      status: 'active',
      expiresAt: null,
    });
    await expect(
      manager().insert(ApiKey, { organisationId: organisation.id, label: 'Copy', hash: 'a'.repeat(64) }),
    ).rejects.toThrow(/unique|UQ_/i);
  });

  it('has the tables and columns in snake case', () => {
    const names = database.dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();
    expect(names).toEqual([
      'api_keys',
      'daily_rollups',
      'dashboard_tags',
      'dashboards',
      'data_sources',
      'events',
      'memberships',
      'metrics',
      'organisations',
      'products',
      'tags',
      'users',
      'widgets',
    ]);
    const columns = database.dataSource.entityMetadatas.flatMap((entity) => entity.columns);
    expect(columns.map(({ databaseName }) => databaseName).filter((name) => !/^[a-z_]+$/.test(name))).toEqual(
      [],
    );
  });
});
