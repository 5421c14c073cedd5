import type { DialectName } from '../config/database-url';
import type { Config } from '../config/parse-config';
import type { Dialect } from '../dialect/dialect';
import { adoptByHooks, insistByHooks } from '../diff/column-hooks';
import { diffSchemas } from '../diff/diff-schemas';
import { setViewsAside, viewsInTheWay } from '../diff/diff-views';
import { explainOperation, type Grounds } from '../diff/explain';
import { typeormTables } from '../entities/typeorm-tables';
import { filterModel, includedBy, matchesPatterns } from '../diff/filter';
import { withoutUnmanaged } from '../diff/ownership';
import { applyRenames, likelyRenames, type Renamed } from '../diff/renames';
import { PlumblineError } from '../errors/plumbline-error';
import {
  ALEMBIC_TABLE,
  HISTORY_TABLE,
  PROGRESS_TABLE,
  RUN_TABLE,
  VERSION_TABLE,
} from '../history/bookkeeping-tables';
import { once } from '../kernel/once';
import type { ComparedObject, ObjectFilter } from '../model/comparison';
import type { Rename } from '../model/rename';
import { displayName, isSameName, type SchemaModel, type View } from '../model/schema';
import { describeOperation } from '../operations/describe';
import type { Operation } from '../operations/operation';
import type { WhyReport } from '../report/report';
import { recallAgreement } from './known-agreement';
import { loadDialect, type Database, type DatabaseAt } from './database';
import { readDesired, type Desired } from './desired-models';
import type { Project } from './project';
import { replay } from './replay';
import { settleWithMemory } from './settle-with-memory';

/** What the comparison of the entities with a base found, for one dialect. */
export interface Comparison {
  readonly dialect: DialectName;
  readonly operations: readonly Operation[];
  readonly unmanaged: readonly string[];
  readonly notes: readonly string[];
  /** Tables and columns that go and come, which may be renames that nobody spoke of. */
  readonly candidates: readonly Rename[];
  /** Of the renames that were given, those that do not apply. */
  readonly unusedRenames: readonly Rename[];
  /** Where an operation of it comes from, or one that was made of such. */
  readonly explain: (operation: Operation) => readonly WhyReport[];
}

/** What a comparison with the revisions is told. */
export interface RevisionBase {
  readonly renames?: readonly Rename[];
  /** The default schema of the databases that the revisions are for, where it is known. */
  readonly defaultSchema?: string | undefined;
}

/** Compares the entities with the revisions, replayed. Needs no database. */
export async function compareWithRevisions(
  project: Project,
  name: DialectName,
  { renames = [], defaultSchema }: RevisionBase = {},
): Promise<Comparison> {
  const { config } = project;
  const dialect = await loadDialect(name);
  const { value: wanted } = await readDesired(project, name, defaultSchema);
  const keep = comparisonFilter(config, wanted);
  const base = filterModel(dialect.normalise(await replay(project, dialect)), keep);
  const desired = adoptByHooks(base, filterModel(wanted.model, keep), config);
  const renamed = applyRenames(base, desired, [...wanted.renames, ...renames]);
  const aside = setViewsAside(renamed.model, renamed.operations);
  const operations = diffSchemas(aside.model, desired, dialect);
  return {
    dialect: name,
    unmanaged: [],
    notes: [],
    ...concluded(config, dialect, {
      ...{ aside: aside.operations, renamed, operations, renames },
      grounds: { origins: wanted.origins, wanted: desired, settled: desired, isAsked: false },
    }),
  };
}

/** The schema of a database, without the engine's own tables and what the configuration leaves out. */
export async function introspectManaged(project: Project, database: Database): Promise<SchemaModel> {
  const keep = comparisonFilter(project.config, { typeormTables: typeormTables() });
  return filterModel(await database.dialect.introspect(database.session), keep);
}

/** Compares the entities with a database, which judges what differs only as text; and remembers where nothing differs. */
export async function compareWithDatabase(
  project: Project,
  database: DatabaseAt,
  renames: readonly Rename[],
): Promise<Comparison> {
  const { dialect, session } = database;
  const wanted = await readDesired(project, dialect.name, await dialect.defaultSchema(session));
  const catalogue = await dialect.readCatalogue(session);
  const surroundings = once(() => dialect.surroundings(session));
  const known = await recallAgreement(project, database, { wanted, catalogue, surroundings });
  if (renames.length === 0 && known?.isKnown === true) return nothingDiffers(dialect.name);
  const actual = dialect.interpret(catalogue);
  const comparison = await compareModels(project, database, {
    actual,
    wanted: wanted.value,
    renames,
    surroundings,
  });
  const { operations, unmanaged, notes } = comparison;
  if (renames.length + operations.length + unmanaged.length + notes.length === 0) known?.keep();
  return comparison;
}

function nothingDiffers(dialect: DialectName): Comparison {
  const nothing = { operations: [], unmanaged: [], notes: [], candidates: [], unusedRenames: [] };
  return { dialect, ...nothing, explain: () => [] };
}

