import { describeActor, withDatabase, type Database } from '../commands/database';
import { ormDoor } from '../commands/orm-door';
import { fileOf, type Project } from '../commands/project';
import { planFor } from '../commands/upgrade';
import { readTimeouts } from '../config/timeouts';
import type { TestDatabases } from '../dialect/test-databases';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { ensureTables } from '../history/version-store';
import { planUpgrade, type MovementStep } from '../revisions/graph/movement';
import { run } from '../runner/run';
import { readState } from '../runner/state';
import { modelLines } from './model-lines';
import { DATABASES_OF_TESTS } from './test-databases';
import { makeDatabase, type TestDatabase } from './test-database';
import type { TestProjectRequest } from './test-project';

/** What the data of a test is written with: one statement at a time. */
export type Query = TestDatabase['query'];

export interface UpDownUpRequest extends TestProjectRequest {
  /**
   * What is written once the database is at a revision, by its id: what follows it then meets rows. For example
   * `{ a8abb0c88643: (query) => query("INSERT INTO users (name) VALUES ('Ada')") }`.
   */
  readonly rows?: Readonly<Record<string, (query: Query) => unknown>>;
}

/** What was tried of a revision. */
export interface TriedRevision {
  readonly revision: string;
  readonly message: string;
  /** False for one that says that it cannot be undone: it was only applied. */
  readonly isReversible: boolean;
}

/**
 * Applies each revision to a database of its own, undoes it and applies it again, in the order of an upgrade, and compares
 * what the catalogue says: after the downgrade with before, and after the second upgrade with after the first.
 *
 * @returns the revisions, in that order
 * @throws PlumblineError `not-reversible` with what differs; `usage` where `rows` names a revision that there is not; what
 *   a revision fails with
 */
export async function expectUpDownUp(request: UpDownUpRequest = {}): Promise<readonly TriedRevision[]> {
  const { project, created } = await makeDatabase({ ...request, revision: 'base' });
  try {
    assertKnown(project, Object.keys(request.rows ?? {}));
    return await withDatabase(project, {}, (database) => walk(project, database, request));
  } finally {
    await created.drop();
  }
}

function assertKnown(project: Project, revisions: readonly string[]): void {
  const unknown = revisions.find((id) => !project.graph.has(id));
  if (unknown === undefined) return;
  throw new PlumblineError('usage', {
    problem: `'rows' names '${unknown}', which is no revision.`,
    hint: 'Write the whole id: plumbline history',
  });
}

async function walk(
  project: Project,
  database: Database,
  { rows = {} }: UpDownUpRequest,
): Promise<readonly TriedRevision[]> {
  const databases = await DATABASES_OF_TESTS[database.dialect.name]();
  // The engine's own tables are there before and after.
  await ensureTables(database, { progress: true, run: true });
  const tried: TriedRevision[] = [];
  for (const step of planUpgrade(project.graph, [], 'heads').steps) {
    tried.push(await tryStep({ project, database, databases }, step));
    await rows[step.revision]?.((sql, parameters) => database.session.query(sql, parameters));
  }
  return tried;
}

interface Bench {
  readonly project: Project;
  readonly database: Database;
  readonly databases: TestDatabases;
}

async function tryStep(bench: Bench, up: MovementStep): Promise<TriedRevision> {
  const { revision } = up;
  const { message } = fileOf(bench.project, revision).header;
  const down: MovementStep = {
    ...{ direction: 'downgrade', revision },
    rows: { gone: up.rows.come, come: up.rows.gone },
  };
  const before = await linesOf(bench);
  await carryOut(bench, up);
  const above = await linesOf(bench);
  try {
    await carryOut(bench, down);
  } catch (error) {
    if (isPlumblineError(error, 'irreversible-revision')) return { revision, message, isReversible: false };
    throw error;
  }
  assertSame({ revision, message, after: 'downgrade' }, before, await linesOf(bench));
  await carryOut(bench, up);
  assertSame({ revision, message, after: 'second upgrade' }, above, await linesOf(bench));
  return { revision, message, isReversible: true };
}

async function carryOut({ project, database }: Bench, step: MovementStep): Promise<void> {
  const timeouts = readTimeouts(project.config, project.io.variables);
  await run({
    books: database,
    state: await readState(database),
    orm: ormDoor(project, database),
    actor: () => describeActor(project, database),
    lockTimeoutMs: timeouts.runLock,
    limits: { lock: timeouts.lock, statement: timeouts.migration },
    mode: 'each',
    emit: () => undefined,
    isThere: () => false,
    plan: () => planFor(project, database, { steps: [step] }),
  });
}

/** The catalogue's own words, and what introspection makes of it: SQLite keeps some of it in the text of tables alone. */
async function linesOf({ database, databases }: Bench): Promise<readonly string[]> {
  const { dialect, session } = database;
  return [...(await databases.catalogueLines(session)), ...modelLines(await dialect.introspect(session))];
}

function assertSame(
  which: {
    readonly revision: string;
    readonly message: string;
    readonly after: 'downgrade' | 'second upgrade';
  },
  wanted: readonly string[],
  found: readonly string[],
): void {
  const [missing, unexpected] = [without(wanted, found), without(found, wanted)];
  if (missing.length + unexpected.length === 0) return;
  throw new PlumblineError('not-reversible', { ...which, missing, unexpected });
}

function without(all: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return all.filter((line) => !known.has(line));
}
