import { terminated } from '../kernel/terminated';
import { createHistoryTable, createVersionTable, VERSION_TABLE } from '../history/bookkeeping-tables';
import { quotedTable, type BookkeepingNames } from '../history/version-store';
import type { PlannedStatement, RevisionPlan } from '../plan/plan';

/**
 * A plan as a script for `psql` or the `sqlite3` shell: a transaction for each revision, with its version rows.
 *
 * @param statements the statements of each plan
 */
export function renderScript(
  books: BookkeepingNames,
  plans: readonly RevisionPlan[],
  statements: readonly (readonly PlannedStatement[])[],
): string {
  const blocks = plans.map((plan, index) => {
    const { revision, message } = plan.file.header;
    return [
      `-- ${plan.direction} ${revision}: ${message.replace(/\s+/g, ' ')}`,
      'BEGIN;',
      ...(index === 0 && plan.before.length === 0 ? bookkeeping(books) : []),
      ...(statements[index] ?? []).map(({ sql }) => terminated(sql)),
      ...versionRows(books, plan),
      'COMMIT;',
    ].join('\n');
  });
  const { before, after } = books.dialect.scriptSettings;
  const parts = [...before.map(terminated), ...blocks, ...after.map(terminated)];
  return blocks.length === 0 ? '-- Nothing to do.\n' : `${parts.join('\n\n')}\n`;
}

function bookkeeping({ dialect, schema }: BookkeepingNames): string[] {
  return [...createVersionTable(dialect.name, schema), ...createHistoryTable(dialect.name, schema)]
    .flatMap((operation) => dialect.compile([operation]))
    .flatMap((step) =>
      step.kind === 'sql'
        ? [terminated(step.sql.replace(/^CREATE TABLE /, 'CREATE TABLE IF NOT EXISTS '))]
        : [],
    );
}

function versionRows(books: BookkeepingNames, { before, after }: RevisionPlan): string[] {
  const table = quotedTable(books, VERSION_TABLE);
  return [
    ...before
      .filter((id) => !after.includes(id))
      .map((id) => `DELETE FROM ${table} WHERE version_num = '${id}';`),
    ...after
      .filter((id) => !before.includes(id))
      .map((id) => `INSERT INTO ${table} (version_num) VALUES ('${id}');`),
  ];
}
