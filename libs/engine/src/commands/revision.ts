import { withoutBlocking } from '../operations/without-blocking';
import { PlumblineError } from '../errors/plumbline-error';
import { planSteps } from '../plan/plan';
import type { CreatedReport, OperationReport } from '../report/report';
import { markBackfills } from '../revisions/files/mark-backfills';
import { newRevisionId } from '../revisions/files/revision-id';
import { loadRevision } from '../revisions/files/load-revision';
import { planRevision } from '../revisions/graph/creation';
import { planUpgrade } from '../revisions/graph/movement';
import { bodyFor, reversed, type DialectFindings } from './body';
import type { CommandIo } from './command-io';
import type { Comparison } from './compare';
import { compareAll, isBasedOnRevisions, pendingRevisions, targetOf } from './compare-all';
import { currentRevisions, loadDialect, withDatabase, type Database, type DatabaseAt } from './database';
import { reportOperations } from './describe-operations';
import type { OptionsOf } from './options';
import { openProject, type Project } from './project';
import { rehearse } from './rehearse';
import { askForRenames, assertRenamesUsed, parseRenames, renameNotes } from './rename-options';
import { chooseFolder, createFile } from './revision-file';

/** Writes a revision: from the difference between entities and base, or empty. */
export async function revision(options: OptionsOf<'revision'>, io: CommandIo): Promise<CreatedReport> {
  const project = await openProject(options, io);
  const id = options.revId ?? newRevisionId();
  const placement = planRevision(project.graph, {
    id,
    ...(options.head === undefined ? {} : { head: options.head }),
    splice: options.splice === true,
    branchLabels: options.branchLabel ?? [],
    dependsOn: options.dependsOn ?? [],
  });
  const folder = chooseFolder(project, options.versionPath, placement.down);
  const { comparisons, statements } = wantsComparison(project, options)
    ? await compareWithBase(project, options)
    : { comparisons: [], statements: [] };
  const upgrade = await written(options, comparisons);
  const found = comparisons.some(({ operations }) => operations.length > 0);
  const report = {
    command: 'revision',
    operations: reportFirst(upgrade, options.why === true),
    statements,
    unmanaged: comparisons.flatMap(({ unmanaged }) => unmanaged),
    notes: [...comparisons.flatMap(({ notes }) => notes), ...renameNotes(comparisons)],
  } as const;
  if (options.sqlOnly || (comparisons.length > 0 && !found)) return report;
  const created = await createFile(project, folder, {
    header: {
      revision: id,
      message: options.message ?? '',
      branchLabels: options.branchLabel ?? [],
      ...placement,
    },
    upgrade: markBackfills(await bodyFor(upgrade)),
    downgrade: markBackfills(await bodyFor(await written(options, comparisons.map(reversed)))),
  });
  return { ...report, created };
}

function wantsComparison(project: Project, options: OptionsOf<'revision'>): boolean {
  if (options.empty && (options.autogenerate || options.sqlOnly)) {
    const problem = `--empty compares nothing; it does not go with ${options.sqlOnly ? '--sql-only' : '--autogenerate'}.`;
    throw new PlumblineError('usage', { problem, hint: 'Give one of the two.' });
  }
  if (options.why && (options.empty || options.sqlOnly)) {
    const problem = `--why says where operations come from; ${options.empty ? '--empty compares nothing' : '--sql-only prints none'}.`;
    throw new PlumblineError('usage', {
      problem,
      hint: 'Ask without writing anything: plumbline check --why',
    });
  }
  return options.empty !== true && (project.config.dataSource !== undefined || options.autogenerate === true);
}

interface Found {
  readonly comparisons: readonly Comparison[];
  /** The SQL of what was found; only for `--sql-only`. */
  readonly statements: readonly string[];
}

/**
 * The comparison with the base, and once more with the renames that a person confirms. A database that is behind
 * would be given its pending revisions again.
 */
function compareWithBase(project: Project, options: OptionsOf<'revision'>): Promise<Found> {
  const renames = parseRenames(options.rename ?? [], options.renameTable ?? []);
  const compare = async (database?: DatabaseAt): Promise<Found> => {
    const base = database === undefined ? { target: targetOf(project, options) } : { database };
    const found = await compareAll(project, { ...base, renames });
    assertRenamesUsed(renames, found);
    const confirmed = await askForRenames(found, project.io);
    const comparisons =
      confirmed.length === 0
        ? found
        : await compareAll(project, { ...base, renames: [...renames, ...confirmed] });
    return {
      comparisons,
      statements: options.sqlOnly ? await sqlOf(project, await written(options, comparisons), database) : [],
    };
  };
  if (isBasedOnRevisions(options.base)) return compare();
  return withDatabase(project, options, async (database) => {
    const current = await currentRevisions(project, database);
    const pending = pendingRevisions(project, current);
    if (pending.length > 0) throw new PlumblineError('not-at-head', { current, pending });
    return compare({ ...database, current });
  });
}

/** The SQL of what was found: for the database's dialect on that database, for the others after all revisions. */
async function sqlOf(
  project: Project,
  comparisons: readonly Comparison[],
  database: Database | undefined,
): Promise<string[]> {
  const statements: string[] = [];
  for (const { dialect: name, operations } of comparisons) {
    const dialect = await loadDialect(name);
    const start =
      name === database?.dialect.name
        ? { live: database.session }
        : {
            before: await planSteps(planUpgrade(project.graph, [], 'heads').steps, {
              files: project.files,
              load: loadRevision,
              dialect,
            }),
          };
    const [sql = []] = await rehearse(dialect, [{ steps: dialect.compile(operations) }], start);
    statements.push(...(comparisons.length > 1 ? [`-- ${name}`] : []), ...sql.map((one) => one.sql));
  }
  return statements;
}

/** What was found, in the forms that are to be written. */
async function written<F extends DialectFindings>(
  { online }: OptionsOf<'revision'>,
  found: readonly F[],
): Promise<readonly F[]> {
  if (!online) return found;
  const all: F[] = [];
  for (const one of found) {
    const { buildsConcurrently } = await loadDialect(one.dialect);
    all.push(buildsConcurrently ? { ...one, operations: withoutBlocking(one.operations) } : one);
  }
  return all;
}

/** The operations of the first dialect that has any. */
function reportFirst(comparisons: readonly Comparison[], why: boolean): readonly OperationReport[] {
  const first = comparisons.find(({ operations }) => operations.length > 0);
  return first === undefined
    ? []
    : reportOperations(first.operations, first.dialect, why ? first.explain : undefined);
}
