import type { DialectName } from '../model/dialect-name';
import { displayName, type ForeignKey } from '../model/schema';
import type { Operation } from './operation';
import { riskOf, worst, type Risk } from './risk';

const SAFE: Risk = { level: 'safe' };

/**
 * The risks of a revision's operations, in order. A table that the revision itself creates has no rows and nobody who
 * uses it: what is done to it is safe, unless it locks a table that was there before (a foreign key does).
 */
export function risksOf(operations: readonly Operation[], dialect: DialectName): readonly Risk[] {
  const created = new Set<string>();
  const judge = (op: Operation): Risk => {
    if (op.kind === 'autocommit') return worst(op.operations.map(judge));
    if (op.kind === 'createTable') created.add(displayName(op.table));
    return isAmongNewTables(op, created) ? SAFE : riskOf(op, dialect);
  };
  return operations.map(judge);
}

function isAmongNewTables(op: Operation, created: ReadonlySet<string>): boolean {
  switch (op.kind) {
    case 'createTable':
      return op.table.foreignKeys.every((key) => created.has(targetOf(key)));
    case 'addForeignKey':
      return created.has(displayName(op.table)) && created.has(targetOf(op.foreignKey));
    case 'createIndex':
    case 'addColumn':
    case 'alterColumn':
    case 'addPrimaryKey':
    case 'addUnique':
    case 'addCheck':
    case 'addExclusion':
      return created.has(displayName(op.table));
    default:
      return false;
  }
}

function targetOf({ references: { schema, table } }: ForeignKey): string {
  return displayName(schema === undefined ? { name: table } : { schema, name: table });
}
