import { resolve } from 'node:path';
import type { Dialect } from '../dialect/dialect';
import type { PartialRevision } from '../history/progress-store';
import type { Operation } from '../operations/operation';
import { planSteps, type PlannedStatement, type RevisionPlan, type TransactionMode } from '../plan/plan';
import { transactionsOf } from '../plan/transactions';
import type { PlannedRevision, PlanReport, ShownRevision, ShowReport } from '../report/report';
import { loadRevision } from '../revisions/files/load-revision';
import { planDowngrade, planUpgrade } from '../revisions/graph/movement';
import { resolveRevisions } from '../revisions/graph/symbols';
import { PlumblineError } from '../errors/plumbline-error';
import { renderScript, type ScriptedMove } from '../offline/script';
import { assertFinishesPartial, assertRunnable } from '../runner/assertions';
import { readState } from '../runner/state';
import type { CommandIo } from './command-io';
import {
  chooseEnvironment,
  describeTool,
  loadDialect,
  reportDatabase,
  withDatabase,
  type Database,
} from './database';
import { reportOperations } from './describe-operations';
import { describeLosses } from './describe-losses';
import { describeTransactions } from './describe-transactions';
import { namedRevisions } from './named-revisions';
import type { OptionsOf } from './options';
import { fileOf, openProject, reportRevision, shown, type Project } from './project';
import { rehearse } from './rehearse';
import { moveFrom, parseMode, planFor } from './upgrade';

/** What an upgrade or a downgrade would run now, or on the way between two revisions. Runs nothing. */
export async function plan(options: OptionsOf<'plan'>, io: CommandIo): Promise<PlanReport> {
  const project = await openProject(options, io);
  const { revision = 'heads', output } = options;
  const mode = parseMode(options.transaction);
  const direction = options.down ? 'downgrade' : 'upgrade';
  const named = output === undefined ? {} : { output: shown(io, resolve(io.cwd, output)) };
  if (revision.includes(':'))
    return { ...(await planRange(project, options, { range: revision, mode })), ...named };
  return withDatabase(project, options, async (database) => {
    const { versions, partial } = await readState(database);
    const move = moveFrom(project, versions, direction, revision);
    const whole = await planFor(project, database, move, mode);
    assertRunnable(database.dialect, whole, mode);
    assertFinishesPartial(partial, options.sql ? [] : whole);
    const plans = withoutDone(whole, partial);
    const statements = await rehearse(database.dialect, plans, { live: database.session });
    const { transactions, tables } = describeTransactions(
      transactionsOf(database.dialect, plans, statements, mode),
      database.dialect,
    );
    const sizes = await database.dialect.tableSizes(database.session, tables);
    return {
      command: 'plan',
      ...reportDatabase(database),
      from: move.from,
      to: move.to,
      revisions: plans.map((one, index) => plannedRevision(one, database.dialect, statements[index] ?? [])),
      transactions,
      tables: [...sizes].map(([table, size]) => ({ table, ...size })),
      losses: await describeLosses(plans, database),
      ...(options.sql
        ? { script: await script(project, database, { from: move.from, plans, mode }, statements) }
        : {}),
      ...named,
    };
  });
}

/** What is left of revisions that are partially done. */
function withoutDone(
  plans: readonly RevisionPlan[],
  partial: readonly PartialRevision[],
): readonly RevisionPlan[] {
  return plans.map((plan) => {
    const begun = partial.find(
      ({ revision, direction }) => revision === plan.file.header.revision && direction === plan.direction,
    );
    const done = new Set(begun?.records.flatMap(({ step, state }) => (state === 'done' ? [step] : [])));
    return done.size === 0 ? plan : { ...plan, steps: plan.steps.filter((_, index) => !done.has(index)) };
  });
}

/**
 * The script that leads from one revision to another, for a database that cannot be reached from here: nothing is
 * connected to, only the kind of the database is taken from the environment.
 *
 * @throws PlumblineError `range-not-allowed` without `--sql`
 */
