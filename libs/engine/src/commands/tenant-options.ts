import type { Variables } from '../config/environment';
import { PlumblineError } from '../errors/plumbline-error';
import { parseSymbol } from '../revisions/graph/symbol-syntax';
import type { CommandOptions } from './command-io';

/** The options that every command has which goes through tenants. */
export interface TenantOptions {
  readonly tenants?: boolean;
  readonly tenant?: readonly string[];
  readonly concurrency?: string;
  readonly shard?: string;
  readonly failFast?: boolean;
}

/** A part of all tenants; `number` from 1 to `of`. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

export interface TenantChoices {
  /** All of them without a pattern. */
  readonly patterns: readonly string[];
  readonly concurrency: number;
  readonly shard?: Shard;
  readonly failFast: boolean;
}

const CONCURRENCY = 4;
const MOST_AT_ONCE = 256;
const MOST_SHARDS = 9999;
/** What Kubernetes tells each pod of an Indexed Job: its number, from 0. */
const JOB_INDEX = 'JOB_COMPLETION_INDEX';

const NAMES = [
  'tenants',
  'tenant',
  'concurrency',
  'shard',
  'failFast',
] as const satisfies readonly (keyof TenantOptions)[];

/** Whether a command is about tenants: any of the options says so. */
export function isAboutTenants(given: CommandOptions): boolean {
  return NAMES.some((name) => given[name] !== undefined && given[name] !== false);
}

/** @throws PlumblineError `usage`, `invalid-variable` */
export function parseTenantOptions(options: TenantOptions, variables: Variables): TenantChoices {
  const { tenants = false, tenant: patterns = [], failFast = false } = options;
  if (!tenants && patterns.length === 0) {
    throw usage(
      '--concurrency, --shard and --fail-fast are about tenants, and no tenant is asked for.',
      'Say which: --tenants for all of them, or --tenant <name>',
    );
  }
  const shard = options.shard === undefined ? undefined : parseShard(options.shard, variables);
  return {
    patterns,
    failFast,
    concurrency: parseConcurrency(options.concurrency),
    ...(shard === undefined ? {} : { shard }),
  };
}

/**
 * Refuses a target that counts from where each database is: a rerun would move those again that are done.
 *
 * @throws PlumblineError `usage`
 */
export function assertSameForAll(target: string, command: string): void {
  const { steps, name } = parseSymbol(target);
  if (steps === undefined || name !== undefined) return;
  throw usage(
    `'${target}' counts from where each tenant is, so that a rerun would not end where this run ends.`,
    `Name the revision that all tenants are to be at: plumbline ${command} <revision> --tenants`,
  );
}

function parseConcurrency(text = String(CONCURRENCY)): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MOST_AT_ONCE) return number;
  throw usage(
    `--concurrency is '${text}', and takes a whole number from 1 to ${MOST_AT_ONCE}.`,
    'For example: --concurrency 8',
  );
}

function parseShard(text: string, variables: Variables): Shard {
  const [, number = '', of = ''] = /^(\d{1,4}|job)\/(\d{1,4})$/.exec(text) ?? [];
  const count = Number(of);
  const shard = { number: number === 'job' ? jobNumber(variables, count) : Number(number), of: count };
  if (count >= 1 && shard.number >= 1 && shard.number <= count) return shard;
  throw usage(
    `--shard is '${text}', and takes the number of a part, from 1, and how many parts there are, at most ${MOST_SHARDS}.`,
    'For example: --shard 2/8 for the second of eight, or --shard job/8 in an Indexed Job of Kubernetes',
  );
}

function jobNumber(variables: Variables, of: number): number {
  const value = variables[JOB_INDEX];
  if (value !== undefined && /^\d{1,4}$/.test(value) && Number(value) < of) return Number(value) + 1;
  throw new PlumblineError('invalid-variable', {
    variable: JOB_INDEX,
    value: value ?? '',
    expected: `the number of the pod in its Indexed Job, from 0 and below ${of}, as --shard job/${of} takes it`,
  });
}

function usage(problem: string, hint: string): PlumblineError {
  return new PlumblineError('usage', { problem, hint });
}
