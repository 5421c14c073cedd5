import type { Dialect, Session } from '../dialect/dialect';
import type { TableSize } from '../dialect/effects';
import type { QualifiedName } from '../model/schema';
import { describeOperation } from '../operations/describe';
import { withoutBlocks, type Operation } from '../operations/operation';
import { risksOf } from '../operations/revision-risks';
import { KnownTables } from '../plan/known-tables';
import type { RevisionPlan } from '../plan/plan';
import type { LossReport } from '../report/report';

/**
 * What of a plan loses data that is there, in order, with how much the tables hold. What becomes of a table that the run
 * itself creates is no loss.
 */
export async function describeLosses(
  plans: readonly RevisionPlan[],
  { dialect, session }: { readonly dialect: Dialect; readonly session?: Session },
): Promise<readonly LossReport[]> {
  const tables = new KnownTables();
  const losses = plans.flatMap(({ file, operations: all }) => {
    const operations = withoutBlocks(all);
    const risks = risksOf(operations, dialect.name);
    return operations.flatMap((op, index) => {
      tables.create(op);
      const { level, reason = '' } = risks[index] ?? {};
      const about = tablesOf(op);
      const old = about.filter((table) => tables.isOld(table)).map((table) => tables.nameBefore(table));
      tables.rename(op);
      if (level !== 'data loss' || (about.length > 0 && old.length === 0)) return [];
      return [{ revision: file.header.revision, operation: describeOperation(op), reason, tables: old }];
    });
  });
  if (losses.length === 0) return [];
  const sizes: ReadonlyMap<string, TableSize> =
    session === undefined ? new Map() : await dialect.tableSizes(session, tables.seen);
  return losses.map((loss) => ({
    ...loss,
    tables: loss.tables.map((table) => ({ table, ...sizes.get(table) })),
  }));
}

function tablesOf(op: Operation): readonly QualifiedName[] {
  if (op.kind === 'alterEnum') return op.usedBy.map(({ table }) => table);
  return 'table' in op ? [op.table] : [];
}
