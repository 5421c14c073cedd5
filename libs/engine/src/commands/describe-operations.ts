import type { DialectName } from '../config/database-url';
import { describeOperation } from '../operations/describe';
import type { Operation } from '../operations/operation';
import { risksOf } from '../operations/revision-risks';
import type { OperationReport } from '../report/report';

/** The operations of a revision in words, with their risks. */
export function reportOperations(
  operations: readonly Operation[],
  dialect: DialectName,
): readonly OperationReport[] {
  const risks = risksOf(operations, dialect);
  return operations.map((operation, index) => {
    const { level = 'safe', reason } = risks[index] ?? {};
    return {
      kind: operation.kind,
      description: describeOperation(operation),
      risk: level,
      ...(reason === undefined ? {} : { reason }),
    };
  });
}
