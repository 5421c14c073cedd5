import type { Dialect } from '../dialect/dialect';
import { readTimeouts, type Timeouts } from '../config/timeouts';
import { PlumblineError } from '../errors/plumbline-error';
import { planSteps, TRANSACTION_MODES, type RevisionPlan, type TransactionMode } from '../plan/plan';
import { planDowngrade, planUpgrade, type Movement } from '../revisions/graph/movement';
import type { RunReport, WrittenBackup } from '../report/report';
import type { Direction, RunEvent } from '../report/run-event';
import { run } from '../runner/run';
import { readState } from '../runner/state';
import { watchedAlone } from '../runner/watch';
import { writeBackup } from './backup';
import type { CommandIo } from './command-io';
import { assertConsent } from './consent';
import { assertUnedited } from './integrity';
import { describeActor, knownRevisions, reportDatabase, withDatabase, type Database } from './database';
import type { OptionsOf } from './options';
import { ormDoor } from './orm-door';
import { openProject, type Project } from './project';

/** Applies what is pending up to a target. */
export function upgrade(
  options: OptionsOf<'upgrade'>,
  io: CommandIo,
  emit: (event: RunEvent) => void,
): Promise<RunReport> {
  return move('upgrade', options, io, emit);
}

/** Undoes revisions down to a target. */
export function downgrade(
  options: OptionsOf<'downgrade'>,
  io: CommandIo,
  emit: (event: RunEvent) => void,
): Promise<RunReport> {
  return move('downgrade', options, io, emit);
}

async function move(
  direction: Direction,
  options: MoveOptions,
  io: CommandIo,
  emit: (event: RunEvent) => void,
): Promise<RunReport> {
  return moveProject(direction, await openProject(options, io, 'texts'), options, emit);
}

/**
 * Applies or undoes revisions of a project that is open.
 *
 * @throws PlumblineError those of the symbol, of the graph, of connecting and of a run
 */
export async function moveProject(
  direction: Direction,
  project: Project,
  options: MoveOptions,
  emit: (event: RunEvent) => void,
): Promise<RunReport> {
  const move = planMove(project, direction, options);
  return withDatabase(project, options, (database) => moveIn(project, database, move, emit));
}

type MoveOptions = OptionsOf<'upgrade' | 'downgrade'>;

/** What is asked of a database, or of each of several. */
export interface Move {
  readonly direction: Direction;
  readonly options: MoveOptions;
  readonly mode: TransactionMode;
  readonly timeouts: Timeouts;
}

/** @throws PlumblineError `usage`, `invalid-variable` */
export function planMove(project: Project, direction: Direction, options: MoveOptions): Move {
  const mode = parseMode(options.transaction);
  return { direction, options, mode, timeouts: readTimeouts(project.config, project.io.variables) };
}

/** Moves a database that is connected. */
export async function moveIn(
  project: Project,
  database: Database,
  { direction, options, mode, timeouts }: Move,
  emit: (event: RunEvent) => void,
): Promise<RunReport> {
  const { signal } = project.io;
  const target = options.revision ?? 'heads';
  const { environment, url } = reportDatabase(database);
  emit({ kind: 'run-started', direction, environment, url, system: database.dialect.system });
  const limits = { lock: timeouts.lock, statement: timeouts.migration };
  const stopping = signal === undefined ? {} : { signal };
  const state = await watchedAlone(database, { limits, emit, ...stopping }, () => readState(database));
  assertUnedited(project, state);
  const tell = options.showSql === true ? emit : masked(database.dialect, emit);
  let written: WrittenBackup | undefined;
  const result = await run({
    books: database,
    state,
    orm: ormDoor(project, database),
    actor: () => describeActor(project, database),
    lockTimeoutMs: timeouts.runLock,
    ...{ limits, mode, ...stopping },
    emit: tell,
    isThere: (current) => moveFrom(project, current, direction, target).steps.length === 0,
    plan: (current) => planFor(project, database, moveFrom(project, current, direction, target), mode),
    prepare: async (plans) => {
      await assertConsent(project, database, plans, { direction, isConfirmed: options.yes === true });
      if (options.backup === true) {
        emit({ kind: 'backup-started' });
        written = await writeBackup(project, database, options.directory);
        const { file, bytes, restore } = written;
        emit({ kind: 'backup-written', file, bytes, restore });
      }
    },
  });
  const backup = written === undefined ? {} : { backup: written };
  return { command: direction, ...reportDatabase(database), ...backup, ...result };
}

/**
 * Hides the literals of statements, which are data: logs are read by more people than the database is. Of thousands of
 * statements few may be looked at.
 */
function masked(dialect: Dialect, emit: (event: RunEvent) => void): (event: RunEvent) => void {
  return (event) => {
    if (event.kind !== 'statement' || event.code !== undefined) return emit(event);
    const { sql } = event;
    emit({
      ...event,
      get sql() {
        return dialect.maskLiterals(sql);
      },
    });
  };
}

/** @throws PlumblineError `usage` */
export function parseMode(value = 'each'): TransactionMode {
  const mode = TRANSACTION_MODES.find((name) => name === value);
  if (mode !== undefined) return mode;
  throw new PlumblineError('usage', {
    problem: `There is no transaction mode '${value}'.`,
    hint: `Choose one of them: --transaction ${TRANSACTION_MODES.join('|')}`,
  });
}

/** The movement from some version rows to a target. */
export function moveFrom(
  project: Project,
  rows: readonly string[],
  direction: Direction,
  target: string,
): Movement {
  const current = knownRevisions(project, rows);
  return direction === 'upgrade'
    ? planUpgrade(project.graph, current, target)
    : planDowngrade(project.graph, current, target);
}

/** Loads and compiles the revisions of a movement. */
export function planFor(
  project: Project,
  database: Database,
  { steps }: Pick<Movement, 'steps'>,
  mode?: TransactionMode,
): Promise<readonly RevisionPlan[]> {
  return planSteps(steps, {
    files: project.files,
    load: project.load,
    dialect: database.dialect,
    ...(mode === undefined ? {} : { mode }),
  });
}
