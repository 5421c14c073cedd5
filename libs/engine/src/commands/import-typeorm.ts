import { sep } from 'node:path';
import type { DialectName } from '../config/database-url';
import { moduleRequirer } from '../config/load-module';
import {
  inOrder,
  migrationSettings,
  migrationsIn,
  type MigrationSettings,
  type TypeormMigration,
} from '../entities/typeorm-migrations';
import { list } from '../errors/entry';
import { PlumblineError } from '../errors/plumbline-error';
import { quotedTable, readVersions } from '../history/version-store';
import type { ImportReport, RevisionReport } from '../report/report';
import { revisionChecksum } from '../revisions/files/checksum';
import { stampVersions } from '../runner/stamp';
import type { CommandIo } from './command-io';
import { describeActor, reportDatabase, withDatabase, type Database } from './database';
import { readDesired } from './desired-models';
import { loadDataSource } from './load-data-source';
import type { OptionsOf } from './options';
import { fileOf, openProject, type Project } from './project';
import { chooseFolder, createFile } from './revision-file';
import { callOf, idOf, messageOf } from './typeorm-revision';

/**
 * Writes a revision for each migration class of TypeORM, one after the other, that runs the class through a query runner.
 * The classes stay where they are. What the database has recorded is stamped as applied.
 *
 * @throws PlumblineError `import-refused` where the record and the classes do not fit, and what reading the entities
 *   throws, before anything is written
 */
export async function importTypeorm(options: OptionsOf<'import'>, io: CommandIo): Promise<ImportReport> {
  const project = await openProject(options, io);
  if (options.filesOnly === true) return importFiles(project, options);
  return withDatabase(project, options, async (database) => {
    const { migrations, settings } = await findMigrations(project, options, database.dialect.name);
    const recorded = await readRecorded(database, settings);
    const applied = countApplied(migrations, recorded);
    const there = countThere(project, migrations);
    const current = await readVersions(database);
    const stamp = applied === 0 ? undefined : idOf(migrations[applied - 1]);
    assertStampable(project, current, stamp);
    const dryRun = options.dryRun === true;
    const written = await writeAll(dryRun ? withoutWriting(project) : project, migrations, there);
    const isStamped = stamp === undefined || current.length > 0;
    if (!dryRun && !isStamped) await writeStamp(await openProject(options, io), database, stamp);
    return {
      command: 'import',
      source: 'typeorm',
      ...reportDatabase(database),
      written,
      applied,
      pending: migrations.length - applied,
      ...(isStamped ? {} : { stamped: stamp }),
      dryRun,
    };
  });
}

/** The same without a database: what it has recorded is found out, and stamped, by an import later. */
async function importFiles(project: Project, options: OptionsOf<'import'>): Promise<ImportReport> {
  // The migrations are those of one database; what the data source says of them is the same for all.
  const [dialect = 'postgres'] = project.config.dialects;
  const { migrations } = await findMigrations(project, options, dialect);
  const there = countThere(project, migrations);
  const dryRun = options.dryRun === true;
  const written = await writeAll(dryRun ? withoutWriting(project) : project, migrations, there);
  return { command: 'import', source: 'typeorm', written, dryRun };
}

/** The migrations of the data source, whose entities can be read too: without them there is nothing to go on with. */
async function findMigrations(
  project: Project,
  { migrations: given }: OptionsOf<'import'>,
  dialect: DialectName,
): Promise<{ readonly migrations: readonly TypeormMigration[]; readonly settings: MigrationSettings }> {
  const settings = migrationSettings(await loadDataSource(project, dialect));
  await readDesired(project, dialect, undefined);
  if (given === undefined && settings.listsClasses) {
    throw refuse(
      'The data source lists classes, which do not say what files they are in.',
      "Name the files: plumbline import typeorm --migrations 'src/migrations/*.ts'",
    );
  }
  const patterns = (given ?? settings.patterns).map((pattern) => pattern.split(sep).join('/'));
  // Loaded here: who does not import keeps what the entities say, for which no package but those it knows may be loaded.
  const { glob } = await import('tinyglobby');
  const files = await glob([...patterns], { cwd: project.io.cwd, absolute: true });
  const load = await moduleRequirer(project.config.file);
  const sources = files.filter((file) => /\.[cm]?[jt]s$/.test(file) && !/\.d\.[cm]?ts$/.test(file)).sort();
  const found = inOrder(sources.flatMap((file) => migrationsIn(file, load(file))));
  assertImportable(found, patterns);
  return { migrations: found, settings };
}

