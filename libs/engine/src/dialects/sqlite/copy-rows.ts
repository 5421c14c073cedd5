import { proof } from './proof';
import { fold, quote } from './quoting';
import type { Edit } from './table-edit';
import { affinityOf, holdsNumbers } from './types';

/** One of the two tables of a rebuild. */
export interface Side {
  readonly name: string;
  /** `hidden` is 2 or 3 for a generated column (sqlite.org/pragma.html#pragma_table_xinfo). */
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly hidden: number;
    readonly pk: number;
  }[];
  readonly withoutRowid: boolean;
  readonly hasRowidAlias: boolean;
  readonly isAutoIncrement: boolean;
}

interface CopiedColumn {
  readonly name: string;
  /** What is selected from the old table. */
  readonly value: string;
  /** Whether every value must be a number, or NULL, in the new table. */
  readonly mustBeNumber: boolean;
}

/**
 * Fills the new table. Where a type changes its affinity, the values change as SQLite changes them on INSERT, which
 * loses nothing; a CAST would turn 'abc' into 0 and '2026-01-01' into 2026. Only between text and blob, where
 * INSERT changes nothing, there is a CAST. Text that comes into a column for numbers and is none ends in an error.
 * The rowid is copied where it is not a column (sqlite.org/rowidtable.html).
 */
export function copyStatements(from: Side, to: Side, edits: readonly Edit[]): readonly string[] {
  const copied = copiedColumns(from, to, edits);
  const rowid = rowidToKeep(from, to);
  const targets = [...(rowid === undefined ? [] : [rowid]), ...copied.map(({ name }) => quote(name))];
  const values = [...(rowid === undefined ? [] : [rowid]), ...copied.map(({ value }) => value)];
  const insert =
    targets.length === 0
      ? []
      : [
          `INSERT INTO ${quote(to.name)} (${targets.join(', ')})\n  SELECT ${values.join(', ')} FROM ${quote(from.name)}`,
        ];
  return [...insert, ...copied.flatMap((column) => proveNumbers(from, to, column))];
}

function copiedColumns(from: Side, to: Side, edits: readonly Edit[]): readonly CopiedColumn[] {
  const added = new Set(edits.flatMap((e) => (e.kind === 'addColumn' ? [fold(e.column.name)] : [])));
  const changes = edits.filter((edit) => edit.kind === 'alterColumn');
  const old = new Map(from.columns.map((column) => [fold(column.name), column]));
  return to.columns.flatMap((column) => {
    const change = changes.filter((one) => fold(one.to.name) === fold(column.name)).at(-1);
    const source = old.get(fold(change?.from.name ?? column.name));
    if (column.hidden !== 0 || source === undefined || added.has(fold(column.name))) return [];
    const using = changes.find((one) => one.using !== undefined && one.to.name === change?.to.name)?.using;
    if (using !== undefined) return [{ name: column.name, value: `(${using})`, mustBeNumber: false }];
    const before = affinityOf(source.type);
    const after = affinityOf(column.type);
    const isRaw = before === 'text' || before === 'blob';
    return [
      {
        name: column.name,
        value:
          isRaw && before !== after && (after === 'text' || after === 'blob')
            ? `CAST(${quote(source.name)} AS ${after.toUpperCase()})`
            : quote(source.name),
        mustBeNumber: isRaw && holdsNumbers(column.type),
      },
    ];
  });
}

/** Untyped and blob columns may hold anything before; what was text and is text still is what is refused. */
function proveNumbers(from: Side, to: Side, column: CopiedColumn): readonly string[] {
  if (!column.mustBeNumber) return [];
  return proof(
    `every value of ${from.name}.${column.name} is a number`,
    `NOT EXISTS (SELECT 1 FROM ${quote(to.name)} WHERE typeof(${quote(column.name)}) IN ('text', 'blob'))`,
  );
}

/** A name under which both tables give their rowid, where the new one has it beside its columns. */
function rowidToKeep(from: Side, to: Side): string | undefined {
  if (from.withoutRowid || to.withoutRowid || to.hasRowidAlias) return undefined;
  const taken = new Set([...from.columns, ...to.columns].map(({ name }) => fold(name)));
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name));
}
