import { createDataSource, type AnalyticsDataSource } from '@analytics/core';
import { createLogger } from '../../src/logging/logger';
import { startService, type Service } from '../../src/service';
import type { ServiceSettings } from '../../src/settings/service-settings';
import { join } from 'node:path';

/** An answer, with its body parsed. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  readonly body: unknown;
}

/** The service on a free port of the loopback, and its client. */
export interface Api extends Service {
  readonly dataSource: AnalyticsDataSource;
  /** Sends a request; a body that is no text is sent as JSON. */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** The revisions of this repository. */
export const MIGRATIONS = join(__dirname, '../../../../migrations/plumbline.config.ts');

const SETTINGS: ServiceSettings = {
  host: '127.0.0.1',
  port: 0,
  logLevel: 'silent',
  onStartup: 'check',
  startupTimeout: 5,
  migrationTimeout: 60,
  migrations: { config: MIGRATIONS },
  healthTimeout: 1,
  shutdownTimeout: 10,
};

/** Starts the service on a database. */
export async function startApi(databaseUrl: string, settings: Partial<ServiceSettings> = {}): Promise<Api> {
  const dataSource = createDataSource(databaseUrl);
  const database = { dataSource, url: databaseUrl };
  const service = await startService({ ...SETTINGS, ...settings }, database, createLogger('silent'));
  return {
    ...service,
    dataSource,
    send: (method, path, body) => send(`${service.url}${path}`, method, body),
  };
}

async function send(url: string, method: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const content = body === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } };
  const response = await fetch(url, { method, ...content });
  const answer = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    location: response.headers.get('location'),
    body: bodyOf(answer, response.headers.get('content-type')),
  };
}

function bodyOf(text: string, type: string | null): unknown {
  if (text === '') return undefined;
  return type?.includes('json') ? (JSON.parse(text) as unknown) : text;
}
