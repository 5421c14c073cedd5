import type { Tenant } from '../config/tenants';
import { readTimeouts } from '../config/timeouts';
import { PlumblineError } from '../errors/plumbline-error';
import type { TenantCommand, TenantResult } from '../report/report';
import type { RunEvent } from '../report/run-event';
import { askWithin } from './ask-within';
import { currentIn } from './current';
import { withDatabaseAt, type Database, type Place } from './database';
import type { OptionsOf } from './options';
import type { Project } from './project';
import { stampIn } from './stamp';
import { parseSeconds, statusIn } from './status';
import { assertSameForAll } from './tenant-options';
import { moveIn, planMove } from './upgrade';

type Emit = (event: RunEvent) => void;
/** What a command found or did, as far as it is not said of every tenant. */
type Found = Omit<TenantResult, 'tenant' | 'url' | 'schema' | 'milliseconds' | 'error'>;
/** What a command does to each tenant. */
export type Work = (tenant: Tenant, emit: Emit) => Promise<Found>;

/** The tenants of which environment of which project. */
export interface TenantScope {
  readonly project: Project;
  readonly environment: string;
}

/** What each command does to a tenant; its options are checked before the first. */
export const TENANT_WORK: {
  readonly [Command in TenantCommand]: (scope: TenantScope, options: OptionsOf<Command>) => Work;
} = {
  upgrade: (scope, options) => moving(scope, 'upgrade', options),
  downgrade: (scope, options) => moving(scope, 'downgrade', options),
  stamp: stamping,
  current: (scope) => (tenant) =>
    inTenant(scope, tenant, async (database) => {
      const { revisions, unknown, edited, pending, atHead } = await currentIn(scope.project, database);
      const to = [...revisions.map(({ revision }) => revision), ...unknown];
      const inOrder = atHead ? 'at head' : 'behind';
      return { outcome: unknown.length + edited.length > 0 ? 'drifted' : inOrder, to, pending };
    }),
  status: (scope, options) => {
    const timeout = parseSeconds(options.timeout);
    if (options.schema === true) throw schemaOfTenants();
    return async (tenant) => {
      const status = await askWithin(placeOf(scope, tenant), timeout, async (database) => {
        await assertInSchema(database, tenant);
        return statusIn(scope.project, database, false);
      });
      const { state: outcome, revisions: to, pending, drift } = status;
      return { outcome, to, pending, drift };
    };
  },
};

function moving(
  scope: TenantScope,
  direction: 'upgrade' | 'downgrade',
  options: OptionsOf<'upgrade' | 'downgrade'>,
): Work {
  assertSameForAll(options.revision ?? 'heads', direction);
  if (options.backup === true) {
    const problem = '--backup backs up one database, and these are the databases of many tenants.';
    const hint =
      'Back up before the run: plumbline backup for the database of all schemas, or the means of your host';
    throw new PlumblineError('usage', { problem, hint });
  }
  const move = planMove(scope.project, direction, options);
  return (tenant, emit) =>
    inTenant(scope, tenant, async (database) => {
      const { from, to, revisions } = await moveIn(scope.project, database, move, emit);
      const ids = revisions.map(({ revision }) => revision);
      return { outcome: ids.length === 0 ? 'at the target' : 'done', from, to, revisions: ids };
    });
}

function stamping(scope: TenantScope, options: OptionsOf<'stamp'>): Work {
  for (const revision of options.revisions ?? []) assertSameForAll(revision, 'stamp');
  const { project } = scope;
  const { runLock } = readTimeouts(project.config, project.io.variables);
  const { signal } = project.io;
  return (tenant, emit) =>
    inTenant(scope, tenant, async (database) => {
      const { from, to } = await stampIn(project, database, options, {
        timeout: runLock,
        onWait: (holder) => emit({ kind: 'lock-waiting', holder }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { outcome: 'done', from, to };
    });
}

/** The bookkeeping of a tenant is in its schema; of one that has a database, where it is in every other. */
function placeOf({ project, environment: name }: TenantScope, { target, ...tenant }: Tenant): Place {
  const schema = tenant.schema ?? project.config.versionSchema;
  return { environment: { name, target }, ...(schema === undefined ? {} : { schema }) };
}

/** Connects to a tenant's database, and lets nothing run in the schema of somebody else. */
async function inTenant<T>(
  scope: TenantScope,
  tenant: Tenant,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  return withDatabaseAt(placeOf(scope, tenant), async (database) => {
    await assertInSchema(database, tenant);
    return use(database);
  });
}

/** A schema that is not there is passed over in the search path, and what is meant for it would land in the next one. */
async function assertInSchema({ dialect, session }: Database, { name, schema }: Tenant): Promise<void> {
  if (schema === undefined) return;
  const current = await dialect.defaultSchema(session);
  if (current === schema) return;
  throw new PlumblineError('tenant-schema-missing', {
    tenant: name,
    schema,
    ...(current === undefined ? {} : { current }),
  });
}

function schemaOfTenants(): PlumblineError {
  return new PlumblineError('usage', {
    problem: '--schema compares one database with the entities, and reads all of its schemas for that.',
    hint: 'Compare a single tenant: plumbline check --url <its URL>',
  });
}
