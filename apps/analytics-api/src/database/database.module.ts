import { AnalyticsDataSource } from '@analytics/core';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Migrations } from '@plumbline/engine/nestjs';
import { DataSource } from 'typeorm';
import type { ServiceSettings } from '../settings/service-settings';
import { connect } from './connect';

/**
 * Gives the data source to the service: connected before the first request is taken and after the schema was looked
 * at, closed after the last one is answered.
 */
@Module({})
export class DatabaseModule {
  /** The module, with the data source that it connects and closes. */
  static forRoot(dataSource: AnalyticsDataSource, { startupTimeout }: ServiceSettings): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          // Migrations are asked for, so that nothing connects before they are in order.
          inject: [Migrations],
          // `connect` waits for the database, and knows what waiting does not help against.
          useFactory: () => ({ ...dataSource.options, retryAttempts: 1 }),
          dataSourceFactory: async () => {
            await connect(dataSource, startupTimeout * 1000);
            return dataSource;
          },
        }),
      ],
      providers: [{ provide: AnalyticsDataSource, useExisting: DataSource }],
      exports: [AnalyticsDataSource],
    };
  }
}
