import { join } from 'node:path';
import { readBytes, writeWhole } from '../config/cache-files';
import type { Loaded } from '../config/loading-cache';
import type { Config } from '../config/parse-config';
import type { Catalogue } from '../dialect/dialect';
import { sha256 } from '../kernel/hash';
import type { Database } from './database';
import type { Desired } from './desired-models';
import type { Project } from './project';

/** Whether a comparison was made before and found nothing. */
export interface KnownAgreement {
  readonly isKnown: boolean;
  /** Says that the comparison found nothing. */
  keep(): void;
}

/**
 * What is remembered of comparisons of the entities with a database: that the same entities and the same rows of the catalogue,
 * read by the same version of a server with the same settings, did not differ. `undefined` where nothing can be remembered.
 *
 * @param surroundings see `Dialect.surroundings`
 */
export async function recallAgreement(
  { cache, config }: Project,
  { dialect, environment }: Database,
  compared: {
    readonly wanted: Loaded<Desired>;
    readonly catalogue: Catalogue;
    readonly surroundings: () => Promise<string>;
  },
): Promise<KnownAgreement | undefined> {
  const { digest } = compared.wanted;
  if (cache === undefined || digest === undefined || hasHooks(config)) return undefined;
  const { include, exclude } = config;
  const place = sha256(JSON.stringify([dialect.name, environment.target.displayUrl, config.file]));
  const file = join(cache, `agreement-${place.slice(0, 32)}.txt`);
  const parts = [digest, include, exclude, await compared.surroundings(), compared.catalogue];
  const agreement = sha256(JSON.stringify(parts));
  return {
    isKnown: readBytes(file)?.toString('utf8') === agreement,
    keep: () => writeWhole(file, agreement),
  };
}

/** What a function of the configuration says may depend on anything. */
function hasHooks({ include, compareType, compareDefault, rewrite }: Config): boolean {
  return [include, compareType, compareDefault, rewrite].some((hook) => typeof hook === 'function');
}
