import * as v from 'valibot';
import { PlumblineError } from '../errors/plumbline-error';
import type { TenantConfig, TenantsConfig } from './define-config';
import { problemOf } from './problem-of';
import { redactUrl } from './redact';

export const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
const envReference = v.strictObject({ env: text, default: v.optional(v.string()) });
export const urlSchema = v.union([text, envReference], "must be a URL or env('NAME')");

/** What a tenant may be called: it stands in tables, in lines of a log and in patterns. */
const NAME = /^[^\s*\p{C}]{1,120}$/u;
const SCHEMA_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_$.-]*$/u;
/** PostgreSQL cuts a longer name off, so that two tenants would be one (manual, 4.1.1: NAMEDATALEN). */
const LONGEST_NAME = 63;

const name = v.pipe(
  v.string('must be a text'),
  v.check(
    (value) => NAME.test(value),
    ({ input }) => `${shown(input)} is no name for a tenant: it may have no blanks and no *`,
  ),
);
const schemaName = v.pipe(
  v.string('must be a text'),
  v.check(
    (value) => problemOfSchema(value) === undefined,
    ({ input }) => `${shown(input)} ${problemOfSchema(input) ?? ''}`,
  ),
);
const inSchema = v.strictObject({ name: v.optional(name), schema: schemaName });
const atUrl = v.strictObject({ name, url: urlSchema });

/** The kind is chosen by what is there, so that what is wrong with it can be said. */
const entry = v.lazy((given): v.GenericSchema<unknown> => {
  if (typeof given === 'string') return schemaName;
  if (typeof given !== 'object' || given === null) {
    return v.never('must be the name of a schema, { schema }, or { name, url }');
  }
  return 'url' in given ? atUrl : inSchema;
});
const entries = v.array(entry, 'must be a list');

export const tenantsSchema = v.lazy((given): v.GenericSchema<unknown> => {
  if (Array.isArray(given)) return entries;
  if (typeof given === 'object' && given !== null) return v.strictObject({ query: text });
  return v.custom<TenantsConfig>((x) => typeof x === 'function', 'must be a list, a function or { query }');
});

/**
 * Checks what a function or a query gave as tenants.
 *
 * @param source who gave them, in a sentence: `the query`
 * @throws PlumblineError `invalid-tenants` with a line for each problem
 */
export function parseTenantEntries(
  given: unknown,
  { environment, source }: { readonly environment: string; readonly source: string },
): readonly TenantConfig[] {
  const result = v.safeParse(v.strictObject({ tenants: entries }), { tenants: given });
  if (result.success) return result.output.tenants as readonly TenantConfig[];
  throw new PlumblineError('invalid-tenants', {
    environment,
    problems: result.issues.map((issue) => `${source}: ${problemOf(issue)}`),
  });
}

function problemOfSchema(schema: string): string | undefined {
  if (!SCHEMA_NAME.test(schema)) {
    return 'is no name for the schema of a tenant: letters, digits, _, and after the first of them $, . and - too';
  }
  if (Buffer.byteLength(schema) > LONGEST_NAME) {
    return `is longer than ${LONGEST_NAME} bytes, and PostgreSQL would cut it off`;
  }
  return /^pg_|^information_schema$/i.test(schema) ? 'is a schema of PostgreSQL itself' : undefined;
}

/** A URL may stand where a name is meant; its password must not be told. */
function shown(value: string): string {
  return JSON.stringify(redactUrl(value));
}
