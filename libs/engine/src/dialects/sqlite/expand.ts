import type { Session, TableChangeStep } from '../../dialect/dialect';
import { isPlumblineError, PlumblineError } from '../../errors/plumbline-error';
import type { Operation, RenameColumn, RenameIndex } from '../../operations/operation';
import { parseIndex } from './index-ddl';
import { violationProof } from './proof';
import { quote } from './quoting';
import { rebuildTable } from './rebuild';
import { copySchema, findBroken } from './rehearsal';
import { hasConstantDefault, renderColumn } from './render-table';
import { isEdit, type Edit } from './table-edit';
import { replaceSpan } from './text-edit';
import { enforcesForeignKeys } from './transaction';

/**
 * The statements of a table change, found by trying them on a copy of the live schema in memory: ALTER TABLE where
 * the SQLite that is connected accepts it there, else one rebuild for all changes between two renames. Nothing is
 * written. Where foreign keys are enforced and no transaction is open (transaction mode `none`), a rebuild comes as
 * one text with a transaction of its own, begun after foreign keys are off.
 *
 * @throws PlumblineError `rebuild-refused` where the change would break a view or a trigger, needs what the table
 *   has not, or would be done in a transaction that enforces foreign keys
 */
export async function expand(session: Session, step: TableChangeStep): Promise<readonly string[]> {
  const copy = await copySchema(session);
  try {
    const broken = await findBroken(copy);
    const statements: string[] = [];
    let isRebuilt = false;
    for (const group of groups(step.operations)) {
      const done = await carryOut(copy, step.table, group);
      isRebuilt ||= done.isRebuilt;
      statements.push(...done.statements);
    }
    for (const [what, message] of await findBroken(copy)) {
      if (!broken.has(what)) throw refused(step.table, `It would break ${what}: ${message}.`);
    }
    if (!isRebuilt || !(await enforcesForeignKeys(session))) return statements;
    if (!session.inTransaction()) return [inOwnTransaction(statements)];
    throw refused(step.table, 'Foreign keys are enforced in the open transaction, and would delete rows.');
  } finally {
    await copy.close();
  }
}

type Group = readonly Edit[] | RenameColumn | RenameIndex;

/** Renames stand alone, for they have a statement of their own; the changes between them belong together. */
function groups(operations: readonly Operation[]): readonly Group[] {
  const found: Group[] = [];
  let edits: Edit[] = [];
  for (const operation of operations) {
    if (isEdit(operation)) {
      edits.push(operation);
    } else if (operation.kind === 'renameColumn' || operation.kind === 'renameIndex') {
      if (edits.length > 0) found.push(edits);
      edits = [];
      found.push(operation);
    }
  }
  return edits.length > 0 ? [...found, edits] : found;
}

interface Done {
  readonly statements: readonly string[];
  readonly isRebuilt: boolean;
}

async function carryOut(copy: Session, table: string, group: Group): Promise<Done> {
  if ('kind' in group) {
    const statements =
      group.kind === 'renameColumn'
        ? [`ALTER TABLE ${quote(table)} RENAME COLUMN ${quote(group.from)} TO ${quote(group.to)}`]
        : await renameIndex(copy, table, group);
    return { statements: await runAll(copy, table, statements), isRebuilt: false };
  }
  const native = group.map((edit) => alterTable(table, edit));
  if (native.every((sql) => sql !== undefined) && (await accepts(copy, native))) {
    return { statements: native, isRebuilt: false };
  }
  return { statements: await rebuildTable(copy, table, group), isRebuilt: true };
}

/**
 * The statement of a change that ALTER TABLE can do to any rows: a column whose value for them is a constant
 * (sqlite.org/lang_altertable.html#altertabaddcol), and a column that goes.
 */
function alterTable(table: string, edit: Edit): string | undefined {
  if (edit.kind === 'dropColumn') return `ALTER TABLE ${quote(table)} DROP COLUMN ${quote(edit.column.name)}`;
  if (edit.kind !== 'addColumn') return undefined;
  const { column } = edit;
  const isComputedLater = column.generated?.stored === false && column.nullable === true;
  if (column.autoIncrement || (column.generated ? !isComputedLater : !hasConstantDefault(column))) {
    return undefined;
  }
  return `ALTER TABLE ${quote(table)} ADD COLUMN ${renderColumn(column)}`;
}

/** Runs the statements if SQLite accepts them all and no view or trigger breaks; else leaves the copy as it was. */
async function accepts(copy: Session, statements: readonly string[]): Promise<boolean> {
  const broken = await findBroken(copy);
  await copy.query('SAVEPOINT native');
  let isAccepted: boolean;
  try {
    for (const sql of statements) await copy.query(sql);
    isAccepted = (await findBroken(copy)).size <= broken.size;
  } catch (error) {
    if (!isPlumblineError(error, 'database-error')) throw error;
    isAccepted = false;
  }
  if (!isAccepted) await copy.query('ROLLBACK TO native');
  await copy.query('RELEASE native');
  return isAccepted;
}

async function runAll(
  copy: Session,
  table: string,
  statements: readonly string[],
): Promise<readonly string[]> {
  try {
    for (const sql of statements) await copy.query(sql);
    return statements;
  } catch (error) {
    if (!isPlumblineError(error, 'database-error')) throw error;
    throw refused(table, `SQLite says: ${error.data.message}.`);
  }
}

/** SQLite has no ALTER INDEX: the index is created again from its own text, under the other name. */
async function renameIndex(
  copy: Session,
  table: string,
  { from, to }: RenameIndex,
): Promise<readonly string[]> {
  const [row] = await copy.query<{ readonly name: string; readonly sql: string }>(
    `SELECT name, sql FROM sqlite_schema
      WHERE type = 'index' AND sql IS NOT NULL AND lower(name) = lower(?) AND lower(tbl_name) = lower(?)`,
    [from, table],
  );
  if (row === undefined) throw refused(table, `It has no index '${from}'.`);
  return [`DROP INDEX ${quote(row.name)}`, replaceSpan(row.sql, parseIndex(row.sql).nameSpan, quote(to))];
}

/** {@link begin} and `commit` as text, with the proof that no foreign key is violated that was not before. */
function inOwnTransaction(statements: readonly string[]): string {
  const { before, after } = violationProof();
  const all = [
    'PRAGMA foreign_keys = OFF',
    'BEGIN IMMEDIATE',
    ...before,
    ...statements,
    ...after,
    'COMMIT',
    'PRAGMA foreign_keys = ON',
  ];
  return all.map((sql) => `${sql};`).join('\n');
}

function refused(table: string, reason: string): PlumblineError {
  return new PlumblineError('rebuild-refused', { table, reason });
}