async function planRange(
  project: Project,
  options: OptionsOf<'plan'>,
  { range, mode }: { readonly range: string; readonly mode: TransactionMode },
): Promise<PlanReport> {
  if (!options.sql) throw new PlumblineError('range-not-allowed', { argument: range });
  const [start = '', end = ''] = range.split(':');
  const { graph, files } = project;
  const from = resolveRevisions(graph, start === '' ? 'base' : start);
  const move = options.down
    ? planDowngrade(graph, from, end === '' ? 'base' : end)
    : planUpgrade(graph, from, end === '' ? 'heads' : end);
  const environment = chooseEnvironment(project, options);
  const dialect = await loadDialect(environment.target.dialect);
  const context = { files, load: loadRevision, dialect };
  const before = await planSteps(planUpgrade(graph, [], from).steps, context);
  const plans = await planSteps(move.steps, { ...context, mode });
  assertRunnable(dialect, plans, mode);
  const statements = await rehearse(dialect, plans, { before });
  return {
    command: 'plan',
    ...reportDatabase({ environment }),
    from: move.from,
    to: move.to,
    revisions: plans.map((one, index) => plannedRevision(one, dialect, statements[index] ?? [])),
    transactions: describeTransactions(transactionsOf(dialect, plans, statements, mode), dialect)
      .transactions,
    tables: [],
    losses: await describeLosses(plans, { dialect }),
    script: await script(project, { dialect, environment }, { from: move.from, plans, mode }, statements),
  };
}

async function script(
  project: Project,
  database: Pick<Database, 'dialect' | 'environment'>,
  move: ScriptedMove,
  statements: readonly (readonly PlannedStatement[])[],
): Promise<string> {
  const { versionSchema: schema } = project.config;
  const actor = await describeTool(project, database);
  return renderScript(
    { dialect: database.dialect, actor, ...(schema === undefined ? {} : { schema }) },
    move,
    statements,
  );
}

/** Revisions: the header of each, what it does, and its SQL in each dialect. */
export async function show(options: OptionsOf<'show'>, io: CommandIo): Promise<ShowReport> {
  const project = await openProject(options, io);
  const found = await namedRevisions(project, options, options.revision ?? 'head');
  const revisions: ShownRevision[] = [];
  for (const revision of found) {
    const plans = await planInEachDialect(project, revision);
    revisions.push({
      revision: reportRevision(project, revision),
      plans: plans.map(({ dialect, planned }) => ({ dialect: dialect.name, ...planned })),
    });
  }
  return { command: 'show', revisions };
}

/** What a revision does in one dialect, for people and as operations. */
export interface RevisionInDialect {
  readonly dialect: Dialect;
  readonly planned: PlannedRevision;
  readonly operations: readonly Operation[];
}

/** The upgrade of a revision in each dialect of the project, on a database that has all that it follows. */
export async function planInEachDialect(
  project: Project,
  revision: string,
): Promise<readonly RevisionInDialect[]> {
  const found: RevisionInDialect[] = [];
  for (const name of project.config.dialects) {
    found.push(await planAlone(project, await loadDialect(name), revision));
  }
  return found;
}

async function planAlone(project: Project, dialect: Dialect, revision: string): Promise<RevisionInDialect> {
  const { steps } = planUpgrade(project.graph, [], revision);
  const plans = await planSteps(steps, { files: project.files, load: loadRevision, dialect });
  const statements = await rehearse(dialect, plans);
  const index = plans.findIndex(({ file }) => file === fileOf(project, revision));
  const found = plans[index];
  if (found === undefined) throw new PlumblineError('unknown-applied-revision', { revisions: [revision] });
  const planned = plannedRevision(found, dialect, statements[index] ?? []);
  return { dialect, planned, operations: found.operations };
}

function plannedRevision(
  one: RevisionPlan,
  dialect: Dialect,
  statements: readonly PlannedStatement[],
): PlannedRevision {
  return {
    revision: one.file.header.revision,
    message: one.file.header.message,
    direction: one.direction,
    operations: reportOperations(one.operations, dialect.name),
    statements: statements.map(({ sql }) => sql),
  };
}
