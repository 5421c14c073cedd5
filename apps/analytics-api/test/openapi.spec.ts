import type { TestDatabase } from '@plumbline/testing';
import { startApi, type Api } from './support/api';
import { createDatabase } from './support/database';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly required?: string[]; readonly properties: object }>>;
  };
}

describe('the description of the service', () => {
  let database: TestDatabase;
  let api: Api;

  beforeAll(async () => {
    database = await createDatabase('sqlite');
    api = await startApi(database.url);
  });
  afterAll(async () => {
    await api?.stop();
    await database?.drop();
  });

  it('has every path, and bodies with the limits that are checked', async () => {
    const { body } = await api.send('GET', '/docs-json');
    const { paths, components } = body as Described;
    const resources = ['users', 'products', 'dashboards', 'events'];
    expect(Object.keys(paths).sort()).toEqual(
      ['/health', '/health/database', '/health/detailed', '/metrics']
        .concat(resources.flatMap((name) => [`/${name}`, `/${name}/{id}`]))
        .sort(),
    );
    for (const name of resources) {
      expect(Object.keys(paths[`/${name}`] ?? {}).sort()).toEqual(['get', 'post']);
      expect(Object.keys(paths[`/${name}/{id}`] ?? {}).sort()).toEqual(['delete', 'get', 'patch']);
    }
    expect(components.schemas['CreateProduct']).toMatchObject({
      required: ['organisationId', 'name'],
      properties: { name: { type: 'string', minLength: 1, maxLength: 50 }, description: { nullable: true } },
    });
    expect(components.schemas['UpdateProduct']?.required ?? []).toEqual([]);
  });

  it('is there for people too', async () => {
    const page = await api.send('GET', '/docs');
    expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') as string });
    const script = await fetch(`${api.url}/docs/swagger-ui-bundle.js`);
    expect([script.status, (await script.text()).length > 100_000]).toEqual([200, true]);
  });
});
