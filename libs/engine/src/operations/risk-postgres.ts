import { isSame } from '../kernel/same';
import { isSqlText, type Column } from '../model/schema';
import type { AlterColumn, AlterEnum } from './operation';
import type { Risk, RiskHandlers } from './risk';
import { riskOfDropColumn } from './risk-drop-column';
import { riskOfSql } from './risk-sql';
import { judgeTypeChange } from './type-change';

const SAFE: Risk = { level: 'safe' };
const lock = (reason: string): Risk => ({ level: 'lock', reason });
const rewrite = (reason: string): Risk => ({ level: 'rewrite', reason });
const loss = (reason: string): Risk => ({ level: 'data loss', reason });
const BUILDS = 'an index is built while nobody can read or write the table';
const RENAMED = 'code that still uses the old name fails at once';

/** The risks of PostgreSQL; its manual, ALTER TABLE and explicit locking. */
export const postgresRisks = {
  createSchema: () => SAFE,
  dropSchema: () => SAFE,
  createExtension: () => SAFE,
  dropExtension: () => lock('it fails while anything uses it'),
  createEnum: () => SAFE,
  dropEnum: () => SAFE,
  alterEnum: riskOfAlterEnum,
  createTable: ({ table }) =>
    table.foreignKeys.length === 0
      ? SAFE
      : lock('writes to the tables it references wait until the transaction ends'),
  dropTable: () => loss('the rows of the table are gone'),
  renameTable: () => lock(RENAMED),
  setTableComment: () => SAFE,
  setTableOptions: () => SAFE,
  addColumn: ({ column }) => riskOfAddColumn(column),
  dropColumn: riskOfDropColumn,
  alterColumn: riskOfAlterColumn,
  renameColumn: () => lock(RENAMED),
  addPrimaryKey: ({ usingIndex }) => (usingIndex === undefined ? lock(BUILDS) : SAFE),
  dropPrimaryKey: () => lock('upserts that rely on the key fail, and duplicates can come in'),
  addUnique: ({ usingIndex }) => (usingIndex === undefined ? lock(BUILDS) : SAFE),
  dropUnique: () => lock('upserts that rely on the constraint fail, and duplicates can come in'),
  addCheck: ({ check }) =>
    check.notValid ? SAFE : lock('every row is checked while nobody can read or write the table'),
  dropCheck: () => SAFE,
  addExclusion: () => lock(BUILDS),
  dropExclusion: () => SAFE,
  addForeignKey: ({ foreignKey }) =>
    foreignKey.notValid ? SAFE : lock('every row is checked while nobody can write to either table'),
  dropForeignKey: () => lock('reads and writes of both tables wait until the transaction ends'),
  validateConstraint: () => SAFE,
  createIndex: ({ concurrently }) =>
    concurrently ? SAFE : lock('nobody can write to the table while the index is built'),
  dropIndex: () => lock('queries that need the index become slow'),
  renameConstraint: () => SAFE,
  renameIndex: () => SAFE,
  bulkInsert: () => SAFE,
  createView: ({ view }) =>
    view.materialized ? lock('its query is run, and the transaction waits for it') : SAFE,
  dropView: () => lock('queries that read the view fail until it is created again'),
  replaceView: () => lock('queries that read the view wait until the transaction ends'),
  backfill: () => SAFE,
  execute: ({ sql }) => riskOfSql(sql),
  run: () => lock('code is not looked into'),
} satisfies RiskHandlers;

/** Defaults that have the same value for all rows of a statement: the column is added without touching the rows. */
const STABLE =
  /^(?:now\(\)|current_(?:timestamp|date|time|user)|transaction_timestamp\(\)|statement_timestamp\(\)|null|true|false|'[^']*'(?:::[\w ]+)?|-?[\d.]+)$/i;

function riskOfAddColumn(column: Column): Risk {
  if (column.identity !== undefined || column.autoIncrement) {
    return rewrite('every row gets a number of its own');
  }
  if (column.generated !== undefined) {
    return column.generated.stored ? rewrite('the value of every row is computed and stored') : SAFE;
  }
  const { default: value } = column;
  if (value === undefined) {
    return column.nullable
      ? SAFE
      : lock('it fails on a table with rows: NOT NULL, and no default to fill them with');
  }
  if (isSqlText(value) && !STABLE.test(value.sql.trim())) {
    return rewrite('the default may be different for every row, so that each one is written');
  }
  return SAFE;
}

function riskOfAlterColumn({ from, to, using }: AlterColumn): Risk {
  const change = judgeTypeChange(from.type, to.type);
  if (change === 'may fail or cut')
    return loss('values that do not fit the new type are cut or make it fail');
  if (using !== undefined) return rewrite('every row is converted by the expression');
  if (change === 'rewrites') return rewrite('every row and every index is written again in the new type');
  if (!isSame(from.generated, to.generated)) {
    if (from.generated !== undefined && to.generated !== undefined)
      return rewrite('every value is computed again');
    if (to.generated !== undefined) return loss('what is in the column is replaced by the computed value');
  }
  if (from.collation !== to.collation) return lock('every index on the column is built again');
  if (from.nullable && !to.nullable) {
    return lock('every row is checked for NULL while nobody can read or write the table');
  }
  return SAFE;
}

function riskOfAlterEnum({ from, to, mapping = {} }: AlterEnum): Risk {
  const gone = from.filter((value) => !to.includes(value));
  const isRename = (value: string) => Object.hasOwn(mapping, value) && !from.includes(mapping[value] ?? '');
  const removed = gone.filter((value) => !isRename(value));
  if (removed.length > 0) {
    return loss(
      `rows cannot tell any more that they had ${removed.join(', ')}, and each one is written again`,
    );
  }
  const kept = from.map((value) => (isRename(value) ? mapping[value] : value));
  const order = to.filter((value) => kept.includes(value));
  if (!isSame(order, kept)) return rewrite('another order is another type: every row is written again');
  return gone.length > 0 ? lock('code that still writes the old value fails at once') : SAFE;
}
