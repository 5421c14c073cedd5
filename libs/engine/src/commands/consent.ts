import { PlumblineError } from '../errors/plumbline-error';
import type { RevisionPlan } from '../plan/plan';
import type { LossReport } from '../report/report';
import type { Direction } from '../report/run-event';
import type { Database } from './database';
import { describeLosses } from './describe-losses';
import type { Project } from './project';

/**
 * Lets a run go on that loses data in a protected environment only where somebody said so: by `--yes`, by `CI`, or at the
 * terminal, where what would be lost is shown with an estimate of the rows.
 *
 * @throws PlumblineError `consent-needed`
 */
export async function assertConsent(
  project: Project,
  database: Database,
  plans: readonly RevisionPlan[],
  { direction, isConfirmed }: { readonly direction: Direction; readonly isConfirmed: boolean },
): Promise<void> {
  const { io, config } = project;
  const { name } = database.environment;
  const isProtected = config.environments[name]?.protected ?? name === 'production';
  if (isConfirmed || !isProtected || /^(?:true|1|yes)$/i.test(io.variables['CI'] ?? '')) return;
  const losses = (await describeLosses(plans, database)).map(({ revision, operation, tables }) => ({
    revision,
    operation,
    held: held(tables),
  }));
  if (losses.length === 0) return;
  const ask = io.interactive ? io.confirm : undefined;
  const lines = losses.map((one) => `  ${one.revision}  ${one.operation}  ${one.held}`.trimEnd());
  const isAgreed =
    ask !== undefined &&
    (await ask(
      `This loses data of ${name} (${database.environment.target.displayUrl}):\n${lines.join('\n')}\nGo on?`,
    ));
  if (isAgreed) return;
  throw new PlumblineError('consent-needed', {
    environment: name,
    command: direction,
    losses,
    isRefused: ask !== undefined,
  });
}

/** What tables hold, as far as it is known. */
function held(tables: LossReport['tables']): string {
  return tables
    .map(({ table, rows }) => `${table}: ${rows === undefined ? 'rows not known' : `about ${rows} row(s)`}`)
    .join(', ');
}
