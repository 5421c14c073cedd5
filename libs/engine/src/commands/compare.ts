import type { DialectName } from '../config/database-url';
import { diffSchemas } from '../diff/diff-schemas';
import { withoutUnmanaged } from '../diff/ownership';
import { applyRenames, likelyRenames, type RenameCandidate, type Renamed } from '../diff/renames';
import { settle } from '../diff/settle';
import { HISTORY_TABLE, VERSION_TABLE } from '../history/bookkeeping-tables';
import type { Rename } from '../model/rename';
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
  /** Columns that go and come, which may be renames that nobody spoke of. */
  readonly candidates: readonly RenameCandidate[];
  /** Of the renames that were given, those that do not apply. */
  readonly unusedRenames: readonly Rename[];
}

/** Compares the entities with the revisions, replayed. Needs no database. */
export async function compareWithRevisions(
  project: Project,
  name: DialectName,
  renames: readonly Rename[],
): Promise<Comparison> {
  const dialect = await loadDialect(name);
  const wanted = await readDesired(project, name);
  const ignored = ignoredTables(project, wanted);
  const desired = without(ignored, wanted.model);
  const base = without(ignored, dialect.normalise(await replay(project, dialect)));
  const renamed = applyRenames(base, desired, [...wanted.renames, ...renames]);
  const operations = diffSchemas(renamed.model, desired, dialect);
  return { dialect: name, unmanaged: [], notes: [], ...concluded(renamed, operations, renames) };
}

/** Compares the entities with a database, which judges what differs only as text. */
export async function compareWithDatabase(
  project: Project,
  database: Database,
  renames: readonly Rename[],
): Promise<Comparison> {
  const { dialect, session } = database;
  const wanted = await readDesired(project, dialect.name);
  const ignored = ignoredTables(project, wanted);
  const desired = without(ignored, wanted.model);
  const all = [...wanted.renames, ...renames];
  const actual = without(ignored, await dialect.introspect(session, { ignoreTables: ignored }));
  const renamed = applyRenames(actual, desired, all);
  const owned = await ownedModel(project, database, { actual: renamed.model, desired, renames: all });
  const { model, unmanaged } = withoutUnmanaged(renamed.model, desired, owned);
  const settled = await settle(model, desired, (part) => dialect.canonicalise(session, part));
  return {
    dialect: dialect.name,
    unmanaged: unmanaged.map(({ kind, name }) => `${kind} ${name}`),
    notes: settled.certain
      ? []
      : ['The database gives no right to create a scratch schema; expressions were compared as text.'],
    ...concluded(renamed, diffSchemas(model, settled.desired, dialect), renames),
  };
}

function concluded(
  renamed: Renamed,
  operations: readonly Operation[],
  given: readonly Rename[],
): Pick<Comparison, 'operations' | 'candidates' | 'unusedRenames'> {
  return {
    operations: [...renamed.operations, ...operations],
    candidates: likelyRenames(operations),
    unusedRenames: renamed.unused.filter((rename) => given.includes(rename)),
  };
}

/** What the applied revisions made; replayed only where the database holds more than the entities describe. */
async function ownedModel(
  project: Project,
  database: Database,
  models: {
    readonly actual: SchemaModel;
    readonly desired: SchemaModel;
    readonly renames: readonly Rename[];
  },
): Promise<SchemaModel> {
  const { dialect } = database;
  if (withoutUnmanaged(models.actual, models.desired, models.desired).unmanaged.length === 0)
    return models.desired;
  const owned = await replay(project, dialect, await currentRevisions(project, database));
  return applyRenames(dialect.normalise(owned), models.desired, models.renames).model;
}

function ignoredTables({ config }: Project, { typeormTables }: Desired): readonly string[] {
  return [VERSION_TABLE, HISTORY_TABLE, ...typeormTables, ...config.ignoreTables];
}

function without(ignored: readonly string[], model: SchemaModel): SchemaModel {
  return { ...model, tables: model.tables.filter(({ name }) => !ignored.includes(name)) };
}
