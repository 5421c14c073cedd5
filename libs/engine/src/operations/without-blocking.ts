import { isSame } from '../kernel/same';
import { displayName, type Column, type ForeignKey, type PrimaryKey, type Unique } from '../model/schema';
import {
  indexOfKey,
  type AddPrimaryKey,
  type AddUnique,
  type AlterColumn,
  type Operation,
} from './operation';

/**
 * The same changes in forms that let reads and writes of large tables go on (PostgreSQL; manual, ALTER TABLE under Notes,
 * and CREATE INDEX under Building Indexes Concurrently). Indexes are built and dropped concurrently, keys are made of
 * such indexes, constraints are added as not valid and validated at the end, and a column becomes NOT NULL by a check
 * that was validated before. A table that the list itself creates has no rows, and its changes stay as they are.
 */
export function withoutBlocking(operations: readonly Operation[]): readonly Operation[] {
  const created = new Set(
    operations.flatMap((op) => (op.kind === 'createTable' ? [displayName(op.table)] : [])),
  );
  const isNew = (op: Operation): boolean => 'table' in op && created.has(displayName(op.table));
  const changed = operations.map((op) => (isNew(op) ? { now: [op] } : rewrite(op)));
  const late = changed.flatMap(({ later }) => later ?? []);
  return [
    ...changed.flatMap(({ now }) => now),
    ...(late.length === 0 ? [] : [{ kind: 'autocommit', operations: late } as const]),
  ];
}

interface Rewritten {
  readonly now: readonly Operation[];
  /** What is done when all the rest is committed. */
  readonly later?: readonly Operation[];
}

function rewrite(op: Operation): Rewritten {
  switch (op.kind) {
    case 'createIndex':
    case 'dropIndex':
      return { now: [{ ...op, concurrently: true }] };
    case 'addUnique':
      return { now: ofIndex(op, op.unique) };
    case 'addPrimaryKey':
      return { now: ofIndex(op, op.primaryKey) };
    case 'addCheck':
      return validatedLater(op, op.check.name, { ...op, check: { ...op.check, notValid: true } });
    case 'addForeignKey':
      return validatedLater(op, op.foreignKey.name, { ...op, foreignKey: notValid(op.foreignKey) });
    case 'alterColumn':
      return { now: requiresValues(op) ? checkedFirst(op) : [op] };
    default:
      return { now: [op] };
  }
}

/** The index has the name that the constraint will have. */
function ofIndex(op: AddUnique | AddPrimaryKey, key: Unique | PrimaryKey): readonly Operation[] {
  if (key.name === undefined || op.usingIndex !== undefined) return [op];
  const index = indexOfKey(key, key.name);
  return [
    { kind: 'createIndex', table: op.table, index, concurrently: true },
    { ...op, usingIndex: index.name },
  ];
}

/** Without a name nobody could say which constraint is to be validated. */
function validatedLater(
  op: Operation & { readonly table: AlterColumn['table'] },
  name: string | undefined,
  unchecked: Operation,
): Rewritten {
  if (name === undefined) return { now: [op] };
  return { now: [unchecked], later: [{ kind: 'validateConstraint', table: op.table, name }] };
}

function notValid(key: ForeignKey): ForeignKey {
  return { ...key, notValid: true };
}

function requiresValues({ from, to }: AlterColumn): boolean {
  return from.nullable === true && to.nullable === undefined;
}

/** SET NOT NULL reads no row where a valid check says it already; whatever else changes is changed before. */
function checkedFirst(op: AlterColumn): readonly Operation[] {
  const { table, from, to } = op;
  const loose: Column = { ...to, nullable: true };
  const check = {
    name: `CK_${to.name}_not_null`,
    expression: `"${to.name.replaceAll('"', '""')}" IS NOT NULL`,
  };
  return [
    ...(isSame(from, loose) ? [] : [{ ...op, to: loose }]),
    {
      kind: 'autocommit',
      operations: [
        { kind: 'addCheck', table, check: { ...check, notValid: true } },
        { kind: 'validateConstraint', table, name: check.name },
        { kind: 'alterColumn', table, from: loose, to },
        { kind: 'dropCheck', table, check },
      ],
    },
  ];
}
