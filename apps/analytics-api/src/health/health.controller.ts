import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { DatabaseHealthCheck, unhealthyReason, type DatabaseHealth } from './database-health';

/** Whether the service lives, and whether its database answers. */
@Controller('health')
export class HealthController {
  constructor(private readonly database: DatabaseHealthCheck) {}

  @Get()
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('database')
  async databaseAnswers(): Promise<DatabaseHealth> {
    try {
      return await this.database.check();
    } catch (error) {
      throw new ServiceUnavailableException(unhealthyReason(error), { cause: error });
    }
  }
}
