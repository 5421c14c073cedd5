import { AnalyticsDataSource, type AnalyticsDialect, type PoolState } from '@analytics/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { databaseFailure } from '../database/database-failure';
import { withinTime } from '../database/time-limit';
import { SETTINGS } from '../settings/service-config';
import type { ServiceSettings } from '../settings/service-settings';

/** What the database said about itself, or why it said nothing. */
export interface DatabaseHealthResult {
  readonly status: 'up' | 'down';
  readonly reason?: string;
  readonly dialect: AnalyticsDialect;
  readonly serverVersion?: string;
  readonly latencyMilliseconds?: number;
  readonly pool?: PoolState;
}

/** Each reads from the database itself, not only from the library that speaks to it. */
const VERSION_QUERIES: Readonly<Record<AnalyticsDialect, string>> = {
  postgres: "SELECT current_setting('server_version') AS version",
  sqlite: 'SELECT sqlite_version() AS version FROM (SELECT count(*) FROM sqlite_master)',
};

/** A health indicator, in the form of `@nestjs/terminus`: asks the database whether it answers in time. */
@Injectable()
export class DatabaseHealth {
  private readonly logger = new Logger('Health');
  /** The question that is not answered yet; further checks wait for the same answer and take no connection. */
  private asking: Promise<string> | undefined;

  constructor(
    private readonly dataSource: AnalyticsDataSource,
    @Inject(SETTINGS) private readonly settings: ServiceSettings,
  ) {}

  async answers(): Promise<{ readonly database: DatabaseHealthResult }> {
    const begin = performance.now();
    const { dialect } = this.dataSource;
    try {
      this.asking ??= this.ask().finally(() => (this.asking = undefined));
      const serverVersion = await withinTime(this.asking, this.settings.healthTimeout * 1000);
      const latencyMilliseconds = Math.round(performance.now() - begin);
      return {
        database: { status: 'up', dialect, serverVersion, latencyMilliseconds, ...this.pool() },
      };
    } catch (error) {
      this.logger.error(error);
      return { database: { status: 'down', reason: unhealthyReason(error), dialect, ...this.pool() } };
    }
  }

  private pool(): { readonly pool?: PoolState } {
    const { pool } = this.dataSource;
    return pool === undefined ? {} : { pool };
  }

  private async ask(): Promise<string> {
    const rows = await this.dataSource.query<{ version: string }[]>(VERSION_QUERIES[this.dataSource.dialect]);
    return rows[0]?.version ?? 'unknown';
  }
}

/** Why a check failed, without what the database said. */
function unhealthyReason(error: unknown): string {
  return databaseFailure(error)?.reason ?? 'The database does not answer a query; the log says why.';
}
