import { isSame } from '../kernel/same';
import { isSqlText, type Column } from '../model/schema';
import type { Risk, RiskHandlers } from './risk';
import { riskOfDropColumn } from './risk-drop-column';
import { riskOfSql } from './risk-sql';
import { judgeTypeChange } from './type-change';

const SAFE: Risk = { level: 'safe' };
const REBUILD: Risk = {
  level: 'rewrite',
  reason: 'the table is copied into a new one, and no other connection can write meanwhile',
};
const lock = (reason: string): Risk => ({ level: 'lock', reason });
const loss = (reason: string): Risk => ({ level: 'data loss', reason });
const RENAMED = 'code that still uses the old name fails at once';

/** The risks of SQLite: what ALTER TABLE cannot do is a rebuild of the table. */
export const sqliteRisks = {
  createSchema: () => SAFE,
  dropSchema: () => SAFE,
  createExtension: () => SAFE,
  dropExtension: () => SAFE,
  createEnum: () => SAFE,
  dropEnum: () => SAFE,
  alterEnum: () => SAFE,
  createTable: () => SAFE,
  dropTable: () => loss('the rows of the table are gone'),
  renameTable: () => lock(RENAMED),
  setTableComment: () => SAFE,
  setTableOptions: () => REBUILD,
  addColumn: ({ column }) => riskOfAddColumn(column),
  dropColumn: riskOfDropColumn,
  alterColumn: ({ from, to }) => {
    if (judgeTypeChange(from.type, to.type) === 'may fail or cut') {
      return loss('values that do not fit the new type are converted or make it fail; the table is rebuilt');
    }
    const { comment: _before, ...before } = from;
    const { comment: _after, ...after } = to;
    return isSame(before, after) ? SAFE : REBUILD;
  },
  renameColumn: () => lock(RENAMED),
  addPrimaryKey: () => REBUILD,
  dropPrimaryKey: () => REBUILD,
  addUnique: () => REBUILD,
  dropUnique: () => REBUILD,
  addCheck: () => REBUILD,
  dropCheck: () => REBUILD,
  addExclusion: () => SAFE,
  dropExclusion: () => SAFE,
  addForeignKey: () => REBUILD,
  dropForeignKey: () => REBUILD,
  validateConstraint: () => SAFE,
  createIndex: () => lock('nobody can write to the database while the index is built'),
  dropIndex: () => lock('queries that need the index become slow'),
  renameConstraint: () => REBUILD,
  renameIndex: () => lock('SQLite cannot rename an index, so it is built again'),
  bulkInsert: () => SAFE,
  createView: () => SAFE,
  dropView: () => lock('queries that read the view fail, and triggers on it go with it'),
  replaceView: () => lock('triggers on the view go with the old one'),
  backfill: () => SAFE,
  execute: ({ sql }) => riskOfSql(sql),
  run: () => lock('code is not looked into'),
} satisfies RiskHandlers;

function riskOfAddColumn(column: Column): Risk {
  if (column.generated?.stored) return REBUILD;
  if (column.default !== undefined && isSqlText(column.default)) return REBUILD;
  if (column.default === undefined && column.generated === undefined && !column.nullable) {
    return lock('it fails on a table with rows: NOT NULL, and no default to fill them with');
  }
  return SAFE;
}
