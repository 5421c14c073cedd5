import { setTimeout as pause } from 'node:timers/promises';
import { exitCodeOf, isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { messageOf } from '../kernel/caught';
import type { MigrationStatus } from '../report/report';
import type { RunEvent } from '../report/run-event';
import type { OpenTrace } from '../telemetry/open-trace';
import { notTraced, traceOf } from '../telemetry/trace-of';
import { asCommand, migrationStatus, type MigrationsOf } from './migration-status';

/** What a service does at its start with a database that is not at head: refuse, say so and go on, or upgrade it. */
export type OnStartup = 'check' | 'warn' | 'upgrade';

/** What {@link prepareDatabase} tells while it works. */
export type StartupEvent =
  | RunEvent
  /** Told once for each reason. */
  | { readonly kind: 'database-awaited'; readonly reason: string }
  | { readonly kind: 'not-ready'; readonly error: PlumblineError };

export interface PrepareRequest extends MigrationsOf {
  readonly onStartup: OnStartup;
  /** Milliseconds to wait for a database that cannot be reached. Default: 30,000. */
  readonly startupTimeout?: number;
  /** Milliseconds to wait for another process that upgrades the same database. Default: 600,000. */
  readonly migrationTimeout?: number;
  readonly emit?: (event: StartupEvent) => void;
}

const STARTUP_TIMEOUT = 30_000;
const MIGRATION_TIMEOUT = 600_000;
const BETWEEN_ATTEMPTS = 250;

/** What passes by itself while a database is being started or created. */
const PASSING = ['database-unreachable', 'database-missing', 'authentication-failed'] as const;

/**
 * What a service does before it serves: waits until the database answers, and looks whether it is at the heads of the
 * revisions. `check` refuses otherwise, `warn` tells and goes on, `upgrade` applies what is pending; of several
 * processes that start at once one applies it, and the others wait for that.
 *
 * @returns the status in the end
 * @throws PlumblineError `database-unreachable`, `database-missing` and `authentication-failed` when the time is over;
 *   with `check` and `upgrade` `not-at-head`, `unknown-applied-revision` and `edited-revision`; with `upgrade` those of
 *   an upgrade
 */
export async function prepareDatabase(request: PrepareRequest): Promise<MigrationStatus> {
  const emit = request.emit ?? ((): void => undefined);
  const found = await awaitStatus(request, emit);
  if (request.onStartup === 'upgrade' && found.state === 'behind') await upgradeOnce(request, emit);
  const status = request.onStartup === 'upgrade' ? await migrationStatus(request) : found;
  const error = whyNotReady(status);
  if (error === undefined) return status;
  if (request.onStartup !== 'warn') throw error;
  emit({ kind: 'not-ready', error });
  return status;
}

/** Why a service of this code is not to work on a database, or undefined. */
export function whyNotReady({ revisions, pending, drift }: MigrationStatus): PlumblineError | undefined {
  if (drift.unknown.length > 0) {
    return new PlumblineError('unknown-applied-revision', { revisions: drift.unknown });
  }
  if (drift.edited.length > 0) return new PlumblineError('edited-revision', { revisions: drift.edited });
  return pending.length === 0
    ? undefined
    : new PlumblineError('not-at-head', { current: revisions, pending });
}

async function awaitStatus(
  request: PrepareRequest,
  emit: (event: StartupEvent) => void,
): Promise<MigrationStatus> {
  const { startupTimeout = STARTUP_TIMEOUT } = request;
  const end = Date.now() + startupTimeout;
  let told: string | undefined;
  for (;;) {
    try {
      return await migrationStatus({ ...request, timeout: Math.max(end - Date.now(), 1) });
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (Date.now() + BETWEEN_ATTEMPTS >= end) throw waitedFor(error, startupTimeout);
      const reason = error.message;
      if (reason !== told) emit({ kind: 'database-awaited', reason });
      told = reason;
      await pause(BETWEEN_ATTEMPTS);
    }
  }
}

function isPassing(error: unknown): error is PlumblineError {
  return PASSING.some((code) => isPlumblineError(error, code));
}

/** The error, which says how long was waited where it says why. */
function waitedFor(error: PlumblineError, milliseconds: number): PlumblineError {
  if (!isPlumblineError(error, 'database-unreachable')) return error;
  const reason = `${error.data.reason} Waited ${milliseconds / 1000} s for it.`;
  return new PlumblineError('database-unreachable', { ...error.data, reason }, { cause: error });
}

/** Upgrades, or waits for the process that does; with a trace of it where the environment wants one. */
async function upgradeOnce(request: PrepareRequest, emit: (event: RunEvent) => void): Promise<void> {
  const { variables } = asCommand(request).io;
  const trace = await traceOf('plumbline upgrade', variables);
  const tell = (event: RunEvent): void => {
    trace?.tell(event);
    emit(event);
  };
  const end = async (...code: Parameters<OpenTrace['end']>): Promise<void> => {
    const trouble = await trace?.end(...code);
    if (trouble !== undefined) emit(notTraced(trouble));
  };
  try {
    await upgradeOrWait(request, tell);
  } catch (error) {
    await end(exitCodeOf(error), messageOf(error));
    throw error;
  }
  await end(0);
}

/** A run gives up its place in the queue for the lock earlier than we do. */
async function upgradeOrWait(request: PrepareRequest, emit: (event: RunEvent) => void): Promise<void> {
  const { upgrade } = await import('./upgrade');
  const { options, io } = asCommand(request);
  const end = Date.now() + (request.migrationTimeout ?? MIGRATION_TIMEOUT);
  for (;;) {
    try {
      await upgrade({ ...options, revision: 'heads' }, io, emit);
      return;
    } catch (error) {
      if (!isPlumblineError(error, 'lock-timeout') || Date.now() >= end) throw error;
    }
  }
}
