import type { TenantConfig, TenantsConfig } from '../config/define-config';
import { redactUrl } from '../config/redact';
import { parseTenantEntries } from '../config/tenant-entries';
import { resolveTenants, type Tenant } from '../config/tenants';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { sha256 } from '../kernel/hash';
import { matcherOf } from '../kernel/pattern';
import { messageOf } from '../kernel/caught';
import { chooseEnvironment, withDatabase } from './database';
import type { CommonOptions } from './options';
import type { Project } from './project';
import type { Shard, TenantChoices } from './tenant-options';

/**
 * The tenants that a command is about, by name; none where none falls into the shard.
 *
 * @throws PlumblineError `unknown-environment`, `no-tenants`, `invalid-tenants`, `unknown-tenant`, and those of the
 *   environment's database where it is asked
 */
export async function chooseTenants(
  project: Project,
  options: CommonOptions,
  { patterns, shard }: TenantChoices,
): Promise<readonly Tenant[]> {
  const environment = options.env ?? project.config.defaultEnvironment;
  const configured = tenantsOf(project, environment);
  const entries = await listEntries(project, options, { environment, configured });
  const all = resolveTenants(entries, {
    environment,
    config: project.config,
    variables: project.io.variables,
    own: () => chooseEnvironment(project, options),
  });
  if (all.length === 0) {
    throw new PlumblineError('no-tenants', {
      environment,
      reason: `${SOURCES[kindOf(configured)]} gave none.`,
    });
  }
  assertUrlCounts(options, all, kindOf(configured));
  const named = matching(all, patterns);
  return shard === undefined ? named : named.filter(({ name }) => shardOf(name, shard.of) === shard.number);
}

/** @throws PlumblineError `usage` for a `--url` in whose database nothing is looked for */
function assertUrlCounts({ url }: CommonOptions, all: readonly Tenant[], kind: Kind): void {
  const isUsed = kind === 'query' || all.some(({ schema }) => schema !== undefined);
  if (url === undefined || isUsed) return;
  throw new PlumblineError('usage', {
    problem: "--url stands for the environment's own database, and each of these tenants has one for itself.",
    hint: 'Leave --tenants out for the database of that URL, or --url for those of the tenants',
  });
}

/** The part that a tenant belongs to, from 1: of its name alone, so that a tenant that comes or goes moves no other. */
export function shardOf(name: string, of: Shard['of']): number {
  return (Number.parseInt(sha256(name).slice(0, 12), 16) % of) + 1;
}

function tenantsOf({ config }: Project, environment: string): TenantsConfig {
  const known = Object.keys(config.environments);
  if (!known.includes(environment)) throw new PlumblineError('unknown-environment', { environment, known });
  const configured = config.environments[environment]?.tenants;
  if (configured !== undefined) return configured;
  throw new PlumblineError('no-tenants', { environment, reason: 'The configuration says nothing of them.' });
}

type Kind = 'list' | 'function' | 'query';
const SOURCES: Readonly<Record<Kind, string>> = {
  list: 'The list',
  function: 'The function',
  query: 'The query',
};

function kindOf(configured: TenantsConfig): Kind {
  if (typeof configured === 'function') return 'function';
  return 'query' in configured ? 'query' : 'list';
}

async function listEntries(
  project: Project,
  options: CommonOptions,
  { environment, configured }: { readonly environment: string; readonly configured: TenantsConfig },
): Promise<readonly TenantConfig[]> {
  const source = SOURCES[kindOf(configured)];
  if (typeof configured === 'function') {
    try {
      return parseTenantEntries(await configured({ environment }), { environment, source });
    } catch (error) {
      if (isPlumblineError(error)) throw error;
      // Not kept as the cause: it may quote a URL.
      const problems = [`${source} throws: ${withoutPasswords(error)}`];
      throw new PlumblineError('invalid-tenants', { environment, problems });
    }
  }
  if (!('query' in configured)) return configured;
  const rows = await withDatabase(project, options, ({ session }) => session.query(configured.query));
  return parseTenantEntries(rows.map(withoutNulls), { environment, source });
}

/** A row has a column for each kind of tenant where the query joins them; those that are null are not there. */
function withoutNulls(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

function withoutPasswords(error: unknown): string {
  return messageOf(error).replace(/\b[a-z][a-z0-9+]*:\/\/\S+/gi, redactUrl);
}

function matching(all: readonly Tenant[], patterns: readonly string[]): readonly Tenant[] {
  if (patterns.length === 0) return all;
  const matchers = patterns.map((pattern) => ({ pattern, matches: matcherOf(pattern) }));
  const idle = matchers.find(({ matches }) => !all.some(({ name }) => matches(name)));
  if (idle !== undefined) {
    const known = all.map(({ name }) => name);
    throw new PlumblineError('unknown-tenant', { pattern: idle.pattern, known });
  }
  return all.filter(({ name }) => matchers.some(({ matches }) => matches(name)));
}
