import type { TestDatabase } from '@plumbline/testing';
import { startApi, type Api } from './support/api';
import { createDatabase, DATABASES } from './support/database';
import { openGate, type Gate } from './support/gate';

describe.each(DATABASES)('the health of the service on $dialect', ({ dialect, create }) => {
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

  it('is told without the database', async () => {
    expect(await api.send('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is told with the database', async () => {
    const answer = await api.send('GET', '/health/database');
    expect(answer.status).toBe(200);
    const pool = { size: expect.any(Number) as number, used: 0, waiting: 0, limit: 15, timeouts: 0 };
    const found = {
      status: 'up',
      dialect,
      serverVersion: expect.stringMatching(/^\d+\.\d+/) as string,
      latencyMilliseconds: expect.any(Number) as number,
      ...(dialect === 'postgres' ? { pool } : {}),
    };
    expect(answer.body).toEqual({
      status: 'ok',
      info: { database: found },
      error: {},
      details: { database: found },
    });
  });

  it('answers problems for paths and bodies it does not know', async () => {
    const problem = expect.stringMatching(/^application\/problem\+json/) as string;
    expect(await api.send('GET', '/nothing')).toMatchObject({ status: 404, type: problem });
    expect(await api.send('PUT', '/users')).toMatchObject({ status: 404, type: problem });
    const large = await api.send('POST', '/users', { name: 'x'.repeat(2_000_000) });
    expect(large).toMatchObject({ status: 413, type: problem });
    const response = await fetch(`${api.url}/users`, {
      method: 'POST',
      body: '<user/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ title: 'Unsupported Media Type' });
  });
});

describe('the service away from its database', () => {
  const PASSWORD = 'sw0rdfish';
  let database: TestDatabase;
  let gate: Gate;
  let api: Api;

  beforeEach(async () => {
    database = await createDatabase('postgres');
    gate = await openGate(withPassword(database.url));
    api = await startApi(gate.url);
  });
  afterEach(async () => {
    gate?.open();
    await api?.stop();
    await gate?.close();
    await database?.drop();
  });

  /** The server of the tests may ask for none, and then takes any. */
  function withPassword(text: string): string {
    const url = new URL(text);
    url.password ||= PASSWORD;
    return url.href;
  }

  /** URLs and whoever is in them. */
  const SECRETS = /:\/\/|@|"password"/;

  async function expectOutage(path: string, detail: RegExp): Promise<void> {
    const answer = await api.send('GET', path);
    expect(answer.status).toBe(503);
    expect(answer.type).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ title: 'Service Unavailable', status: 503 });
    expect((answer.body as { detail: string }).detail).toMatch(detail);
    expect(JSON.stringify(answer.body)).not.toMatch(SECRETS);
  }

  it('says so, lives on, and recovers when the connections are cut', async () => {
    gate.cut();
    await expectOutage('/health/database', /connection/);
    await expectOutage('/users', /connection/);
    expect(await api.send('GET', '/health')).toMatchObject({ status: 200 });
    gate.open();
    expect(await api.send('GET', '/health/database')).toMatchObject({ status: 200 });
    expect(await api.send('GET', '/users')).toMatchObject({ status: 200 });
  });

  it('says so in time when the server does not answer, without taking ever more connections', async () => {
    gate.hold();
    const begin = Date.now();
    await Promise.all(
      Array.from({ length: 30 }, () => expectOutage('/health/database', /does not answer in time/)),
    );
    expect(Date.now() - begin).toBeLessThan(5000);
    gate.open();
    expect(await api.send('GET', '/health/database')).toMatchObject({ status: 200 });
    expect(await api.send('GET', '/users')).toMatchObject({ status: 200 });
  });

  it('says so when the database is gone', async () => {
    await database.drop();
    database = { ...database, drop: async () => undefined };
    await expectOutage('/health/database', /The database does not exist|connection/);
    await expectOutage('/users', /The database does not exist|connection/);
  });
});
