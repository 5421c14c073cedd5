import { resolve } from 'node:path';
import type { Dialect, Session, Step } from '../dialect/dialect';
import type { RevisionPlan } from '../plan/plan';
import { planSteps } from '../plan/plan';
import type { PlannedRevision, PlanReport, ShowReport } from '../report/report';
import { loadRevision } from '../revisions/files/load-revision';
import { planUpgrade } from '../revisions/graph/movement';
import { PlumblineError } from '../errors/plumbline-error';
import { renderScript } from '../offline/script';
import type { CommandIo } from './command-io';
import { loadDialect, reportDatabase, withDatabase } from './database';
import { reportOperations } from './describe-operations';
import { namedRevisions } from './named-revisions';
import type { OptionsOf } from './options';
import { fileOf, openProject, reportRevision, shown, type Project } from './project';
import { movement, planFor } from './upgrade';

/** What an upgrade or a downgrade would run now. Runs nothing. */
export async function plan(options: OptionsOf<'plan'>, io: CommandIo): Promise<PlanReport> {
  const project = await openProject(options, io);
  const direction = options.down ? 'downgrade' : 'upgrade';
  return withDatabase(project, options, async (database) => {
    const move = await movement(project, database, direction, options.revision ?? 'heads');
    const plans = await planFor(project, database, move);
    const statements = await rehearse(database.dialect, plans, database.session);
    return {
      command: 'plan',
      ...reportDatabase(database),
      from: move.from,
      to: move.to,
      revisions: plans.map((one, index) => plannedRevision(one, database.dialect, statements[index] ?? [])),
      ...(options.sql ? { script: renderScript(database, plans, statements) } : {}),
      ...(options.output === undefined ? {} : { output: shown(io, resolve(io.cwd, options.output)) }),
    };
  });
}

/** Revisions: the header of each, what it does, and its SQL in each dialect. */
export async function show(options: OptionsOf<'show'>, io: CommandIo): Promise<ShowReport> {
  const project = await openProject(options, io);
  const found = await namedRevisions(project, options, options.revision ?? 'head');
  const revisions: ShowReport['revisions'][number][] = [];
  for (const revision of found) {
    const plans: ShowReport['revisions'][number]['plans'][number][] = [];
    for (const name of project.config.dialects) {
      const planned = await planAlone(project, await loadDialect(name), revision);
      plans.push({ dialect: name, ...planned });
    }
    revisions.push({ revision: reportRevision(project, revision), plans });
  }
  return { command: 'show', revisions };
}

/** The plan of one revision on a database that has all that it follows. */
async function planAlone(project: Project, dialect: Dialect, revision: string): Promise<PlannedRevision> {
  const { steps } = planUpgrade(project.graph, [], revision);
  const plans = await planSteps(steps, { files: project.files, load: loadRevision, dialect });
  const statements = await rehearse(dialect, plans);
  const index = plans.findIndex(({ file }) => file === fileOf(project, revision));
  const found = plans[index];
  if (found === undefined) throw new PlumblineError('unknown-applied-revision', { revisions: [revision] });
  return plannedRevision(found, dialect, statements[index] ?? []);
}

function plannedRevision(
  one: RevisionPlan,
  dialect: Dialect,
  statements: readonly string[],
): PlannedRevision {
  return {
    revision: one.file.header.revision,
    message: one.file.header.message,
    direction: one.direction,
    operations: reportOperations(one.operations, dialect.name),
    statements,
  };
}

/**
 * The statements of each plan. Where a step can only be expanded against a live table, the plans are run on a copy
 * of the schema without rows, and what ran is what is given.
 *
 * @param live the database to copy the schema of; without it the copy begins empty
 */
async function rehearse(
  dialect: Dialect,
  plans: readonly RevisionPlan[],
  live?: Session,
): Promise<readonly (readonly string[])[]> {
  const isStatic = plans.every(({ steps }) => steps.every(({ kind }) => kind !== 'tableChange'));
  if (isStatic) return plans.map(({ steps }) => steps.map(staticText));
  const copy = await dialect.copySchema(live);
  try {
    const all: string[][] = [];
    for (const { steps } of plans) {
      const statements: string[] = [];
      for (const step of steps) {
        const expanded = step.kind === 'tableChange' ? await dialect.expand(copy, step) : [staticText(step)];
        if (step.kind !== 'run') for (const sql of expanded) await copy.query(sql);
        statements.push(...expanded);
      }
      all.push(statements);
    }
    return all;
  } finally {
    await copy.close();
  }
}

function staticText(step: Exclude<Step, { kind: 'tableChange' }> | Step): string {
  if (step.kind === 'sql') return step.sql;
  if (step.kind === 'run') return `-- runs code: ${step.run.name}`;
  return `-- changes table ${step.table}`;
}
