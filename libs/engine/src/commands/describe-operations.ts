import { describeOperation } from '../operations/describe';
import type { Operation } from '../operations/operation';
import { riskOf } from '../operations/risk';
import type { OperationReport } from '../report/report';

/** Operations in words, with their risks. */
export function reportOperations(operations: readonly Operation[]): readonly OperationReport[] {
  return operations.map((operation) => {
    const { level, reason } = riskOf(operation);
    return {
      kind: operation.kind,
      description: describeOperation(operation),
      risk: level,
      ...(reason === undefined ? {} : { reason }),
    };
  });
}
