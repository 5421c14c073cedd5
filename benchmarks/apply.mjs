// 1,000 small revisions, a table each, applied to an empty database, each in a transaction of its own.
import { withDatabases } from './support/databases.mjs';
import { measure, ratioTable } from './support/measure.mjs';
import { createRunners } from './support/runners.mjs';

const COUNT = 1_000;
const BASE = 'node: the same SQL';

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function apply({ bin, rounds = 5 }) {
  const runners = createRunners(bin, COUNT);
  const runs = new Map();
  try {
    await withDatabases(runners.folder, async (all) => {
      for (const { dialect, url, renew } of all) {
        const contender = (name, words) => ({
          name,
          ...words(url('applied')),
          before: () => renew('applied'),
        });
        const contenders = [
          contender(BASE, runners.plainApply),
          contender('plumbline upgrade', runners.plumbline),
          contender('TypeORM runMigrations', runners.typeorm),
        ];
        runs.set(dialect, await measure(contenders, rounds));
      }
    });
  } finally {
    runners.remove();
  }
  return { report: ratioTable('times the same SQL (ms)', runs, BASE), met: true };
}
