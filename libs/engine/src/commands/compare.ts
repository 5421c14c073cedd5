import type { DialectName } from '../config/database-url';
import { diffSchemas } from '../diff/diff-schemas';
import { withoutUnmanaged } from '../diff/ownership';
import { settle } from '../diff/settle';
import { HISTORY_TABLE, VERSION_TABLE } from '../history/bookkeeping-tables';
import type { SchemaModel } from '../model/schema';
import type { Operation } from '../operations/operation';
import { currentRevisions, loadDialect, type Database } from './database';
import { readDesired, type Desired } from './desired-models';
import type { Project } from './project';
import { replay } from './replay';

/** What the comparison of the entities with a base found, for one dialect. */
export interface Comparison {
  readonly dialect: DialectName;
  readonly operations: readonly Operation[];
  readonly unmanaged: readonly string[];
  readonly notes: readonly string[];
}

/** Compares the entities with the revisions, replayed. Needs no database. */
export async function compareWithRevisions(project: Project, name: DialectName): Promise<Comparison> {
  const dialect = await loadDialect(name);
  const desired = await readDesired(project, name);
  const ignored = ignoredTables(project, desired);
  const base = without(ignored, dialect.normalise(await replay(project, dialect)));
  const operations = diffSchemas(base, without(ignored, desired.model), dialect);
  return { dialect: name, operations, unmanaged: [], notes: [] };
}

/** Compares the entities with a database, which judges what differs only as text. */
export async function compareWithDatabase(project: Project, database: Database): Promise<Comparison> {
  const { dialect, session } = database;
  const wanted = await readDesired(project, dialect.name);
  const ignored = ignoredTables(project, wanted);
  const desired = without(ignored, wanted.model);
  const actual = without(ignored, await dialect.introspect(session, { ignoreTables: ignored }));
  const owned = await ownedModel(project, database, { actual, desired });
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
  models: { readonly actual: SchemaModel; readonly desired: SchemaModel },
): Promise<SchemaModel> {
  const { dialect } = database;
  if (withoutUnmanaged(models.actual, models.desired, models.desired).unmanaged.length === 0)
    return models.desired;
  return dialect.normalise(await replay(project, dialect, await currentRevisions(project, database)));
}

function ignoredTables({ config }: Project, { typeormTables }: Desired): readonly string[] {
  return [VERSION_TABLE, HISTORY_TABLE, ...typeormTables, ...config.ignoreTables];
}

function without(ignored: readonly string[], model: SchemaModel): SchemaModel {
  return { ...model, tables: model.tables.filter(({ name }) => !ignored.includes(name)) };
}
