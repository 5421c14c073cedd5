import { AnalyticsDataSource, type AnalyticsDialect } from '@analytics/core';
import { Inject, Injectable } from '@nestjs/common';
import { databaseFailure } from '../database/database-failure';
import { withinTime } from '../database/time-limit';
import { SETTINGS } from '../settings/settings.module';
import type { ServiceSettings } from '../settings/service-settings';

/** What the database said about itself. */
export interface DatabaseHealth {
  readonly status: 'ok';
  readonly dialect: AnalyticsDialect;
  readonly serverVersion: string;
  readonly latencyMilliseconds: number;
}

/** Each reads from the database itself, not only from the library that speaks to it. */
const VERSION_QUERIES: Readonly<Record<AnalyticsDialect, string>> = {
  postgres: "SELECT current_setting('server_version') AS version",
  sqlite: 'SELECT sqlite_version() AS version FROM (SELECT count(*) FROM sqlite_master)',
};

/** Asks the database whether it answers. */
@Injectable()
export class DatabaseHealthCheck {
  /** The question that is not answered yet; further checks wait for the same answer and take no connection. */
  private asking: Promise<string> | undefined;

  constructor(
    private readonly dataSource: AnalyticsDataSource,
    @Inject(SETTINGS) private readonly settings: ServiceSettings,
  ) {}

  /** @throws the error of the database, or `TimeLimitError` */
  async check(): Promise<DatabaseHealth> {
    const begin = performance.now();
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    const serverVersion = await withinTime(this.asking, this.settings.healthTimeout * 1000);
    const latencyMilliseconds = Math.round(performance.now() - begin);
    return { status: 'ok', dialect: this.dataSource.dialect, serverVersion, latencyMilliseconds };
  }

  private async ask(): Promise<string> {
    const rows = await this.dataSource.query<{ version: string }[]>(VERSION_QUERIES[this.dataSource.dialect]);
    return rows[0]?.version ?? 'unknown';
  }
}

/** Why a check failed, without what the database said. */
export function unhealthyReason(error: unknown): string {
  return databaseFailure(error)?.reason ?? 'The database does not answer a query; the log says why.';
}
