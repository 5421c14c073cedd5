import { cachedLoading, type Loaded } from '../config/loading-cache';
import type { DialectName } from '../config/database-url';
import { describeEntities } from '../entities/read-entities';
import { typeormTables } from '../entities/typeorm-tables';
import type { Origins } from '../model/origins';
import type { Rename } from '../model/rename';
import type { SchemaModel } from '../model/schema';
import { loadDialect } from './database';
import { loadDataSource } from './load-data-source';
import type { Project } from './project';

/** What the entities describe, and the tables that TypeORM keeps for itself beside theirs. */
export interface Desired {
  readonly model: SchemaModel;
  /** What `@RenamedFrom` says. */
  readonly renames: readonly Rename[];
  readonly typeormTables: readonly string[];
  /** Which entity, property or relation describes what. */
  readonly origins: Origins;
}

/**
 * The schema that the entities describe, for one dialect, in the dialect's normal spelling: from the cache, or by loading
 * the entities and TypeORM.
 *
 * @param defaultSchema the schema that is meant where none is named; `public` without it
 * @throws PlumblineError `no-data-source`, `invalid-data-source`, `no-entity-files`, `entities-refused`, `unsupported-entity`
 */
export async function readDesired(
  project: Project,
  dialect: DialectName,
  defaultSchema: string | undefined,
): Promise<Loaded<Desired>> {
  const key = ['entities', project.config.file, dialect, defaultSchema ?? ''];
  return cachedLoading(project.cache, key, () => loadDesired(project, dialect, defaultSchema));
}

async function loadDesired(
  project: Project,
  dialect: DialectName,
  defaultSchema: string | undefined,
): Promise<Desired> {
  const source = await loadDataSource(project, dialect);
  const { model, renames, origins } = await describeEntities(source, dialect, {
    resolveFrom: project.config.file,
    ...(defaultSchema === undefined ? {} : { defaultSchema }),
  });
  return {
    model: (await loadDialect(dialect)).normalise(model),
    renames,
    typeormTables: typeormTables(source),
    origins,
  };
}
