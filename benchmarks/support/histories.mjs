import { idOf } from './project.mjs';

/** The shape repeats: in each fifty revisions a branch of four leaves the line at 9 and comes back in a merge at 20. */
const PERIOD = 50;
const FORK = 9;
const BRANCH_END = 13;
const MERGE = 20;

/**
 * A history as teams have them: a line with branches and merges, and one branch that is open, so that there are two
 * heads. Each revision creates a table; its file has about 2 KB.
 */
export function branchedHistory(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    down: parentsOf(index, count).map(idOf),
    labels: index === count - 2 ? ['payments'] : [],
    message: `Create the table of the measurements ${index} with their sources`,
    upgrade: (op) => createWideTable(op, index),
  }));
}

/** A line of small revisions: a table each. */
export function lineOfTables(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    down: index === 0 ? [] : [idOf(index - 1)],
    labels: [],
    message: `Create ${tableOf(index)}`,
    upgrade: (op) => {
      op.createTable(tableOf(index), {
        columns: [
          { name: 'id', type: 'integer' },
          { name: 'name', type: 'varchar(80)' },
          { name: 'note', type: 'text', nullable: true },
        ],
        primaryKey: { name: `PK_${tableOf(index)}`, columns: ['id'] },
      });
    },
  }));
}

/** The SQL of {@link lineOfTables}, for those that run it without the engine. */
export function tableSql(index) {
  const table = tableOf(index);
  return {
    up: `CREATE TABLE "${table}" ("id" integer NOT NULL, "name" varchar(80) NOT NULL, "note" text, CONSTRAINT "PK_${table}" PRIMARY KEY ("id"))`,
    down: `DROP TABLE "${table}"`,
  };
}

function tableOf(index) {
  return `t_${String(index).padStart(5, '0')}`;
}

function parentsOf(index, count) {
  if (index === 0) return [];
  // The open branch at the end: the last but one revision leaves the line, the last one stays on it.
  if (index === count - 1) return [index - 2];
  const place = index % PERIOD;
  if (place === BRANCH_END + 1) return [index - (BRANCH_END + 1 - FORK)];
  if (place === MERGE) return [index - 1, index - (MERGE - BRANCH_END)];
  return [index - 1];
}

function createWideTable(op, index) {
  const name = `measurements_${index}`;
  op.createTable(name, {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'organisation_id', type: 'integer' },
      { name: 'name', type: 'varchar(120)' },
      { name: 'description', type: 'text', nullable: true },
      { name: 'value', type: 'numeric(12,4)', default: 0 },
      { name: 'created_at', type: 'timestamptz', default: op.sql('now()') },
    ],
    primaryKey: { name: `PK_${name}`, columns: ['id'] },
    comment: 'What was measured, where and when',
  });
  op.createIndex(name, { name: `IDX_${name}_organisation`, columns: ['organisation_id', 'created_at'] });
}
