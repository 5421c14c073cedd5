import type { DialectName } from '../config/database-url';
import { normaliseOperation } from '../dialect/normalise-operation';
import type { Operation } from '../operations/operation';
import { withPlaceForValues } from '../operations/filling';
import { reverseAll } from '../operations/reverse';
import { mergeDialects, type DialectOperations } from '../revisions/files/merge-dialects';
import type { Body } from '../revisions/files/render-operations';
import { loadDialect } from './database';

/** What was found for one dialect. */
export interface DialectFindings {
  readonly dialect: DialectName;
  readonly operations: readonly Operation[];
}

/** One body for all dialects. */
export async function bodyFor(found: readonly DialectFindings[]): Promise<Body> {
  const sources: DialectOperations[] = [];
  for (const { dialect: name, operations } of found) {
    const dialect = await loadDialect(name);
    const normalise = (op: Operation): Operation | undefined => normaliseOperation(op, dialect);
    sources.push({ dialect: name, operations, normalise });
  }
  return mergeDialects(sources);
}

/** What undoes it; with a place for the values of columns that come back without any. */
export function reversed({ dialect, operations }: DialectFindings): DialectFindings {
  return { dialect, operations: withPlaceForValues(reverseAll(operations)) };
}
