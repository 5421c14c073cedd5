import type { Dialect } from '../dialect/dialect';
import { EMPTY_SCHEMA, type SchemaModel } from '../model/schema';
import { applyOperation } from '../operations/apply';
import { recordRevision } from '../plan/plan';
import { loadRevision } from '../revisions/files/load-revision';
import { planUpgrade } from '../revisions/graph/movement';
import { fileOf, type Project } from './project';

/**
 * The schema that revisions make, by applying their operations to nothing: no database is asked, and what
 * `op.execute()` and `op.run()` do is not seen.
 *
 * @param revisions the revisions that are applied; what they follow is applied before them. All heads without it
 */
export async function replay(
  project: Project,
  dialect: Dialect,
  revisions?: readonly string[],
): Promise<SchemaModel> {
  const applied =
    revisions && new Set(project.graph.ancestorsOf(revisions, { inclusive: true, dependencies: true }));
  let model: SchemaModel = EMPTY_SCHEMA;
  for (const { revision } of planUpgrade(project.graph, [], 'heads').steps) {
    if (applied !== undefined && !applied.has(revision)) continue;
    const file = fileOf(project, revision);
    const operations = recordRevision(await loadRevision(file), file, 'upgrade', dialect);
    model = operations.reduce(applyOperation, model);
  }
  return model;
}
