import type { AnalyticsDataSource } from '@analytics/core';
import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseModule } from './database/database.module';
import { DatabaseHealthCheck } from './health/database-health';
import { HealthController } from './health/health.controller';
import { ProductsController } from './products/products.controller';
import type { ServiceSettings } from './settings/service-settings';
import { SettingsModule } from './settings/settings.module';
import { UsersController } from './users/users.controller';

/** The service. */
@Module({})
export class AppModule {
  static forRoot(settings: ServiceSettings, dataSource: AnalyticsDataSource): DynamicModule {
    return {
      module: AppModule,
      imports: [SettingsModule.forRoot(settings), DatabaseModule.forRoot(dataSource)],
      controllers: [HealthController, UsersController, ProductsController],
      providers: [DatabaseHealthCheck],
    };
  }
}
