import type { AnalyticsDataSource } from '@analytics/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module';
import { ProblemFilter } from './http/problem-filter';
import { Validation } from './http/validation';
import { NestLogger } from './logging/logger';
import type { ServiceSettings } from './settings/service-settings';

/** The service while it runs. */
export interface Service {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes no further request, answers those it has, and closes the database. */
  stop(): Promise<void>;
}

/**
 * Connects to the database and listens.
 *
 * @throws Error when the database cannot be reached in time, or the port cannot be had; nothing is left open then
 */
export async function startService(
  settings: ServiceSettings,
  dataSource: AnalyticsDataSource,
  logger: Logger,
): Promise<Service> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings, dataSource),
    new FastifyAdapter(),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  logRequests(app, logger);
  const stop = stopper(app, settings.shutdownTimeout * 1000);
  app.useGlobalPipes(new Validation());
  app.useGlobalFilters(new ProblemFilter(logger));
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const url = await app.getUrl();
  logger.info({ url, database: dataSource.dialect }, 'listening');
  return { url, stop };
}

/**
 * What stops the service. A connection that a client keeps alive is closed with its last answer, since the server
 * would wait for the client to do it; what is still open when the time is over is cut.
 */
function stopper(app: NestFastifyApplication, milliseconds: number): () => Promise<void> {
  let stopping = false;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (_request, reply, _payload, done) => {
      if (stopping) void reply.header('connection', 'close');
      done();
    });
  return async () => {
    stopping = true;
    const deadline = setTimeout(() => app.getHttpServer().closeAllConnections(), milliseconds);
    try {
      await app.close();
    } finally {
      clearTimeout(deadline);
    }
  };
}

/** A line for each answer; those to health checks, which come every few seconds, for debugging only. */
function logRequests(app: NestFastifyApplication, logger: Logger): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const level = request.url.startsWith('/health') ? 'debug' : 'info';
      const { method, url, id } = request;
      const milliseconds = Math.round(reply.elapsedTime);
      logger[level]({ requestId: id, method, url, status: reply.statusCode, milliseconds }, 'answered');
      done();
    });
}
