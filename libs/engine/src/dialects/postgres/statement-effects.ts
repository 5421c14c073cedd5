import type { Step } from '../../dialect/dialect';
import type { LockTaken, StatementEffects } from '../../dialect/effects';
import { isSame } from '../../kernel/same';
import { nameOf, type ForeignKey, type QualifiedName, type Table } from '../../model/schema';
import type { AlterColumn, Operation } from '../../operations/operation';
import { riskOf } from '../../operations/risk';
import { judgeTypeChange } from '../../operations/type-change';
import { lockOf } from './lock-modes';
import { NO_EFFECTS, readStatements, together } from './read-statement';

/**
 * What a statement of a step does to tables in use: what its text says, completed by what only the operation knows
 * (the tables behind the foreign keys of a dropped one, the types before a change).
 */
export function effectsOf(step: Step, sql: string): StatementEffects {
  if (step.kind === 'backfill') {
    const table = nameOf(step.backfill.table);
    return { ...locking([table], 'ROW EXCLUSIVE'), scans: [table] };
  }
  if (step.kind !== 'sql') return { ...NO_EFFECTS, isOpaque: true };
  return step.operations.reduce((effects, op) => complete(effects, op, sql), readStatements(sql));
}

function complete(effects: StatementEffects, op: Operation, sql: string): StatementEffects {
  switch (op.kind) {
    case 'dropTable':
      return together(effects, locking(op.table.foreignKeys.map(targetOf), 'ACCESS EXCLUSIVE'));
    case 'dropForeignKey':
      return together(effects, locking([targetOf(op.foreignKey)], 'ACCESS EXCLUSIVE'));
    case 'dropIndex':
      return together(
        known(effects),
        locking([nameOf(op.table)], op.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'),
      );
    case 'replaceView':
      // It is done by code, as only the server knows whether the view can be replaced where it stands.
      return locking([nameOf(op.view)], 'ACCESS EXCLUSIVE');
    case 'addColumn':
      return { ...effects, rewrites: riskOf(op).level === 'rewrite' ? effects.rewrites : [] };
    case 'alterColumn':
      return ofAlterColumn(effects, op, sql);
    case 'alterEnum':
      return sql.startsWith('DROP INDEX')
        ? together(known(effects), locking(op.usedBy.flatMap(indexed(sql)), 'ACCESS EXCLUSIVE'))
        : effects;
    case 'renameTable':
      // Into the default schema it is done by code, as only the server knows that schema's name.
      return together(known(effects), locking([nameOf(op.from)], 'ACCESS EXCLUSIVE'));
    default:
      return effects;
  }
}

/** An index is built again, and no row is written, where only the collation changes or the new type holds the same bytes. */
function ofAlterColumn(effects: StatementEffects, op: AlterColumn, sql: string): StatementEffects {
  const table = nameOf(op.table);
  if (sql.startsWith('DO ')) {
    // Else it is about the sequence of the column alone.
    const isExpression = !isSame(op.from.generated, op.to.generated);
    return isExpression ? { ...locking([table], 'ACCESS EXCLUSIVE'), rewrites: [table] } : NO_EFFECTS;
  }
  const change = judgeTypeChange(op.from.type, op.to.type);
  const isKept = (change === 'none' || change === 'widens') && op.using === undefined;
  const isRetyped = effects.rewrites.length > 0 && isSame(op.from.generated, op.to.generated);
  if (!isRetyped || !isKept) return effects;
  return {
    ...effects,
    rewrites: [],
    scans: op.from.collation === op.to.collation ? effects.scans : [...effects.scans, table],
  };
}

/** The tables of an enum's columns whose index the statement drops. */
function indexed(sql: string) {
  return ({ table, indexes = [] }: { readonly table: QualifiedName; readonly indexes?: Table['indexes'] }) =>
    indexes.some(({ name }) => sql.endsWith(`"${name.replaceAll('"', '""')}"`)) ? [nameOf(table)] : [];
}

function locking(tables: readonly QualifiedName[], mode: Parameters<typeof lockOf>[1]): StatementEffects {
  return { ...NO_EFFECTS, locks: tables.map((table): LockTaken => lockOf(table, mode)) };
}

function known(effects: StatementEffects): StatementEffects {
  return { ...effects, isOpaque: false };
}

function targetOf({ references: { schema, table } }: ForeignKey): QualifiedName {
  return schema === undefined ? { name: table } : { schema, name: table };
}
