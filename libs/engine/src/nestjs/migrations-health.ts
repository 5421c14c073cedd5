import { whyNotReady } from '../commands/prepare-database';
import { isPlumblineError } from '../errors/plumbline-error';
import type { DriftReport, LastRun } from '../report/report';
import type { Migrations } from './migrations';

/** What a health check says of the migrations; no URL, no user, no text of the database. */
export interface MigrationsHealth {
  readonly status: 'up' | 'down';
  /** Why it is down, in a sentence of the error catalogue. */
  readonly reason?: string;
  /** The code of that error. */
  readonly code?: string;
  readonly revisions?: readonly string[];
  readonly heads?: readonly string[];
  readonly pending?: readonly string[];
  readonly drift?: Pick<DriftReport, 'edited' | 'unknown' | 'deleted'>;
  readonly lastRun?: Omit<LastRun, 'error'>;
}

/** A health indicator in the form of `@nestjs/terminus`: `health.check([() => indicator.isAtHead()])`. */
export class MigrationsHealthIndicator {
  constructor(private readonly migrations: Migrations) {}

  /**
   * Up when the database is at the heads of the revisions and none of them was edited or is unknown. Throws nothing
   * that the database can cause.
   *
   * @param key the name in the answer
   */
  async isAtHead<Key extends string = 'migrations'>(
    key: Key = 'migrations' as Key,
  ): Promise<Record<Key, MigrationsHealth>> {
    return { [key]: await this.health() } as Record<Key, MigrationsHealth>;
  }

  private async health(): Promise<MigrationsHealth> {
    try {
      const status = await this.migrations.status();
      const { revisions, heads, pending, drift, lastRun } = status;
      const { edited, unknown, deleted } = drift;
      const error = whyNotReady(status);
      return {
        status: error === undefined ? 'up' : 'down',
        ...(error === undefined ? {} : { reason: error.message, code: error.code }),
        revisions,
        heads,
        pending,
        drift: { edited, unknown, deleted },
        ...(lastRun === undefined ? {} : { lastRun: withoutText(lastRun) }),
      };
    } catch (error) {
      if (!isPlumblineError(error)) throw error;
      // Messages of these name the URL, if only without its password.
      return {
        status: 'down',
        reason: 'The database could not be asked; the log says why.',
        code: error.code,
      };
    }
  }
}

/** What the database said of a failure may hold names of the schema; it stays in the history. */
function withoutText({
  revision,
  direction,
  outcome,
  startedAt,
  milliseconds,
}: LastRun): Omit<LastRun, 'error'> {
  return { revision, direction, outcome, startedAt, milliseconds };
}
