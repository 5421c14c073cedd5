import { PlumblineError } from '../errors/plumbline-error';
import { parseDatabaseUrl, type DatabaseTarget } from './database-url';
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
  const { url } = environment;
  const given = choice.url ?? (typeof url === 'string' ? url : (variables[url.env] ?? url.default));
  if (given === undefined || given === '') {
    const variable = typeof url === 'string' ? 'url' : url.env;
    throw new PlumblineError('missing-variable', { variable, environment: name });
  }
  return { name, target: parseDatabaseUrl(given, config.directory, variables) };
}
