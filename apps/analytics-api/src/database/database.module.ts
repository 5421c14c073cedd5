import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { AnalyticsDataSource } from '@analytics/core';
import { SETTINGS } from '../settings/settings.module';
import type { ServiceSettings } from '../settings/service-settings';
import { connect } from './connect';

/**
 * Gives the data source to the service: connected before the first request is taken, closed after the last one is
 * answered. The schema is not its business; that comes from the revisions.
 */
@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly dataSource: AnalyticsDataSource,
    @Inject(SETTINGS) private readonly settings: ServiceSettings,
  ) {}

  /** The module, with the data source that it connects and closes. */
  static forRoot(dataSource: AnalyticsDataSource): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: AnalyticsDataSource, useValue: dataSource }],
      exports: [AnalyticsDataSource],
    };
  }

  async onModuleInit(): Promise<void> {
    await connect(this.dataSource, this.settings.startupTimeout * 1000);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