function assertImportable(found: readonly TypeormMigration[], patterns: readonly string[]): void {
  if (found.length === 0) {
    throw refuse(
      `No migration class was found in ${patterns.length === 0 ? 'the data source' : list(patterns)}.`,
      "Name the files: plumbline import typeorm --migrations 'src/migrations/*.ts'",
    );
  }
  const names = found.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) {
    throw refuse(
      `Two classes have the name ${list(twice)}.`,
      'Name each file once, source or build, with --migrations.',
    );
  }
  const undated = found.filter(({ timestamp }) => !(timestamp > 0)).map(({ name }) => name);
  if (undated.length > 0) {
    throw refuse(
      `${list(undated)} does not end in a timestamp, by which TypeORM orders.`,
      'Name the class as TypeORM does.',
    );
  }
}

async function readRecorded(
  database: Database,
  { table, schema }: MigrationSettings,
): Promise<readonly string[]> {
  const { dialect, session } = database;
  if (!(await dialect.hasTable(session, table, schema))) return [];
  const name = quotedTable({ dialect, ...(schema === undefined ? {} : { schema }) }, table);
  const rows = await session.query<{ readonly name: string }>(`SELECT name FROM ${name} ORDER BY id`);
  return rows.map((row) => row.name);
}

/** How many of the migrations are recorded: the first ones, without a gap. */
function countApplied(migrations: readonly TypeormMigration[], recorded: readonly string[]): number {
  const names = migrations.map(({ name }) => name);
  const unknown = recorded.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw refuse(
      `The database has recorded ${list(unknown)}, and no class has that name.`,
      'Bring the files back (they are in the history of the repository), or name them with --migrations. Where they were removed on purpose, begin with a baseline instead: plumbline init --from-database',
    );
  }
  const firstPending = names.findIndex((name) => !recorded.includes(name));
  const applied = firstPending === -1 ? names.length : firstPending;
  const late = names.slice(applied).filter((name) => recorded.includes(name));
  if (late.length > 0) {
    throw refuse(
      `${list(late)} is recorded, and ${names[applied] ?? ''} before it is not.`,
      'Run what is missing with TypeORM first (typeorm migration:run), then import.',
    );
  }
  return applied;
}

/** How many of the revisions are there from an earlier import. What else there is must not be. */
function countThere(project: Project, migrations: readonly TypeormMigration[]): number {
  const { graph } = project;
  const there = migrations.filter((migration) => graph.has(idOf(migration)));
  const isBeginning = there.every((migration, index) => migration === migrations[index]);
  const isComplete = there.length === migrations.length;
  if (!isBeginning || (!isComplete && there.length !== graph.nodes.length)) {
    throw refuse(
      'There are revisions already that do not come from these migrations.',
      'Import before the first revision is written; see them: plumbline history',
    );
  }
  return there.length;
}

/** A database that is at a revision already must have come past what TypeORM has recorded. */
function assertStampable(project: Project, current: readonly string[], stamp: string | undefined): void {
  const { graph } = project;
  const isPast = current.every(
    (id) => graph.has(id) && (stamp === undefined || id === stamp || graph.ancestorsOf([id]).includes(stamp)),
  );
  if (isPast) return;
  throw refuse(
    `The database is at ${list(current)} already, which is not what TypeORM has recorded.`,
    'See where it is: plumbline current',
  );
}

async function writeAll(
  project: Project,
  migrations: readonly TypeormMigration[],
  there: number,
): Promise<readonly RevisionReport[]> {
  if (there === migrations.length) return [];
  const folder = chooseFolder(project, undefined, migrations.slice(0, there).slice(-1).map(idOf));
  const written: RevisionReport[] = [];
  for (const [index, migration] of migrations.entries()) {
    if (index < there) continue;
    const before = migrations[index - 1];
    written.push(
      await createFile(project, folder, {
        header: {
          revision: idOf(migration),
          message: messageOf(migration),
          down: before === undefined ? [] : [idOf(before)],
          dependsOn: [],
          branchLabels: [],
          ...(migration.transaction ? {} : { transaction: 'none' as const }),
          created: new Date(migration.timestamp).toISOString(),
        },
        upgrade: callOf(migration, 'up', folder),
        downgrade: callOf(migration, 'down', folder),
      }),
    );
  }
  return written;
}

function withoutWriting(project: Project): Project {
  return { ...project, io: { ...project.io, writeFile: () => undefined } };
}

async function writeStamp(project: Project, database: Database, revision: string): Promise<void> {
  const checksums = new Map([[revision, revisionChecksum(fileOf(project, revision).text)]]);
  const actor = await describeActor(project, database);
  await stampVersions(database, actor, { from: [], to: [revision], checksums, purge: false });
}

function refuse(reason: string, hint: string): PlumblineError {
  return new PlumblineError('import-refused', { source: 'TypeORM', reason, hint });
}
