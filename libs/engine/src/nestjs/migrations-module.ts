import { Logger, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { prepareDatabase, type PrepareRequest, type StartupEvent } from '../commands/prepare-database';
import { Migrations } from './migrations';
import { MigrationsHealthIndicator } from './migrations-health';

export interface MigrationsModuleOptions extends Omit<PrepareRequest, 'emit'> {
  /** Milliseconds within which the database has to answer a health check or a metric. Default: 2,000. */
  readonly timeout?: number;
}

export interface MigrationsModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...injected: never[]) => MigrationsModuleOptions | Promise<MigrationsModuleOptions>;
}

const OPTIONS = Symbol('options of the migrations module');
const TIMEOUT = 2_000;

/**
 * Makes sure that the database is at head before anything that injects {@link Migrations} is made, and gives
 * `Migrations` and `MigrationsHealthIndicator` to the whole application. What it does about a database that is not at
 * head is `onStartup`; see `prepareDatabase`.
 */
export class MigrationsModule {
  static forRoot(options: MigrationsModuleOptions): DynamicModule {
    return MigrationsModule.forRootAsync({ useFactory: () => options });
  }

  /** Like {@link forRoot}, with options that other providers give. */
  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
  }: MigrationsModuleAsyncOptions): DynamicModule {
    return {
      module: MigrationsModule,
      global: true,
      imports,
      providers: [
        { provide: OPTIONS, inject, useFactory },
        { provide: Migrations, inject: [OPTIONS], useFactory: prepared },
        {
          provide: MigrationsHealthIndicator,
          inject: [Migrations],
          useFactory: (migrations: Migrations) => new MigrationsHealthIndicator(migrations),
        },
      ],
      exports: [Migrations, MigrationsHealthIndicator],
    };
  }
}

async function prepared({ timeout = TIMEOUT, ...options }: MigrationsModuleOptions): Promise<Migrations> {
  const logger = new Logger('Migrations');
  await prepareDatabase({ ...options, emit: (event) => log(logger, event) });
  return new Migrations(options, timeout);
}

/** Statements are left out: a service's log is no place for SQL. */
function log(logger: Logger, event: StartupEvent): void {
  switch (event.kind) {
    case 'database-awaited':
      return logger.warn(`waiting for the database: ${event.reason}`);
    case 'not-ready':
      return logger.warn(`${event.error.message} ${event.error.next}`);
    case 'lock-waiting':
      return logger.log(`waiting for another upgrade: ${event.holder}`);
    case 'revision-finished':
      return logger.log(
        `${event.direction} ${event.revision} ${event.message}: ${Math.round(event.milliseconds)} ms`,
      );
    case 'revision-failed':
      return logger.error(`${event.direction} ${event.revision} failed: ${event.reason}`);
    default:
      return undefined;
  }
}
