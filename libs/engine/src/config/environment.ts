import { PlumblineError } from '../errors/plumbline-error';
import { parseDatabaseUrl, type DatabaseTarget } from './database-url';
import type { EnvReference } from './define-config';
import type { Config } from './parse-config';
import type { Variables } from './variables';

export type { Variables };

/** An environment that was chosen, with where its database is. */
export interface Environment {
  readonly name: string;
  readonly target: DatabaseTarget;
}

/** The process's environment variables; the one place of the engine that reads them. */
export function processVariables(): Variables {
  // eslint-disable-next-line no-restricted-properties -- the one place
  return process.env;
}

/** Which variables are read until the end is asked for, by whatever code. */
export interface WatchedVariables {
  /** Ends the watching, the first time. */
  end(): { readonly variables: readonly string[]; readonly listsVariables: boolean };
}

/**
 * Watches the reading of the process's variables. One that was written before it is read does not count: it is made of
 * what else was read.
 */
export function watchVariables(): WatchedVariables {
  const original = processVariables() as NodeJS.ProcessEnv;
  const read = new Set<string>();
  const written = new Set<PropertyKey>();
  let listsVariables = false;
  // To list the names of an object, JavaScript asks for each of them; that reads no value.
  let listing: (string | symbol)[] = [];
  const note = (name: PropertyKey): void => {
    if (typeof name === 'string' && !written.has(name)) read.add(name);
  };
  const watching = new Proxy(original, {
    get: (target, name) => (note(name), Reflect.get(target, name)),
    has: (target, name) => (note(name), Reflect.has(target, name)),
    getOwnPropertyDescriptor: (target, name) => {
      if (listing[0] === name) listing.shift();
      else note(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys: (target) => {
      listsVariables = true;
      listing = Reflect.ownKeys(target);
      return [...listing];
    },
    set: (target, name, value) => (written.add(name), Reflect.set(target, name, value)),
    deleteProperty: (target, name) => (written.add(name), Reflect.deleteProperty(target, name)),
  });
  replaceVariables(watching);
  return {
    end: () => {
      replaceVariables(original);
      return { variables: [...read].sort(), listsVariables };
    },
  };
}

function replaceVariables(variables: NodeJS.ProcessEnv): void {
  // eslint-disable-next-line no-restricted-properties -- the one place
  process.env = variables;
}

/**
 * Chooses an environment of the configuration and parses its URL.
 *
 * @param choice `environment` is the name after `--env`; `url` stands in place of the environment's own
 * @throws PlumblineError `unknown-environment`, `missing-variable`, `malformed-url`, `unsupported-database`
 */
export function resolveEnvironment(
  config: Config,
  variables: Variables,
  choice: { readonly environment?: string; readonly url?: string },
): Environment {
  const name = choice.environment ?? config.defaultEnvironment;
  const environment = Object.hasOwn(config.environments, name) ? config.environments[name] : undefined;
  if (environment === undefined) {
    throw new PlumblineError('unknown-environment', {
      environment: name,
      known: Object.keys(config.environments),
    });
  }
  return {
    name,
    target: resolveUrl(choice.url ?? environment.url, { config, variables, environment: name }),
  };
}

/**
 * Parses a URL of the configuration, or of the variable that it names.
 *
 * @throws PlumblineError `missing-variable`, `malformed-url`, `unsupported-database`
 */
export function resolveUrl(
  url: string | EnvReference,
  context: { readonly config: Config; readonly variables: Variables; readonly environment: string },
): DatabaseTarget {
  const { config, variables, environment } = context;
  const given = typeof url === 'string' ? url : (variables[url.env] ?? url.default);
  if (given === undefined || given === '') {
    const variable = typeof url === 'string' ? 'url' : url.env;
    throw new PlumblineError('missing-variable', { variable, environment });
  }
  return parseDatabaseUrl(given, config.directory, variables);
}
