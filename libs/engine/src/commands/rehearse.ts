import type { Dialect, Session, Step } from '../dialect/dialect';
import type { PlannedStatement, RevisionPlan } from '../plan/plan';

/** What is on the way to the plans that are rehearsed: a database to copy the schema of, or plans to run before. */
export interface RehearsalStart {
  readonly live?: Session;
  readonly before?: readonly RevisionPlan[];
}

type Planned = Pick<RevisionPlan, 'steps'>;

/**
 * The statements of each plan. Where a step can only be expanded against a live table, the plans are run on a copy
 * of the schema without rows, and what ran is what is given.
 *
 * @param start without it the copy begins empty
 */
export async function rehearse(
  dialect: Dialect,
  plans: readonly Planned[],
  start: RehearsalStart = {},
): Promise<readonly (readonly PlannedStatement[])[]> {
  const isStatic = plans.every(({ steps }) => steps.every(({ kind }) => kind !== 'tableChange'));
  if (isStatic) return plans.map(({ steps }) => steps.map((step) => ({ sql: staticText(step), step })));
  const before = start.before ?? [];
  const copy = await dialect.copySchema(start.live);
  try {
    const all: PlannedStatement[][] = [];
    for (const { steps } of [...before, ...plans]) all.push(await runOn(copy, dialect, steps));
    return all.slice(before.length);
  } finally {
    await copy.close();
  }
}

async function runOn(copy: Session, dialect: Dialect, steps: readonly Step[]): Promise<PlannedStatement[]> {
  const statements: PlannedStatement[] = [];
  for (const step of steps) {
    const expanded = step.kind === 'tableChange' ? await dialect.expand(copy, step) : [staticText(step)];
    if (step.kind === 'sql' || step.kind === 'tableChange') for (const sql of expanded) await copy.query(sql);
    statements.push(...expanded.map((sql) => ({ sql, step })));
  }
  return statements;
}

function staticText(step: Step): string {
  if (step.kind === 'sql') return step.sql;
  if (step.kind === 'run') return `-- runs code: ${step.run.name}`;
  if (step.kind === 'backfill') return step.script;
  return `-- changes table ${step.table}`;
}
