import { PlumblineError } from '../errors/plumbline-error';
import { checkInThread } from './check-in-thread';
import { makeDatabase } from './test-database';
import { openTestProject, type TestProjectRequest } from './test-project';

/**
 * Fails where there is more than one head, which `plumbline merge` joins. Needs no database.
 *
 * @throws PlumblineError `several-heads`; those of the configuration and of the revision files
 */
export async function expectSingleHead(request: TestProjectRequest = {}): Promise<void> {
  const { project } = await openTestProject(request);
  const { heads } = project.graph;
  if (heads.length > 1) throw new PlumblineError('several-heads', { heads });
}

/**
 * Fails where the entities want another schema than the revisions make, in a database of its own that is at the heads. The
 * error says what `plumbline check` would.
 *
 * @throws PlumblineError `schema-drift`; `no-data-source` where the configuration names no entities; those of an upgrade
 */
export async function expectNoDrift(request: TestProjectRequest = {}): Promise<void> {
  const { project, created } = await makeDatabase(request);
  try {
    if (project.config.dataSource === undefined) {
      throw new PlumblineError('no-data-source', { file: project.config.file });
    }
    const report = await checkInThread(project, created.url);
    if (report !== undefined) throw new PlumblineError('schema-drift', { report });
  } finally {
    await created.drop();
  }
}
