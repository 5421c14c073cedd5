import { User } from '@analytics/core';
import type { TestDatabase } from '@plumbline/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startApi, type Api } from './support/api';
import { createDatabase, DATABASES } from './support/database';
import { openGate } from './support/gate';

describe.each(DATABASES)('the service on $dialect', ({ create }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database?.drop());

  /** Holds up the next user that is created, until it is let go. */
  function holdCreation(api: Api): { readonly begun: Promise<void>; letGo(): void } {
    let letGo = (): void => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    const begun = new Promise<void>((resolve) => {
      api.dataSource.subscribers.push({
        afterInsert: () => {
          resolve();
          return released;
        },
      });
    });
    return { begun, letGo };
  }

  it('answers what it has begun when it stops, and closes the database after that', async () => {
    const api = await startApi(database.url);
    const { begun, letGo } = holdCreation(api);
    const creation = api.send('POST', '/users', { email: 'last@example.org', name: 'Last' });
    await begun;
    const stopping = api.stop();
    setTimeout(letGo, 200);
    expect(await creation).toMatchObject({ status: 201 });
    await stopping;
    expect(api.dataSource.isInitialized).toBe(false);
    await expect(api.send('GET', '/health')).rejects.toThrow('fetch failed');

    const next = await startApi(database.url);
    expect(await next.dataSource.manager.existsBy(User, { name: 'Last' })).toBe(true);
    await next.stop();
  });

  it('cuts what does not end in time when it stops', async () => {
    const api = await startApi(database.url, { shutdownTimeout: 1 });
    const { hostname, port } = new URL(api.url);
    const silent = connect(Number(port), hostname)
      .on('error', () => undefined)
      .resume();
    await once(silent, 'connect');
    const cut = once(silent, 'close');
    silent.write(
      [
        'POST /users HTTP/1.1',
        'host: x',
        'content-type: application/json',
        'content-length: 9',
        '',
        '{',
      ].join('\r\n'),
    );
    await api.send('GET', '/health');
    await api.stop();
    await cut;
    expect(api.dataSource.isInitialized).toBe(false);
  });

  it('leaves the database closed when its port is taken', async () => {
    const api = await startApi(database.url);
    try {
      const port = Number(new URL(api.url).port);
      await expect(startApi(database.url, { port })).rejects.toThrow('EADDRINUSE');
    } finally {
      await api.stop();
    }
  });
});

describe('the start of the service', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase('postgres');
  });
  afterAll(() => database?.drop());

  it('waits for a database that comes a little later', async () => {
    const gate = await openGate(database.url);
    gate.cut();
    const starting = startApi(gate.url);
    setTimeout(() => gate.open(), 600);
    const api = await starting;
    expect(await api.send('GET', '/health/database')).toMatchObject({ status: 200 });
    await api.stop();
    await gate.close();
  });

  it('ends with a reason when the database does not come', async () => {
    const gate = await openGate(database.url);
    gate.cut();
    const unreachable = (why: RegExp) => ({
      code: 'database-unreachable',
      why: expect.stringMatching(why) as string,
    });
    await expect(startApi(gate.url, { startupTimeout: 1 })).rejects.toMatchObject(
      unreachable(/onnection.* Waited 1 s/),
    );
    gate.open();
    gate.hold();
    await expect(startApi(gate.url, { startupTimeout: 1 })).rejects.toMatchObject(
      unreachable(/did not answer within .*Waited 1 s/),
    );
    await gate.close();
  });
});