async function compareModels(
  project: Project,
  database: DatabaseAt,
  {
    wanted,
    renames,
    ...compared
  }: {
    readonly actual: SchemaModel;
    readonly wanted: Desired;
    readonly renames: readonly Rename[];
    readonly surroundings: () => Promise<string>;
  },
): Promise<Comparison> {
  const { config } = project;
  const { dialect } = database;
  const keep = comparisonFilter(config, wanted);
  const entities = filterModel(wanted.model, keep);
  const all = [...wanted.renames, ...renames];
  const actual = filterModel(compared.actual, keep);
  const renamed = applyRenames(actual, entities, all);
  const desired = adoptByHooks(renamed.model, entities, config);
  const models = { actual: renamed.model, desired, renames: all };
  const { model: managed, unmanaged } = await managedModel(project, database, models);
  const { model, operations: aside } = setViewsAside(managed, renamed.operations);
  const settled = await settleWithMemory(project, database, {
    actual: model,
    desired,
    surroundings: compared.surroundings,
  });
  const final = insistByHooks(model, { desired, settled: settled.desired }, config);
  const operations = diffSchemas(model, final, dialect);
  refuseViewsInTheWay(
    renamed.model.views.filter((view) => !managed.views.some((other) => isSameName(view, other))),
    [...aside, ...operations],
    dialect,
  );
  return {
    dialect: dialect.name,
    unmanaged: unmanaged.map(({ kind, name }) => `${kind} ${name}`),
    notes: settled.certain
      ? []
      : [
          'The database gives no right to create a scratch schema; expressions were compared as text, and what is only written otherwise shows as a difference.',
        ],
    ...concluded(config, dialect, {
      ...{ aside, renamed, operations, renames },
      grounds: {
        origins: wanted.origins,
        catalogues: dialect.catalogues,
        ...{ wanted: final, settled: settled.desired, isAsked: settled.certain },
      },
    }),
  };
}

/** Nobody's views are not dropped, and what they hold cannot be changed under them. */
function refuseViewsInTheWay(
  views: readonly View[],
  operations: readonly Operation[],
  dialect: Dialect,
): void {
  const found = viewsInTheWay(views, operations, dialect);
  if (found.length === 0) return;
  throw new PlumblineError('views-in-the-way', {
    views: found.map(({ view, operation }) => ({
      view: displayName(view),
      operation: describeOperation(operation),
    })),
  });
}

function concluded(
  { rewrite }: Config,
  dialect: Dialect,
  found: {
    /** The views that renames would change, dropped before them. */
    readonly aside: readonly Operation[];
    readonly renamed: Renamed;
    readonly operations: readonly Operation[];
    readonly renames: readonly Rename[];
    readonly grounds: Omit<Grounds, 'found' | 'renames' | 'rewritten'>;
  },
): Pick<Comparison, 'operations' | 'candidates' | 'unusedRenames' | 'explain'> {
  const { renamed, renames } = found;
  const own = [...found.aside, ...renamed.operations, ...found.operations];
  const operations = rewrite === undefined ? own : rewrite(own, { dialect: dialect.name });
  const grounds: Grounds = {
    ...found.grounds,
    found: renamed.model,
    renames: renamed.operations,
    rewritten: operations.filter((operation) => !own.includes(operation)),
  };
  return {
    operations,
    explain: (operation) => explainOperation(operation, grounds),
    candidates: likelyRenames(found.operations),
    unusedRenames: renamed.unused.filter((rename) => renames.includes(rename)),
  };
}

/** What is ours; the applied revisions are replayed only where the database holds more than the entities describe. */
async function managedModel(
  project: Project,
  database: DatabaseAt,
  models: {
    readonly actual: SchemaModel;
    readonly desired: SchemaModel;
    readonly renames: readonly Rename[];
  },
): Promise<ReturnType<typeof withoutUnmanaged>> {
  const { dialect } = database;
  const described = withoutUnmanaged(models.actual, models.desired, models.desired);
  if (described.unmanaged.length === 0) return described;
  const replayed = await replay(project, dialect, database.current);
  const owned = applyRenames(dialect.normalise(replayed), models.desired, models.renames).model;
  return withoutUnmanaged(models.actual, models.desired, owned);
}

/** What takes part: neither the engine's own tables nor TypeORM's, and what the configuration lets in. */
function comparisonFilter(
  { include, exclude }: Config,
  { typeormTables: ofTypeorm }: Pick<Desired, 'typeormTables'>,
): ObjectFilter {
  const own = new Set([VERSION_TABLE, HISTORY_TABLE, PROGRESS_TABLE, RUN_TABLE, ALEMBIC_TABLE, ...ofTypeorm]);
  const isOwn = (object: ComparedObject): boolean => object.kind === 'table' && own.has(object.name);
  if (include === undefined && exclude === undefined) return (object) => !isOwn(object);
  const isIncluded = typeof include === 'function' ? include : includedBy(include ?? {});
  const isExcluded = matchesPatterns(exclude ?? {});
  return (object) => !isOwn(object) && isIncluded(object) && !isExcluded(object);
}
