import { migrationRuns, migrationStatus, type MigrationsOf } from '../commands/migration-status';
import type { RunTotals } from '../history/audit-log';
import type { MigrationStatus } from '../report/report';

/** The migrations of the service's database, as a provider: what a health check or a metric asks. */
export class Migrations {
  private asking: Promise<MigrationStatus> | undefined;

  /**
   * @param database which database of which project
   * @param timeout milliseconds within which it has to answer
   */
  constructor(
    private readonly database: MigrationsOf,
    private readonly timeout: number,
  ) {}

  /**
   * Where the database is now. Callers at the same time get the same answer, so that many checks are one question.
   *
   * @throws PlumblineError those of `migrationStatus`
   */
  status(): Promise<MigrationStatus> {
    this.asking ??= migrationStatus({ ...this.database, timeout: this.timeout }).finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  /**
   * What the history table says of each revision and direction, whoever ran it.
   *
   * @throws PlumblineError those of `migrationRuns`
   */
  runs(): Promise<readonly RunTotals[]> {
    return migrationRuns({ ...this.database, timeout: this.timeout });
  }
}
