import { list } from '../errors/entry';
import { PlumblineError } from '../errors/plumbline-error';
import { ALEMBIC_TABLE } from '../history/bookkeeping-tables';
import { quotedTable } from '../history/version-store';
import type { ImportReport } from '../report/report';
import { REVISION_ID } from '../revisions/files/revision-header';
import type { CommandIo } from './command-io';
import { reportDatabase, withDatabase, type Database } from './database';
import { adopt } from './init';
import type { OptionsOf } from './options';
import { openProject } from './project';

/**
 * Takes over a database that Alembic took care of: what it holds becomes the first revision, under the id that Alembic has
 * recorded, and is stamped. Alembic's own revisions are Python and are not carried over: what they did is the schema.
 *
 * @throws PlumblineError `import-refused`, and `usage` as `init --from-database`
 */
export async function importAlembic(options: OptionsOf<'import'>, io: CommandIo): Promise<ImportReport> {
  const project = await openProject(options, io);
  const { versions, place } = await withDatabase(project, options, async (database) => ({
    versions: await readAlembic(database),
    place: reportDatabase(database),
  }));
  const [revision, ...more] = versions;
  if (revision === undefined) {
    throw refuse(
      'The database has no alembic_version, or nothing in it.',
      'Adopt it as it is: plumbline init --from-database',
    );
  }
  if (more.length > 0) {
    throw refuse(
      `The database is at several of Alembic's heads: ${list(versions)}.`,
      'Merge them with Alembic first: alembic merge heads, then alembic upgrade head',
    );
  }
  if (!REVISION_ID.test(revision)) {
    throw refuse(
      `Alembic's id ${revision} has characters that an id cannot have here.`,
      'Adopt the database under another id: plumbline init --from-database',
    );
  }
  const report = { command: 'import', source: 'alembic', ...place, applied: 1, pending: 0 } as const;
  if (project.graph.has(revision)) return { ...report, written: [], dryRun: options.dryRun === true };
  const isDry = options.dryRun === true;
  const { baseline } = await adopt(
    { ...options, revId: revision, message: `Baseline of Alembic's ${revision}`, isDry },
    io,
  );
  return {
    ...report,
    written: baseline === undefined ? [] : [baseline],
    stamped: revision,
    dryRun: isDry,
  };
}

async function readAlembic({ dialect, session }: Database): Promise<readonly string[]> {
  if (!(await dialect.hasTable(session, ALEMBIC_TABLE))) return [];
  const rows = await session.query<{ readonly version_num: string }>(
    `SELECT version_num FROM ${quotedTable({ dialect }, ALEMBIC_TABLE)} ORDER BY version_num`,
  );
  return rows.map(({ version_num }) => version_num);
}

function refuse(reason: string, hint: string): PlumblineError {
  return new PlumblineError('import-refused', { source: 'Alembic', reason, hint });
}
