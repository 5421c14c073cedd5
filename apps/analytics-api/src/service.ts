import type { AnalyticsDataSource } from '@analytics/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
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

/** The database of the service: how it speaks to it, and where that is, for the look at its schema. */
export interface ServiceDatabase {
  readonly dataSource: AnalyticsDataSource;
  readonly url: string;
}

/**
 * Looks at the schema of the database, connects to it and listens.
 *
 * @throws Error when the database cannot be reached in time or is not at head, or the port cannot be had; nothing is
 *   left open then
 */
export async function startService(
  settings: ServiceSettings,
  { dataSource, url: databaseUrl }: ServiceDatabase,
  logger: Logger,
): Promise<Service> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings, dataSource, databaseUrl),
    new FastifyAdapter(),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  describeApi(app);
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

/** The OpenAPI description: `/docs` for people, `/docs-json` and `/docs-yaml` for programs. */
function describeApi(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Analytics')
    .setDescription(
      'Users, products, dashboards and events. Every error is an application/problem+json (RFC 9457).',
    )
    .setVersion('1')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, about));
}

/** What is asked every few seconds is logged for debugging only. */
const QUIET = /^\/(?:health|metrics)\b/;

/** A line for each answer. */
function logRequests(app: NestFastifyApplication, logger: Logger): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const level = QUIET.test(request.url) ? 'debug' : 'info';
      const { method, url, id } = request;
      const milliseconds = Math.round(reply.elapsedTime);
      logger[level]({ requestId: id, method, url, status: reply.statusCode, milliseconds }, 'answered');
      done();
    });
}
