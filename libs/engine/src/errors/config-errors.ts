import { list, type ErrorTable } from './entry';

/** Errors of the configuration file, the environment and the command line. */
export interface ConfigErrorData {
  'config-not-found': { readonly searched: readonly string[] };
  'invalid-config': { readonly file: string; readonly problems: readonly string[] };
  'unknown-environment': { readonly environment: string; readonly known: readonly string[] };
  'missing-variable': { readonly variable: string; readonly environment: string };
  'invalid-variable': { readonly variable: string; readonly value: string; readonly expected: string };
  /** `url` has passed the redactor. */
  'malformed-url': { readonly url: string; readonly reason: string };
  'unsupported-database': { readonly scheme: string };
  'invalid-tenants': { readonly environment: string; readonly problems: readonly string[] };
  'no-tenants': { readonly environment: string; readonly reason: string };
  'unknown-tenant': { readonly pattern: string; readonly known: readonly string[] };
  'tracing-packages-missing': Record<never, never>;
  /** `endpoint` has passed the redactor. */
  'trace-not-delivered': { readonly endpoint: string; readonly reason: string };
  usage: { readonly problem: string; readonly hint: string };
}

export const configErrors: ErrorTable<ConfigErrorData> = {
  'config-not-found': {
    exit: 2,
    what: () => 'There is no plumbline.config.ts.',
    why: (d) => `Looked in ${d.searched.join(', ')}.`,
    next: () => 'Run the command where the file is, or name it: --config path/to/plumbline.config.ts',
  },
  'invalid-config': {
    exit: 2,
    what: (d) => `${d.file} is not a valid configuration.`,
    why: (d) => d.problems.join('\n'),
    next: () => 'Correct each of these; docs/configuration.md lists every key.',
  },
  'unknown-environment': {
    exit: 2,
    what: (d) => `There is no environment '${d.environment}'.`,
    why: (d) => `The configuration has ${d.known.join(', ')}.`,
    next: () => 'Name one of these with --env, or add it to the configuration.',
  },
  'missing-variable': {
    exit: 2,
    what: (d) => `${d.variable} is not set.`,
    why: (d) => `The environment '${d.environment}' takes its database from it and has no default.`,
    next: (d) =>
      `Set it (${d.variable}=postgresql://user@host:5432/database), pass --url, or choose another --env.`,
  },
  'invalid-variable': {
    exit: 2,
    what: (d) => `${d.variable}=${d.value} is not valid.`,
    why: (d) => `Expected ${d.expected}.`,
    next: (d) => `Correct ${d.variable}, or unset it for the default.`,
  },
  'malformed-url': {
    exit: 2,
    what: (d) => `'${d.url}' is not a database URL.`,
    why: (d) => d.reason,
    next: () => 'Write postgresql://user:password@host:5432/database or sqlite:///path/to/file.db',
  },
  'unsupported-database': {
    exit: 2,
    what: (d) => `Databases of the kind '${d.scheme}' are not supported.`,
    why: () => 'Plumbline speaks PostgreSQL and SQLite.',
    next: () => 'Use a postgresql:// or a sqlite:// URL.',
  },
  'invalid-tenants': {
    exit: 2,
    what: (d) => `The tenants of '${d.environment}' cannot be used as they are; none was touched.`,
    why: (d) => d.problems.join('\n'),
    next: () =>
      'Correct each of these in the configuration, or in what it asks; docs/tenants.md has the forms.',
  },
  'no-tenants': {
    exit: 2,
    what: (d) => `'${d.environment}' has no tenants.`,
    why: (d) => d.reason,
    next: (d) =>
      `Name them in the configuration: environments.${d.environment}.tenants; or leave --tenants out for the database of the environment itself.`,
  },
  'unknown-tenant': {
    exit: 2,
    what: (d) => `There is no tenant '${d.pattern}'.`,
    why: (d) => `The tenants are ${list(d.known)}.`,
    next: () => 'Name one of these, or a pattern with * in quotation marks.',
  },
  'tracing-packages-missing': {
    exit: 2,
    what: () => 'No trace is made: the packages of OpenTelemetry are not installed.',
    why: () => 'OTEL_EXPORTER_OTLP_ENDPOINT asks for one. The run is not touched by that.',
    next: () =>
      'npm install @opentelemetry/api@1.9 @opentelemetry/sdk-trace-base@2 @opentelemetry/resources@2 @opentelemetry/exporter-trace-otlp-http@0.223; or OTEL_SDK_DISABLED=true',
  },
  'trace-not-delivered': {
    exit: 2,
    what: (d) => `The trace did not arrive at ${d.endpoint}.`,
    why: (d) => d.reason,
    next: () =>
      'Correct OTEL_EXPORTER_OTLP_ENDPOINT, or look at the collector: it takes OTLP over HTTP, as a rule at port 4318. The run is not touched by that.',
  },
  usage: {
    exit: 2,
    what: (d) => d.problem,
    why: () => 'The command line cannot be understood as it stands.',
    next: (d) => d.hint,
  },
};
