import type { DialectName } from '../config/database-url';
import { describeOperation } from '../operations/describe';
import type { Operation } from '../operations/operation';
import { risksOf } from '../operations/revision-risks';
import type { OperationReport, WhyReport } from '../report/report';

/**
 * The operations of a revision in words, with their risks.
 *
 * @param explain says where an operation comes from; nothing is said of it without
 */
export function reportOperations(
  operations: readonly Operation[],
  dialect: DialectName,
  explain?: (operation: Operation) => readonly WhyReport[],
): readonly OperationReport[] {
  const risks = risksOf(operations, dialect);
  return operations.map((operation, index) => {
    const { level = 'safe', reason } = risks[index] ?? {};
    return {
      kind: operation.kind,
      description: describeOperation(operation),
      risk: level,
      ...(reason === undefined ? {} : { reason }),
      ...(explain === undefined ? {} : { why: explain(operation) }),
    };
  });
}
