// 1,000 small revisions, a table each, applied to an empty database: each in a transaction of its own, all in one, or without.
import { withDatabases } from './support/databases.mjs';
import { judge, measure, ratioTable } from './support/measure.mjs';
import { createRunners, MODES } from './support/runners.mjs';

const COUNT = 1_000;
const BASE = 'psql, sqlite3: the same SQL';
const OURS = 'plumbline upgrade';
const THEIRS = 'TypeORM runMigrations';

const LIMITS = [
  { name: OURS, base: BASE, limit: 1.15, modes: ['each', 'all'] },
  { name: OURS, base: THEIRS, limit: 1, modes: MODES },
];

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function apply({ bin, rounds = 5 }) {
  const runners = createRunners(bin, COUNT);
  const runs = new Map();
  const verdicts = [];
  try {
    await withDatabases(runners.folder, async (all) => {
      for (const database of all) {
        for (const mode of MODES) {
          const what = `${database.dialect}, ${mode}`;
          const run = await measure(contenders(runners, database, mode), rounds);
          runs.set(what, run);
          const limits = LIMITS.filter(({ modes }) => modes.includes(mode));
          verdicts.push(...limits.map((limited) => judge(run, { ...limited, what })));
        }
      }
    });
  } finally {
    runners.remove();
  }
  const table = ratioTable('times the same SQL (ms)', runs, BASE);
  return {
    report: `${table}\n${verdicts.map(({ text }) => text).join('')}`,
    met: verdicts.every(({ met }) => met),
  };
}

function contenders(runners, { url, renew }, mode) {
  const contender = (name, words) => ({
    name,
    ...words(url('applied'), mode),
    before: () => renew('applied'),
  });
  return [
    contender(BASE, runners.shell),
    contender('node: the same SQL', runners.plainApply),
    contender(OURS, runners.plumbline),
    contender(THEIRS, runners.typeorm),
  ];
}
