// A change of a SQLite table of a million rows that ALTER TABLE cannot do: the table is made anew, with every proof of a run.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, measure, ratioTable } from './support/measure.mjs';
import { createProject, idOf } from './support/project.mjs';
import { shell } from './support/runners.mjs';

const ROWS = 1_000_000;
const BASE = 'sqlite3: create, copy, drop, rename';
const OURS = 'plumbline upgrade';
const LIMIT = 1.3;
const PLAIN = join(dirname(fileURLToPath(import.meta.url)), 'peers/plain.cjs');

const KIND = { name: 'kind', type: 'text' };
const columns = (kind) =>
  `("id" integer NOT NULL, "kind" text${kind}, "amount" integer NOT NULL, "note" text, CONSTRAINT "PK_events" PRIMARY KEY ("id"))`;
const INDEX = 'CREATE INDEX "IDX_events_amount" ON "events" ("amount")';

/** What somebody would write who knows how: sqlite.org/lang_altertable.html#otheralter, without a look at the result. */
const BY_HAND = [
  'PRAGMA foreign_keys = OFF',
  'BEGIN',
  `CREATE TABLE "events_new" ${columns(' NOT NULL')}`,
  'INSERT INTO "events_new" ("id", "kind", "amount", "note") SELECT "id", "kind", "amount", "note" FROM "events"',
  'DROP TABLE "events"',
  'ALTER TABLE "events_new" RENAME TO "events"',
  INDEX,
  'COMMIT',
];

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function rebuild({ bin, rounds = 5 }) {
  const project = createProject(bin, [
    {
      ...{ id: idOf(0), down: [], labels: [], message: 'Every event has a kind' },
      upgrade: (op) => op.alterColumn('events', { from: { ...KIND, nullable: true }, to: KIND }),
    },
  ]);
  const folder = mkdtempSync(join(dirname(bin), '../../rebuild-'));
  try {
    const seed = join(folder, 'seed.db');
    writeRows(seed);
    const script = join(folder, 'by-hand.sql');
    writeFileSync(script, BY_HAND.map((sql) => `${sql};\n`).join(''));
    const file = join(folder, 'events.db');
    const url = `sqlite:///${file}`;
    const before = () => {
      rmSync(`${file}-journal`, { force: true });
      copyFileSync(seed, file);
    };
    const contenders = [
      { name: BASE, ...shell(url, script), before },
      { name: 'node: the same SQL', words: [PLAIN, 'script', url, script], before },
      { name: OURS, words: [bin, 'upgrade'], cwd: project.folder, variables: { DATABASE_URL: url }, before },
    ];
    const run = await measure(contenders, rounds);
    const table = ratioTable('times the sqlite3 shell (ms)', new Map([['SQLite', run]]), BASE);
    const { met, text } = judge(run, { name: OURS, base: BASE, limit: LIMIT });
    return { report: `${table}\n${text}`, met };
  } finally {
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The table, an index, and a child whose rows would go with theirs. */
function writeRows(file) {
  const Database = createRequire(import.meta.url)('better-sqlite3');
  const database = new Database(file);
  database.exec(`CREATE TABLE "events" ${columns('')};
    INSERT INTO "events" WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
      SELECT i, 'kind ' || (i % 100), i * 7919 % 1000003, 'a note of some length on the event ' || i FROM n;
    ${INDEX};
    CREATE TABLE "remarks" ("event" integer NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE, "text" text);
    INSERT INTO "remarks" SELECT "id", 'a remark' FROM "events" WHERE "id" % 100 = 0;`);
  database.close();
}
