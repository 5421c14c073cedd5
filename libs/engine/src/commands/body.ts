import type { DialectName } from '../config/database-url';
import { normaliseOperation } from '../dialect/normalise-operation';
import type { Operation } from '../operations/operation';
import { mergeDialects, type DialectOperations } from '../revisions/files/merge-dialects';
import type { Body } from '../revisions/files/render-operations';
import { loadDialect } from './database';

/** What was found for one dialect. */
export interface DialectFindings {
  readonly dialect: DialectName;
  readonly operations: readonly Operation[];
}

/**
 * One body for all dialects.
 *
 * @param choose the operations for this direction, of those that were found
 */
export async function bodyFor(
  found: readonly DialectFindings[],
  choose: (operations: readonly Operation[]) => readonly Operation[],
): Promise<Body> {
  const sources: DialectOperations[] = [];
  for (const { dialect: name, operations } of found) {
    const dialect = await loadDialect(name);
    const normalise = (op: Operation): Operation | undefined => normaliseOperation(op, dialect);
    sources.push({ dialect: name, operations: choose(operations), normalise });
  }
  return mergeDialects(sources);
}
