import type { MigrationStatus, RunTotals } from '@plumbline/engine';
import type { Migrations } from '@plumbline/engine/nestjs';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Of a long history the newest runs are told one by one, so that the number of series stays small. */
const NEWEST = 50;

/**
 * Metrics of the migrations. They come from the history table, not from what this process did, so that a run of the
 * command line or of a job shows too; every replica tells the same.
 *
 * @returns what reads the database and sets them; it throws nothing
 */
export function migrationMetrics(
  registry: Registry,
  migrations: Migrations,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const setStatus = statusMetrics(registry);
  const setRuns = runMetrics(registry);
  const up = new Gauge({
    name: 'plumbline_up',
    help: '1 when the state of the migrations could be read from the database.',
    registers: [registry],
  });
  return async () => {
    try {
      const [status, runs] = await Promise.all([migrations.status(), migrations.runs()]);
      setStatus(status);
      setRuns(runs);
      up.set(1);
    } catch (error) {
      onError(error);
      setStatus(undefined);
      up.set(0);
    }
  };
}

/** What is so now; without a status it is not known, and nothing is told. */
function statusMetrics(registry: Registry): (status: MigrationStatus | undefined) => void {
  const registers = [registry];
  const pending = new Gauge({
    name: 'plumbline_pending_revisions',
    help: 'Revisions that this version of the service has and the database has not.',
    labelNames: ['environment'],
    registers,
  });
  const drift = new Gauge({
    name: 'plumbline_drifted_revisions',
    help: 'Applied revisions that are not as they were: edited, unknown or deleted.',
    labelNames: ['kind'],
    registers,
  });
  const current = new Gauge({
    name: 'plumbline_current_revision_info',
    help: '1 for each revision that the database is at.',
    labelNames: ['revision'],
    registers,
  });
  const lastAt = new Gauge({
    name: 'plumbline_last_run_timestamp_seconds',
    help: 'When the last run of a revision began.',
    labelNames: ['direction', 'outcome'],
    registers,
  });
  return (status) => {
    for (const gauge of [pending, drift, current, lastAt]) gauge.reset();
    if (status === undefined) return;
    pending.set({ environment: status.environment }, status.pending.length);
    for (const kind of ['edited', 'unknown', 'deleted'] as const)
      drift.set({ kind }, status.drift[kind].length);
    for (const revision of status.revisions) current.set({ revision }, 1);
    const { lastRun } = status;
    if (lastRun === undefined) return;
    const { direction, outcome } = lastRun;
    lastAt.set({ direction, outcome }, Date.parse(lastRun.startedAt) / 1000);
  };
}

/** What was done; what was read before stays where it cannot be read again, as counters only go up. */
function runMetrics(registry: Registry): (runs: readonly RunTotals[]) => void {
  const registers = [registry];
  const byRevision = ['revision', 'direction'] as const;
  const duration = new Gauge({
    name: 'plumbline_migration_duration_seconds',
    help: 'How long the last successful run of a revision took.',
    labelNames: byRevision,
    registers,
  });
  const statements = new Gauge({
    name: 'plumbline_migration_statements',
    help: 'How many statements the last successful run of a revision applied.',
    labelNames: byRevision,
    registers,
  });
  const lockWait = new Gauge({
    name: 'plumbline_migration_lock_wait_seconds',
    help: 'How long the last successful run of a revision waited for the lock of the run.',
    labelNames: byRevision,
    registers,
  });
  const attempts = new Counter({
    name: 'plumbline_migrations_total',
    help: 'Attempts at revisions, by what came of them.',
    labelNames: ['direction', 'outcome'],
    registers,
  });
  const rollbacks = new Counter({
    name: 'plumbline_rollbacks_total',
    help: 'Revisions that were undone (downgrades that succeeded).',
    registers,
  });
  return (runs) => {
    for (const metric of [duration, statements, lockWait, attempts, rollbacks]) metric.reset();
    for (const { direction, outcomes } of runs) {
      // Of these there is always a series, so that an alert sees the first failure as an increase.
      for (const [outcome, times] of Object.entries({ done: 0, failed: 0, lost: 0, ...outcomes })) {
        attempts.inc({ direction, outcome }, times);
      }
      if (direction === 'downgrade') rollbacks.inc(outcomes['done'] ?? 0);
    }
    for (const { revision, direction, last } of runs.slice(-NEWEST)) {
      if (last === undefined) continue;
      duration.set({ revision, direction }, last.durationMs / 1000);
      statements.set({ revision, direction }, last.statements);
      lockWait.set({ revision, direction }, last.lockWaitMs / 1000);
    }
  };
}
