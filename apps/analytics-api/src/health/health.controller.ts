import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { MigrationsHealthIndicator } from '@plumbline/engine/nestjs';
import { DatabaseHealth } from './database-health';

/** Whether the service lives, whether its database answers, and where the migrations are. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseHealth,
    private readonly migrations: MigrationsHealthIndicator,
  ) {}

  @Get()
  @ApiOkResponse({ description: 'The process lives. The database is not asked.' })
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('database')
  @ApiOkResponse({ description: 'The database answers a query in time.' })
  @ApiServiceUnavailableResponse({ description: 'It does not; with the reasons.' })
  databaseAnswers(): Promise<HealthCheckResult> {
    return this.health.check([() => this.database.answers()]);
  }

  @Get('detailed')
  @ApiOkResponse({ description: 'The database answers, and is at head.' })
  @ApiServiceUnavailableResponse({ description: 'One of them is not so; with the reasons.' })
  everything(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.database.answers(),
      () => this.migrations.isAtHead(),
      () => ({ service: { status: 'up', uptimeSeconds: Math.floor(process.uptime()) } }),
    ]);
  }
}
