import { AnalyticsDataSource } from '@analytics/core';
import { Injectable, Logger } from '@nestjs/common';
import { Migrations } from '@plumbline/engine/nestjs';
import { Registry } from 'prom-client';
import { databaseMetrics } from './database-metrics';
import { migrationMetrics } from './migration-metrics';

/** What Prometheus reads. Where the database is away it gets what is known without it, and `plumbline_up 0`. */
@Injectable()
export class Metrics {
  private readonly logger = new Logger('Metrics');
  private readonly registry = new Registry();
  private readonly readMigrations: () => Promise<void>;
  private readonly readPool: () => void;

  constructor(dataSource: AnalyticsDataSource, migrations: Migrations) {
    this.readMigrations = migrationMetrics(this.registry, migrations, (error) => this.logger.error(error));
    this.readPool = databaseMetrics(this.registry, dataSource);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    await this.readMigrations();
    this.readPool();
    return this.registry.metrics();
  }
}
