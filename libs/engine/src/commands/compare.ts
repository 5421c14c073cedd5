import type { DialectName } from '../config/database-url';
import type { Dialect } from '../dialect/dialect';
import { diffSchemas } from '../diff/diff-schemas';
import { withoutUnmanaged } from '../diff/ownership';
import { settle } from '../diff/settle';
import { typeormTables } from '../entities/typeorm-tables';
import { HISTORY_TABLE, VERSION_TABLE } from '../history/bookkeeping-tables';
import type { SchemaModel } from '../model/schema';
import type { Operation } from '../operations/operation';
import { currentRevisions, loadDialect, type Database } from './database';
import { readDesired } from './desired-models';
import type { Project } from './project';
import { replay } from './replay';

/** What the comparison of the entities with a base found, for one dialect. */
export interface Comparison {
  readonly dialect: DialectName;
  readonly operations: readonly Operation[];
  readonly unmanaged: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Compares the entities with the revisions, replayed. Needs no database.
 */
export async function compareWithRevisions(project: Project, name: DialectName): Promise<Comparison> {
  const dialect = await loadDialect(name);
  const desired = withoutIgnored(await readDesired(project, name), project);
  const base = withoutIgnored(dialect.normalise(await replay(project, dialect)), project);
  return { dialect: name, operations: diffSchemas(base, desired, dialect), unmanaged: [], notes: [] };
}

/** Compares the entities with a database, which judges what differs only as text. */
export async function compareWithDatabase(project: Project, database: Database): Promise<Comparison> {
  const { dialect, session } = database;
  const desired = withoutIgnored(await readDesired(project, dialect.name), project);
  const ignoreTables = ignoredTables(project);
  const actual = withoutIgnored(await dialect.introspect(session, { ignoreTables }), project);
  const owned = await ownedModel(project, database, dialect, { actual, desired });
  const { model, unmanaged } = withoutUnmanaged(actual, desired, owned);
  const settled = await settle(model, desired, (part) => dialect.canonicalise(session, part));
  return {
    dialect: dialect.name,
    operations: diffSchemas(model, settled.desired, dialect),
    unmanaged: unmanaged.map(({ kind, name }) => `${kind} ${name}`),
    notes: settled.certain
      ? []
      : ['The database gives no right to create a scratch schema; expressions were compared as text.'],
  };
}

/** What the applied revisions made; replayed only where the database holds more than the entities describe. */
async function ownedModel(
  project: Project,
  database: Database,
  dialect: Dialect,
  models: { readonly actual: SchemaModel; readonly desired: SchemaModel },
): Promise<SchemaModel> {
  if (withoutUnmanaged(models.actual, models.desired, models.desired).unmanaged.length === 0)
    return models.desired;
  return dialect.normalise(await replay(project, dialect, await currentRevisions(project, database)));
}

function ignoredTables({ config }: Project): readonly string[] {
  return [VERSION_TABLE, HISTORY_TABLE, ...typeormTables(), ...config.ignoreTables];
}

function withoutIgnored(model: SchemaModel, project: Project): SchemaModel {
  const ignored = new Set(ignoredTables(project));
  return { ...model, tables: model.tables.filter(({ name }) => !ignored.has(name)) };
}
