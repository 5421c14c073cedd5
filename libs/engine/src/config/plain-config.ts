import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';

const IMPORT = /^import\s*(\{[\w$\s,]*\})\s*from\s*(['"])@plumbline\/engine\2;?[ \t]*$/gm;
const EXPORT = /^export default /m;

/**
 * Evaluates a configuration file that is JavaScript with imports from the engine alone, as the documentation shows it.
 * That takes no compiler; loading one costs a short command more than all the rest.
 *
 * The data source of the result must not be called: what it imports was not prepared.
 *
 * @param file absolute path
 * @param engine what `@plumbline/engine` exports
 * @returns the default export; `undefined` for any other file, for one with more functions than the data source, and for one
 *   that fails: the loader of modules has to say more about it
 */
export function evaluatePlainConfig(file: string, engine: unknown): object | undefined {
  const exports: { default?: unknown } = {};
  try {
    const text = readFileSync(file, 'utf8');
    // Whatever else is TypeScript or an import is a syntax error in a function.
    const code = text.replace(IMPORT, 'const $1 = engine;').replace(EXPORT, 'exports.default = ');
    compileFunction(`'use strict'; ${code}`, ['exports', 'engine']).call(undefined, exports, engine);
  } catch {
    return undefined;
  }
  const config = exports.default;
  if (typeof config !== 'object' || config === null) return undefined;
  const functions = Object.entries(config).filter(([, value]) => typeof value === 'function');
  const isPlain = functions.every(([key]) => key === 'dataSource') && !listsTenantsByFunction(config);
  return isPlain ? config : undefined;
}

/** Such a function is called, and may import what was not prepared. */
function listsTenantsByFunction(config: { readonly environments?: unknown }): boolean {
  const environments: readonly unknown[] = Object.values(config.environments ?? {});
  return environments.some(
    (one) => typeof one === 'object' && one !== null && 'tenants' in one && typeof one.tenants === 'function',
  );
}
