import { createDataSource, databaseUrl } from '@analytics/core';
import { isPlumblineError } from '@plumbline/engine';
import { createLogger } from './logging/logger';
import { startService } from './service';
import { serviceSettingsFromEnvironment } from './settings/service-settings';

/** Runs until SIGTERM or SIGINT, which let it finish what it does; a second signal ends it at once. */
async function main(): Promise<void> {
  const settings = serviceSettingsFromEnvironment();
  const database = { dataSource: createDataSource(), url: databaseUrl() };
  const logger = createLogger(settings.logLevel);
  const service = await startService(settings, database, logger);
  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'stopping');
    service.stop().then(
      () => logger.info('stopped'),
      (error: unknown) => {
        logger.fatal({ err: error }, 'did not stop in order');
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`analytics-api: ${explain(error)}\n`);
});

function explain(error: unknown): string {
  if (isPlumblineError(error)) return `${error.message} ${error.why} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}
