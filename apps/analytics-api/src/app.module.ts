import type { AnalyticsDataSource } from '@analytics/core';
import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { MigrationsModule } from '@plumbline/engine/nestjs';
import { DashboardsController } from './dashboards/dashboards.controller';
import { DatabaseModule } from './database/database.module';
import { EventsController } from './events/events.controller';
import { DatabaseHealth } from './health/database-health';
import { HealthController } from './health/health.controller';
import { Metrics } from './metrics/metrics';
import { MetricsController } from './metrics/metrics.controller';
import { ProductsController } from './products/products.controller';
import { configModule } from './settings/service-config';
import type { ServiceSettings } from './settings/service-settings';
import { UsersController } from './users/users.controller';

/** The service. */
@Module({})
export class AppModule {
  /** @param databaseUrl the database of the data source, for the look at its schema */
  static forRoot(
    settings: ServiceSettings,
    dataSource: AnalyticsDataSource,
    databaseUrl: string,
  ): DynamicModule {
    const { onStartup, startupTimeout, migrationTimeout, healthTimeout, migrations } = settings;
    return {
      module: AppModule,
      imports: [
        configModule(settings),
        MigrationsModule.forRoot({
          ...migrations,
          url: databaseUrl,
          onStartup,
          startupTimeout: startupTimeout * 1000,
          migrationTimeout: migrationTimeout * 1000,
          timeout: healthTimeout * 1000,
        }),
        DatabaseModule.forRoot(dataSource, settings),
        TerminusModule.forRoot({ logger: false }),
      ],
      controllers: [
        HealthController,
        MetricsController,
        UsersController,
        ProductsController,
        DashboardsController,
        EventsController,
      ],
      providers: [DatabaseHealth, Metrics],
    };
  }
}
