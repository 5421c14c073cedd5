import type { Tenant } from '../config/tenants';
import { describeError } from '../errors/describe-error';
import { isPlumblineError } from '../errors/plumbline-error';
import type { TenantCommand, TenantOutcome, TenantResult, TenantsReport } from '../report/report';
import type { RunEvent } from '../report/run-event';
import { uncaughtBy } from '../runner/interruption';
import { chooseTenants } from './choose-tenants';
import type { CommandIo } from './command-io';
import type { OptionsOf } from './options';
import { openProject } from './project';
import { runPool } from './run-pool';
import { parseTenantOptions, type TenantOptions } from './tenant-options';
import { TENANT_WORK, type Work } from './tenant-work';

type Emit = (event: RunEvent) => void;

/**
 * Runs a command for each tenant of an environment, some of them at a time. One that fails stops no other, unless
 * `--fail-fast` is given; what it failed with is in its result.
 *
 * @throws PlumblineError what is wrong before the first tenant: `usage`, those of the configuration and of {@link chooseTenants}
 */
export async function overTenants<Command extends TenantCommand>(
  command: Command,
  options: OptionsOf<Command> & TenantOptions,
  io: CommandIo,
  emit: Emit,
): Promise<TenantsReport> {
  const began = performance.now();
  const choices = parseTenantOptions(options, io.variables);
  const { confirm: _, ...unattended } = io;
  // Many runs at a time cannot ask somebody at one terminal.
  const project = await openProject(options, { ...unattended, interactive: false });
  const environment = options.env ?? project.config.defaultEnvironment;
  const work = TENANT_WORK[command]({ project, environment }, options);
  const tenants = await chooseTenants(project, options, choices);
  const tally = new Tally(tenants.length, emit);
  await runPool(tenants, {
    concurrency: choices.concurrency,
    mayBegin: () => io.signal?.aborted !== true && !(choices.failFast && tally.failed > 0),
    run: async (tenant) => tally.add(await resultOf(tenant, work, emit)),
  });
  const stopped = tally.isWhole ? undefined : reasonOf(io.signal);
  return {
    command: 'tenants',
    run: command,
    environment,
    ...(choices.shard === undefined ? {} : { shard: `${choices.shard.number}/${choices.shard.of}` }),
    tenants: tenants.map((tenant) => tally.results.get(tenant.name) ?? described(tenant, 'not tried')),
    ...(stopped === undefined ? {} : { stopped }),
    milliseconds: performance.now() - began,
  };
}

/** Runs the work for a tenant; whatever goes wrong is its result. */
async function resultOf(tenant: Tenant, work: Work, emit: Emit): Promise<TenantResult> {
  const began = performance.now();
  const revisions: string[] = [];
  const tell: Emit = (event) => {
    if (event.kind === 'revision-finished') revisions.push(event.revision);
    emit({ ...event, tenant: tenant.name });
  };
  try {
    const found = await work(tenant, tell);
    return { ...described(tenant, found.outcome), ...found, milliseconds: performance.now() - began };
  } catch (error) {
    const isStopped = isPlumblineError(error, 'interrupted') || isPlumblineError(error, 'terminated');
    return {
      ...described(tenant, isStopped ? 'interrupted' : 'failed'),
      ...(revisions.length === 0 ? {} : { revisions }),
      milliseconds: performance.now() - began,
      error: describeError(error),
    };
  }
}

function described({ name, target, schema }: Tenant, outcome: TenantOutcome): TenantResult {
  return {
    tenant: name,
    url: target.displayUrl,
    ...(schema === undefined ? {} : { schema }),
    outcome,
  };
}

/** Why not all of them were tried: somebody stopped it, or one that failed did, also by an error that nobody caught. */
function reasonOf(signal: AbortSignal | undefined): 'SIGINT' | 'SIGTERM' | 'failure' {
  if (signal?.aborted !== true || uncaughtBy(signal) !== undefined) return 'failure';
  return signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
}

/** The results so far. */
class Tally {
  readonly results = new Map<string, TenantResult>();
  failed = 0;

  constructor(
    private readonly total: number,
    private readonly emit: Emit,
  ) {}

  /** Whether every tenant came to its own end. */
  get isWhole(): boolean {
    const wasStopped = [...this.results.values()].some(({ outcome }) => outcome === 'interrupted');
    return this.results.size === this.total && !wasStopped;
  }

  add(result: TenantResult): void {
    this.results.set(result.tenant, result);
    if (result.outcome === 'failed') this.failed += 1;
    const { tenant, outcome, milliseconds = 0, error } = result;
    this.emit({
      kind: 'tenant-finished',
      tenant,
      outcome,
      milliseconds,
      finished: this.results.size,
      failed: this.failed,
      total: this.total,
      ...(error === undefined ? {} : { reason: error.message }),
    });
  }
}
