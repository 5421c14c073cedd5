import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { groupBy } from '../kernel/group-by';
import { byText } from '../kernel/ordering';
import { searchPathOf, type DatabaseTarget, type PostgresTarget } from './database-url';
import type { TenantConfig } from './define-config';
import { resolveUrl, type Environment } from './environment';
import type { Config } from './parse-config';
import type { Variables } from './variables';

/** A tenant whose database is known. */
export interface Tenant {
  readonly name: string;
  readonly target: DatabaseTarget;
  /** The schema that is the tenant's; absent where the whole database is. */
  readonly schema?: string;
}

export interface TenantContext {
  readonly config: Config;
  readonly variables: Variables;
  /** The environment, whose database is only asked for where a tenant is a schema of it. */
  readonly own: () => Environment;
  readonly environment: string;
}

/**
 * Where each tenant is, by name.
 *
 * @throws PlumblineError `invalid-tenants` with every problem: a URL that does not parse, a variable that is not set, a schema
 *   where the database has none, two tenants of one name or in one place
 */
export function resolveTenants(entries: readonly TenantConfig[], context: TenantContext): readonly Tenant[] {
  const problems: string[] = [];
  const tenants: Tenant[] = [];
  for (const entry of entries) {
    const tenant = resolveTenant(entry, context);
    if (typeof tenant === 'string') problems.push(`${nameOf(entry)}: ${tenant}`);
    else tenants.push(tenant);
  }
  problems.push(
    ...repeated(tenants, ({ name }) => name).map(([first]) => `${first.name}: two tenants have this name`),
    ...repeated(tenants, placeOf).map(
      ([first, second]) => `${first.name}, ${second.name}: both are the same place`,
    ),
  );
  if (problems.length > 0) {
    throw new PlumblineError('invalid-tenants', { environment: context.environment, problems });
  }
  return tenants.sort(byText(({ name }) => name));
}

/** @returns what is wrong with it, where something is */
function resolveTenant(entry: TenantConfig, context: TenantContext): Tenant | string {
  const name = nameOf(entry);
  if (typeof entry === 'object' && 'url' in entry) {
    try {
      return { name, target: resolveUrl(entry.url, context) };
    } catch (error) {
      if (!isPlumblineError(error)) throw error;
      return `${error.message} ${error.why}`;
    }
  }
  const schema = typeof entry === 'string' ? entry : entry.schema;
  const { target } = context.own();
  if (target.dialect !== 'postgres') {
    return `it is a schema, and ${target.displayUrl} has none; a database of its own is { name, url }`;
  }
  return { name, schema, target: atSchema(target, schema) };
}

function nameOf(entry: TenantConfig): string {
  if (typeof entry === 'string') return entry;
  return 'url' in entry ? entry.name : (entry.name ?? entry.schema);
}

/**
 * A database with a schema before all others: names without a schema are the tenant's. What the URL has on its path follows,
 * else `public`, where extensions are.
 */
function atSchema(target: PostgresTarget, schema: string): PostgresTarget {
  const path = searchPathOf(target);
  const rest = (path.length === 0 ? ['public'] : path).filter((name) => name !== schema);
  const { options = '', ...parameters } = target.parameters;
  const setting = [schema, ...rest].map(quoted).join(',');
  return {
    ...target,
    parameters: { ...parameters, options: `${options} -c search_path=${setting}`.trimStart() },
  };
}

/** An identifier in a setting that is given at the start of a connection, where a backslash keeps blanks. */
function quoted(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`.replace(/[\\\s]/g, '\\$&');
}

function placeOf({ target, schema }: Tenant): string {
  if (target.dialect !== 'postgres') return target.path;
  const { host, port, database } = target;
  return [host, port, database, schema ?? searchPathOf(target)[0] ?? 'public'].join(' ');
}

/** The first two of each group that has more than one. */
function repeated<T>(all: readonly T[], key: (one: T) => string): readonly (readonly [T, T])[] {
  const groups = groupBy(all, key);
  return [...groups.values()].flatMap(([first, second]) =>
    first === undefined || second === undefined ? [] : [[first, second] as const],
  );
}
